package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.data.Normalisation;
import org.abc4j.io.AtomicFiles;

/** Rows of samples as one PNG picture. */
public final class ContactSheet {
  private static final int ZOOM = 3;

  private ContactSheet() {}

  /**
   * Writes a sheet.
   *
   * @param file the PNG file
   * @param rows the samples of each row, of one or three channels and one shape; at least one row
   *     with at least one sample
   * @param normalisation which values are black and white
   * @throws IOException if the file cannot be written; none is left half written
   */
  public static void write(Path file, List<Batch> rows, Normalisation normalisation)
      throws IOException {
    Tones tones = Tones.of(normalisation, rows.get(0).shape().channels());
    List<List<BufferedImage>> pictures =
        rows.stream()
            .map(
                row ->
                    IntStream.range(0, row.rows())
                        .mapToObj(i -> Pictures.image(row.row(i), row.shape(), tones))
                        .toList())
            .toList();
    AtomicFiles.write(file, Pictures.png(Pictures.sheet(pictures, ZOOM)));
  }
}
