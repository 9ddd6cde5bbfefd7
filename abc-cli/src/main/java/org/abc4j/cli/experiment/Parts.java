package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Work;
import org.abc4j.report.CsvTable;

/**
 * The parts of a stage's work, kept one by one, and its results. Parts lie in a folder that is
 * named after what they are of, so that those of another plan or other models are never taken.
 */
final class Parts {
  /** Folder of parts. */
  static final String PARTS = "parts";

  /** Folder of results. */
  static final String RESULTS = "results";

  private final Output output;
  private final Work work;
  private final Protocol protocol;
  private final String inputsSha256;
  private final String folder;

  /** For a stage, of what the digest stands for. */
  Parts(Output output, Work work, Protocol protocol, String inputsSha256) {
    this.output = output;
    this.work = work;
    this.protocol = protocol;
    this.inputsSha256 = inputsSha256;
    this.folder = PARTS + "/" + protocol + "-" + inputsSha256.substring(0, 16);
  }

  /** The parts of another stage of the same inputs. */
  Parts of(Protocol other) {
    return new Parts(output, work, other, inputsSha256);
  }

  /** Computes a part. */
  interface Maker {
    byte[] make(int from, int count, Execution execution) throws IOException;
  }

  /** Computes a part that is a table. */
  interface TableMaker {
    CsvTable make(int from, int count, Execution execution) throws IOException;
  }

  /** All parts of some items, some at a time, those that are there taken as they are. */
  List<byte[]> of(String name, String ending, int items, int together, Maker maker)
      throws IOException {
    int blocks = (items + together - 1) / together;
    List<byte[]> parts = new ArrayList<>();
    String title = protocol + (name.isEmpty() ? "" : ", " + name);
    try (Progress bar = work.progress(title, Math.max(1, items))) {
      for (int block = 0; block < blocks; block++) {
        int from = block * together;
        int count = Math.min(together, items - from);
        String file =
            String.format(
                Locale.ROOT,
                "%s/%s%06d.%s",
                folder,
                name.isEmpty() ? "" : name + "-",
                block,
                ending);
        Optional<byte[]> there = output.get(file);
        if (there.isPresent()) {
          bar.skip(count);
        } else {
          Execution execution = work.silent();
          execution.checkCancelled();
          there = Optional.of(maker.make(from, count, execution.reportingTo(bar.next(count))));
          output.put(file, there.get());
        }
        parts.add(there.get());
      }
    }
    return parts;
  }

  /** The same of tables. */
  List<NumberTable> tables(String name, int items, int together, TableMaker maker)
      throws IOException {
    List<NumberTable> tables = new ArrayList<>();
    for (byte[] part :
        of(
            name,
            "csv",
            items,
            together,
            (from, count, execution) -> NumberTable.bytes(maker.make(from, count, execution)))) {
      tables.add(NumberTable.read(folder + "/" + name, part));
    }
    return tables;
  }

  /** Keeps a result. */
  void result(String name, CsvTable table) throws IOException {
    output.put(RESULTS + "/" + name + ".csv", NumberTable.bytes(table));
  }
}
