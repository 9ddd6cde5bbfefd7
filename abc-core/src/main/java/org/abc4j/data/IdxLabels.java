package org.abc4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.io.MalformedFileException;

/**
 * Reads labels in the IDX1 format of MNIST and Fashion-MNIST (unsigned bytes), plain or gzipped,
 * which their first bytes tell.
 *
 * <p>Stateless and thread-safe.
 */
public final class IdxLabels {
  private static final int DIMENSIONS = 1;

  private static final String PACKED = ".gz";

  private IdxLabels() {}

  /**
   * Finds the labels of a file of images by the names that MNIST's files have: {@code images-idx3}
   * in the name becomes {@code labels-idx1}, or {@code images.idx3} becomes {@code labels.idx1}.
   * Either file may be gzipped without the other; if labels are there both ways, those that are
   * packed as the images are.
   *
   * @param images the file of images
   * @return the file of labels in the same folder, or empty if there is none of that name
   */
  public static Optional<Path> beside(Path images) {
    Path last = images.getFileName();
    String name = last == null ? "" : last.toString();
    String labels =
        name.replace("images-idx3", "labels-idx1").replace("images.idx3", "labels.idx1");
    if (labels.equals(name)) {
      return Optional.empty();
    }
    String other =
        labels.endsWith(PACKED)
            ? labels.substring(0, labels.length() - PACKED.length())
            : labels + PACKED;
    return Stream.of(labels, other)
        .map(images::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads a file of at most 2^28 values.
   *
   * @param file the file
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   */
  public static int[] read(Path file) throws IOException {
    return read(file, IdxReader.DEFAULT_MOST_VALUES);
  }

  /**
   * Reads a file of at most a number of values.
   *
   * @param file the file
   * @param mostValues the limit, at least 1
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static int[] read(Path file, int mostValues) throws IOException {
    return labels(IdxReader.read(file, DIMENSIONS, mostValues));
  }

  /**
   * Reads a stream of at most 2^28 values to its end and leaves it open.
   *
   * @param in the stream
   * @param name what errors call it
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   */
  public static int[] read(InputStream in, String name) throws IOException {
    return read(in, name, IdxReader.DEFAULT_MOST_VALUES);
  }

  /**
   * Reads a stream of at most a number of values to its end and leaves it open.
   *
   * @param in the stream
   * @param name what errors call it
   * @param mostValues the limit, at least 1
   * @return its labels, each from 0 to 255
   * @throws MalformedFileException if it is no valid IDX1 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static int[] read(InputStream in, String name, int mostValues) throws IOException {
    return labels(IdxReader.read(in, name, DIMENSIONS, mostValues));
  }

  private static int[] labels(IdxReader.Content content) {
    int[] labels = new int[content.values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(content.values[i]);
    }
    return labels;
  }
}
