package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Work;
import org.abc4j.io.MalformedFileException;
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

  /** Characters of what was found that an error shows, so that there is room for what to do. */
  private static final int SHOWN = 100;

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
    this.folder = folder(protocol, inputsSha256);
  }

  /** Where parts of a stage lie, of what the digest stands for. */
  static String folder(Protocol protocol, String inputsSha256) {
    return PARTS + "/" + protocol + "-" + inputsSha256.substring(0, 16);
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
  <T> List<T> of(String name, PartKind<T> kind, int items, int together, Maker maker)
      throws IOException {
    int blocks = (items + together - 1) / together;
    List<T> parts = new ArrayList<>();
    String title = protocol + (name.isEmpty() ? "" : ", " + name);
    try (Progress bar = work.progress(title, Math.max(1, items))) {
      for (int block = 0; block < blocks; block++) {
        int from = block * together;
        int count = Math.min(together, items - from);
        String file = file(name, kind, block);
        Optional<T> there = kept(file, kind, from, count);
        if (there.isPresent()) {
          bar.skip(count);
          parts.add(there.get());
        } else {
          Execution execution = work.silent();
          execution.checkCancelled();
          byte[] made = maker.make(from, count, execution.reportingTo(bar.next(count)));
          parts.add(keep(file, kind, from, count, made));
        }
      }
    }
    return parts;
  }

  /** One of these parts, made if it is not there. */
  <T> T one(String name, PartKind<T> kind, int items, int together, int block, Maker maker)
      throws IOException {
    int from = block * together;
    int count = Math.min(together, items - from);
    String file = file(name, kind, block);
    Optional<T> there = kept(file, kind, from, count);
    return there.isPresent()
        ? there.get()
        : keep(file, kind, from, count, maker.make(from, count, work.silent()));
  }

  private String file(String name, PartKind<?> kind, int block) {
    return String.format(
        Locale.ROOT,
        "%s/%s%06d.%s",
        folder,
        name.isEmpty() ? "" : name + "-",
        block,
        kind.ending());
  }

  /** A part that is there already; one that is not as it has to be is refused. */
  private <T> Optional<T> kept(String file, PartKind<T> kind, int from, int count)
      throws IOException {
    try {
      Optional<byte[]> there = output.get(file, kind.mostBytes(count));
      return there.isEmpty()
          ? Optional.empty()
          : Optional.of(kind.read(output.place(file), there.get(), from, count));
    } catch (MalformedFileException damaged) {
      throw new MalformedFileException(
          damaged.file(),
          damaged.field(),
          damaged.expected(),
          shown(damaged.found()) + "; delete this file, and it is computed again",
          damaged);
    }
  }

  private static String shown(String found) {
    return found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
  }

  /** Keeps what was made, unless it would be refused the next time. */
  private <T> T keep(String file, PartKind<T> kind, int from, int count, byte[] made)
      throws IOException {
    T read;
    try {
      read = kind.read(file, made, from, count);
    } catch (MalformedFileException fault) {
      throw new IllegalStateException("a stage made what it may not: " + fault.getMessage(), fault);
    }
    Checks.between("bytes of " + file, 0, kind.mostBytes(count), made.length);
    output.put(file, made);
    return read;
  }

  /** The same of tables. */
  List<NumberTable> tables(String name, PartForm form, int items, int together, TableMaker maker)
      throws IOException {
    return of(
        name,
        form,
        items,
        together,
        (from, count, execution) -> NumberTable.bytes(maker.make(from, count, execution)));
  }

  /** Keeps a result. */
  void result(String name, CsvTable table) throws IOException {
    output.put(RESULTS + "/" + name + ".csv", NumberTable.bytes(table));
  }
}
