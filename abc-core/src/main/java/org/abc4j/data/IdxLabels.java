package org.abc4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.abc4j.io.MalformedFileException;

/**
 * Reads labels in the IDX1 format of MNIST and Fashion-MNIST (unsigned bytes), plain or gzipped,
 * which their first bytes tell.
 *
 * <p>Stateless and thread-safe.
 */
public final class IdxLabels {
  private static final int DIMENSIONS = 1;

  private IdxLabels() {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes
   * @throws IOException if it cannot be read
   */
  public static int[] read(Path file) throws IOException {
    return labels(IdxReader.read(file, DIMENSIONS));
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @param in the stream
   * @param name what errors call it
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes
   * @throws IOException if it cannot be read
   */
  public static int[] read(InputStream in, String name) throws IOException {
    return labels(IdxReader.read(in, name, DIMENSIONS));
  }

  private static int[] labels(IdxReader.Content content) {
    int[] labels = new int[content.values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(content.values[i]);
    }
    return labels;
  }
}
