package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.io.Uninterrupted;
import org.abc4j.report.CsvTable;

/** The form of a table that is written. */
enum TableForm {
  /** Comma-separated, with a line of column names. */
  CSV,
  /** A JSON object a line. */
  JSONL;

  void write(CsvTable table, Path file) throws IOException {
    OutputFile.sweep(file);
    Uninterrupted.finish(
        () -> {
          if (this == CSV) {
            table.write(file);
          } else {
            table.writeJsonLines(file);
          }
        });
  }
}
