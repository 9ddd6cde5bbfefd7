package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;

/**
 * How many images and sources a run really had, which may be others than were planned: duplicates
 * are removed, and sources have as many images as they have.
 *
 * @param images images of the training set, mirrored copies not counted, as the paper counts them
 * @param sources data sources
 */
record DataSize(int images, int sources) {
  private static final String TABLE = "data-size";

  /** Its place in a run's folder. */
  static final String FILE = Parts.RESULTS + "/" + TABLE + ".csv";

  private static final long MOST_BYTES = 1024;

  static DataSize of(Study study) {
    int rows = study.world().images().rows();
    boolean mirrored = study.plan().experiment().flips() == Flips.MIRRORED;
    return new DataSize(mirrored ? rows / 2 : rows, study.sources());
  }

  String text() {
    return images + " images of " + sources + " sources";
  }

  void write(Output output) throws IOException {
    output.put(FILE, NumberTable.bytes(NumberTable.of("images", "sources").row(images, sources)));
  }

  /** That of a run, if it got so far, in a release that said it. */
  static Optional<DataSize> read(Output output) throws IOException {
    Optional<byte[]> content = output.get(FILE, MOST_BYTES);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    NumberTable table = NumberTable.read(output.place(FILE), content.get());
    if (table.size() != 1) {
      throw new MalformedFileException(output.place(FILE), "rows", "1", table.size() + "");
    }
    return Optional.of(
        new DataSize(count(output, table, "images"), count(output, table, "sources")));
  }

  private static int count(Output output, NumberTable table, String column) throws IOException {
    double number = table.number(0, column);
    if (!(number >= 1 && number <= Integer.MAX_VALUE && number == Math.rint(number))) {
      throw new MalformedFileException(
          output.place(FILE), column, "a whole number from 1 on", table.text(0, column));
    }
    return (int) number;
  }
}
