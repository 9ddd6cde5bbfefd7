package org.abc4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Distances of samples' counterfactuals: a row for each sample and source, and for each sample and
 * placebo. Numbers are written so that they read back to the same bits.
 */
final class ScoreTable {
  private static final List<String> COLUMNS =
      List.of("sample", "kind", "index", "name", "exact", "first_order", "visual", "looks_like");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file's form. */
  enum Form {
    /** Comma-separated, with a line of column names. */
    CSV,
    /** A JSON object a line. */
    JSONL
  }

  /** One row; null where there is no such value. */
  record Row(
      String sample,
      String kind,
      int index,
      String name,
      Double exact,
      Double firstOrder,
      Double visual,
      Long looksLike) {}

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  /** A landscape's distance, or null if there is no such landscape. */
  static Double distance(Landscape landscape, int source) {
    return landscape == null ? null : (Double) landscape.distance(source);
  }

  /** A value of a list, or null if that is empty. */
  static Double at(double[] values, int index) {
    return index < values.length ? (Double) values[index] : null;
  }

  int size() {
    return rows.size();
  }

  void write(Path file, Form form) throws IOException {
    Uninterrupted.finish(
        () ->
            AtomicFiles.write(
                file,
                out -> {
                  Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                  if (form == Form.CSV) {
                    csv(text);
                  } else {
                    jsonLines(text);
                  }
                  text.flush();
                }));
  }

  private void csv(Writer out) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader(COLUMNS.toArray(String[]::new))
            .setRecordSeparator("\n")
            .setQuoteMode(QuoteMode.MINIMAL)
            .get();
    CSVPrinter printer = new CSVPrinter(out, format);
    for (Row row : rows) {
      printer.printRecord(
          row.sample(),
          row.kind(),
          row.index(),
          row.name(),
          row.exact(),
          row.firstOrder(),
          row.visual(),
          row.looksLike());
    }
  }

  private void jsonLines(Writer out) throws IOException {
    for (Row row : rows) {
      ObjectNode object = JSON.createObjectNode();
      object.put(COLUMNS.get(0), row.sample());
      object.put(COLUMNS.get(1), row.kind());
      object.put(COLUMNS.get(2), row.index());
      object.put(COLUMNS.get(3), row.name());
      putIfThere(object, COLUMNS.get(4), row.exact());
      putIfThere(object, COLUMNS.get(5), row.firstOrder());
      putIfThere(object, COLUMNS.get(6), row.visual());
      if (row.looksLike() != null) {
        object.put(COLUMNS.get(7), row.looksLike());
      }
      out.write(line(object));
      out.write('\n');
    }
  }

  private static void putIfThere(ObjectNode object, String name, Double value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  private static String line(ObjectNode object) throws JsonProcessingException {
    return JSON.writeValueAsString(object);
  }
}
