package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.io.MalformedFileException;
import org.abc4j.report.CsvTable;

/**
 * The form of a part that is a table: which columns it has, which rows, and which values each
 * column may have. Immutable.
 *
 * <p>The first column numbers the rows: by the items that the part is of, or where a part is of one
 * item alone, from 0 on.
 */
final class PartForm implements PartKind<NumberTable> {
  /** Of a number with all its digits, or the name of a column, with what parts it from the next. */
  private static final long MOST_FIELD_BYTES = 96;

  private final List<Column> columns;

  /** 0 for a row of each item. */
  private final int rowsOfAnItem;

  private PartForm(List<Column> columns, int rowsOfAnItem) {
    this.columns = columns;
    this.rowsOfAnItem = rowsOfAnItem;
  }

  /** What values a column may have. */
  private record Column(String name, String rule, double least, double most, Kind kind) {
    private enum Kind {
      NUMBER,
      NUMBER_OR_NONE,
      WHOLE
    }

    boolean allows(String text, double value) {
      return text.isEmpty()
          ? kind == Kind.NUMBER_OR_NONE
          : value >= least && value <= most && (kind != Kind.WHOLE || value == Math.rint(value));
    }
  }

  /** Tables with a row for each item, of that name. */
  static PartForm ofItems(String name) {
    return new PartForm(List.of(), 0).whole(name, 0, Integer.MAX_VALUE);
  }

  /** Tables of one item each, with so many rows, each of something of that name. */
  static PartForm ofOneItem(String name, int rows) {
    Checks.between("rows of a part", 1, Integer.MAX_VALUE, rows);
    return new PartForm(List.of(), rows).whole(name, 0, rows - 1L);
  }

  /** With a column of distances: finite, at least 0. */
  PartForm distance(String name) {
    return with(new Column(name, "a distance", 0, Double.MAX_VALUE, Column.Kind.NUMBER));
  }

  /** With a column of numbers within bounds. */
  PartForm between(String name, double least, double most) {
    return with(
        new Column(
            name, "a number from " + least + " to " + most, least, most, Column.Kind.NUMBER));
  }

  /** With a column of finite numbers, some of which may be left out as undefined. */
  PartForm numberOrNone(String name) {
    return with(
        new Column(
            name,
            "a finite number or none",
            -Double.MAX_VALUE,
            Double.MAX_VALUE,
            Column.Kind.NUMBER_OR_NONE));
  }

  /** With a column of whole numbers. */
  PartForm whole(String name, long least, long most) {
    return with(
        new Column(
            name, "a whole number from " + least + " to " + most, least, most, Column.Kind.WHOLE));
  }

  private PartForm with(Column column) {
    List<Column> more = new ArrayList<>(columns);
    more.add(column);
    return new PartForm(List.copyOf(more), rowsOfAnItem);
  }

  /** An empty table of this form. */
  CsvTable table() {
    return NumberTable.of(columns.stream().map(Column::name).toArray(String[]::new));
  }

  private int rows(int count) {
    return rowsOfAnItem == 0 ? count : rowsOfAnItem;
  }

  @Override
  public String ending() {
    return "csv";
  }

  @Override
  public long mostBytes(int count) {
    return (rows(count) + 1L) * columns.size() * MOST_FIELD_BYTES;
  }

  @Override
  public NumberTable read(String file, byte[] content, int from, int count) throws IOException {
    // What is cut within its last number would be a table of another number.
    if (content.length == 0 || content[content.length - 1] != '\n') {
      throw new MalformedFileException(file, "end", "the end of a line", "none: it was cut");
    }
    NumberTable table = NumberTable.read(file, content);
    table.requireColumns(columns.stream().map(Column::name).toList());
    if (table.size() != rows(count)) {
      throw new MalformedFileException(file, "rows", rows(count) + "", table.size() + "");
    }
    int first = rowsOfAnItem == 0 ? from : 0;
    for (int r = 0; r < table.size(); r++) {
      for (Column column : columns) {
        String text = table.text(r, column.name());
        if (!column.allows(text, table.number(r, column.name()))) {
          throw new MalformedFileException(
              file,
              "row " + r + ", column " + column.name(),
              column.rule(),
              text.isEmpty() ? "none" : text);
        }
      }
      String number = columns.get(0).name();
      if (table.number(r, number) != first + r) {
        throw new MalformedFileException(
            file, "row " + r + ", column " + number, first + r + "", table.text(r, number));
      }
    }
    return table;
  }
}
