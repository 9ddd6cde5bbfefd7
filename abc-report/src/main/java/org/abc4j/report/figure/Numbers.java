package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The numbers that a figure is drawn from, as a table: what its readers need to draw it again.
 * Immutable.
 */
public final class Numbers {
  private final List<String> columns;
  private final List<List<Object>> rows;

  private Numbers(List<String> columns, List<List<Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  static Builder columns(String... names) {
    return new Builder(List.of(names));
  }

  /**
   * The names of the columns.
   *
   * @return at least one
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * The rows.
   *
   * @return in each a number, a text or null for every column
   */
  public List<List<Object>> rows() {
    return rows;
  }

  /** Rows that are still being added. */
  static final class Builder {
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Builder(List<String> columns) {
      this.columns = columns;
    }

    Builder row(Object... fields) {
      if (fields.length != columns.size()) {
        throw new IllegalArgumentException(
            "a row has " + columns.size() + " fields, found " + fields.length);
      }
      rows.add(Collections.unmodifiableList(Arrays.asList(fields.clone())));
      return this;
    }

    Numbers build() {
      return new Numbers(columns, List.copyOf(rows));
    }
  }
}
