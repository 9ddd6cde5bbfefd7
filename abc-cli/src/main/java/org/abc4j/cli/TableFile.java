package org.abc4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A table of files and their sources as CSV: a first line of column names, commas, quotes around
 * what has commas or line breaks, UTF-8. Further columns are kept as labels.
 */
final class TableFile {
  private static final long MOST_BYTES = 1 << 26;
  private static final int MOST_COLUMNS = 256;
  private static final String MARK = "\uFEFF";

  private TableFile() {}

  /** What is made of the rows of a file. */
  private interface Reading<T> {
    T of(CSVParser rows) throws IOException;
  }

  static SourceTable read(Path file, String fileColumn, String sourceColumn) throws IOException {
    return read(file, rows -> table(file, rows, fileColumn, sourceColumn));
  }

  /** The rows of a table that has at least some columns, in order: each column's value. */
  static List<Map<String, String>> rows(Path file, List<String> columns) throws IOException {
    return read(file, parsed -> rows(file, parsed, columns));
  }

  private static List<Map<String, String>> rows(Path file, CSVParser parsed, List<String> columns)
      throws IOException {
    for (String column : columns) {
      requireColumn(file, parsed.getHeaderNames(), column);
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (CSVRecord row : parsed) {
      requireConsistent(file, parsed, row);
      Map<String, String> values = new LinkedHashMap<>();
      columns.forEach(column -> values.put(column, row.get(column)));
      rows.add(values);
    }
    return rows;
  }

  private static void requireConsistent(Path file, CSVParser rows, CSVRecord row)
      throws MalformedFileException {
    if (!row.isConsistent()) {
      throw fault(
          file,
          "line " + rows.getCurrentLineNumber(),
          rows.getHeaderNames().size() + " values",
          row.size() + "");
    }
  }

  private static <T> T read(Path file, Reading<T> reading) throws IOException {
    String text = Uninterrupted.run(() -> text(file));
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser rows = CSVParser.parse(new StringReader(text), format)) {
      return reading.of(rows);
    } catch (UncheckedIOException noCsv) {
      throw fault(file, "content", "CSV", String.valueOf(noCsv.getCause().getMessage()));
    } catch (MalformedFileException fault) {
      throw fault;
    } catch (IOException | IllegalArgumentException noCsv) {
      throw fault(file, "content", "CSV with a name for each column", noCsv.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    if (identity.size() > MOST_BYTES) {
      throw fault(file, "size", "at most " + MOST_BYTES + " bytes", identity.size() + " bytes");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes((int) identity.size());
    }
    identity.requireUnchanged("rows");
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    } catch (CharacterCodingException other) {
      throw fault(file, "content", "UTF-8", "other bytes");
    }
  }

  private static SourceTable table(
      Path file, CSVParser rows, String fileColumn, String sourceColumn) throws IOException {
    List<String> columns = rows.getHeaderNames();
    if (columns.size() > MOST_COLUMNS) {
      throw fault(file, "columns", "at most " + MOST_COLUMNS, columns.size() + "");
    }
    requireColumn(file, columns, fileColumn);
    requireColumn(file, columns, sourceColumn);
    Map<String, String> sources = new LinkedHashMap<>();
    Map<String, Map<String, String>> labels = new LinkedHashMap<>();
    columns.stream()
        .filter(name -> !name.equals(fileColumn) && !name.equals(sourceColumn))
        .forEach(name -> labels.put(name, new LinkedHashMap<>()));
    for (CSVRecord row : rows) {
      String at = "line " + rows.getCurrentLineNumber();
      requireConsistent(file, rows, row);
      String name = row.get(fileColumn);
      try {
        SourceTable.of(Map.of(name, row.get(sourceColumn)));
      } catch (IllegalArgumentException refused) {
        throw fault(file, at, "a file inside the folder, and its source", refused.getMessage());
      }
      if (sources.put(name, row.get(sourceColumn)) != null) {
        throw fault(file, at, "each file once", Quoted.of(name) + " again");
      }
      labels.forEach((column, values) -> values.put(name, row.get(column)));
    }
    if (sources.isEmpty()) {
      throw fault(file, "rows", "at least one", "none");
    }
    SourceTable table = SourceTable.of(sources);
    for (Map.Entry<String, Map<String, String>> column : labels.entrySet()) {
      table = table.withColumn(column.getKey(), column.getValue());
    }
    return table;
  }

  private static void requireColumn(Path file, List<String> columns, String name)
      throws MalformedFileException {
    if (!columns.contains(name)) {
      throw fault(
          file,
          "columns",
          "one named " + Quoted.of(name),
          columns.isEmpty() ? "none" : String.join(", ", columns));
    }
  }

  private static MalformedFileException fault(
      Path file, String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, String.valueOf(found));
  }
}
