package org.abc4j.examples.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.io.AtomicFiles;

/** Rows of samples as one PNG picture. */
public final class ContactSheet {
  private static final int ZOOM = 3;

  private ContactSheet() {}

  /**
   * Writes a sheet.
   *
   * @param file the PNG file
   * @param rows the samples of each row, of one or three channels and one shape, with values from
   *     −1 (black) to 1 (white); at least one row with at least one sample
   * @throws IOException if the file cannot be written; none is left half written
   */
  public static void write(Path file, List<Batch> rows) throws IOException {
    List<List<BufferedImage>> pictures =
        rows.stream()
            .map(
                row ->
                    IntStream.range(0, row.rows())
                        .mapToObj(i -> Pictures.image(row.row(i), row.shape()))
                        .toList())
            .toList();
    AtomicFiles.write(file, Pictures.png(Pictures.sheet(pictures, ZOOM)));
  }
}
