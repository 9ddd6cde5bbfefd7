package org.abc4j.report;

import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;

/**
 * Samples side by side, in rows of one noise a column: a contact sheet.
 *
 * @param id short name, used in file names: letters, digits, dots, dashes and underscores
 * @param title heading
 * @param introduction what a reader should know, one paragraph each
 * @param rows the rows, at least one
 */
public record SampleSet(String id, String title, List<String> introduction, List<Row> rows) {

  /**
   * A row of samples.
   *
   * @param name what made them: an ensemble, a member, a sampler
   * @param samples at least one
   */
  public record Row(String name, Batch samples) {

    /**
     * Checks that there is a sample.
     *
     * @param name what made them
     * @param samples at least one
     * @throws IllegalArgumentException if there is none
     */
    public Row {
      Objects.requireNonNull(name, "name");
      if (samples.rows() == 0) {
        throw new IllegalArgumentException(
            "a row has at least 1 sample, \"" + name + "\" has none");
      }
    }
  }

  /**
   * Copies the lists and checks them.
   *
   * @param id short name, used in file names
   * @param title heading
   * @param introduction what a reader should know, one paragraph each
   * @param rows the rows, at least one
   * @throws IllegalArgumentException if there is no row, their shapes differ, or the name cannot be
   *     used in file names
   */
  public SampleSet {
    PartId.require(id);
    Objects.requireNonNull(title, "title");
    introduction = List.copyOf(introduction);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "a set of samples has at least 1 row, \"" + id + "\" has none");
    }
    for (Row row : rows) {
      if (!row.samples().shape().equals(rows.get(0).samples().shape())) {
        throw new IllegalArgumentException(
            "all samples of \""
                + id
                + "\" have shape "
                + rows.get(0).samples().shape()
                + ", those of \""
                + row.name()
                + "\" have "
                + row.samples().shape());
      }
    }
  }
}
