package org.abc4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/**
 * Reads images in the IDX3 format of MNIST and Fashion-MNIST (unsigned bytes; count × rows ×
 * columns), plain or gzipped, which their first bytes tell.
 *
 * <p>The result has one channel and values from 0 to 255. Stateless and thread-safe.
 */
public final class IdxImages {
  private static final int DIMENSIONS = 3;
  private static final int HIGHEST = 255;

  private IdxImages() {}

  /**
   * Reads a file of at most 2^28 values.
   *
   * @param file the file
   * @return its images, without labels
   * @throws MalformedFileException if it is no valid IDX3 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   */
  public static ImageSet read(Path file) throws IOException {
    return read(file, IdxReader.DEFAULT_MOST_VALUES);
  }

  /**
   * Reads a file of at most a number of values.
   *
   * @param file the file
   * @param mostValues the limit, at least 1
   * @return its images, without labels
   * @throws MalformedFileException if it is no valid IDX3 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static ImageSet read(Path file, int mostValues) throws IOException {
    return images(IdxReader.read(file, DIMENSIONS, mostValues));
  }

  /**
   * Reads a stream of at most 2^28 values to its end and leaves it open.
   *
   * @param in the stream
   * @param name what errors call it
   * @return its images, without labels
   * @throws MalformedFileException if it is no valid IDX3 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   */
  public static ImageSet read(InputStream in, String name) throws IOException {
    return read(in, name, IdxReader.DEFAULT_MOST_VALUES);
  }

  /**
   * Reads a stream of at most a number of values to its end and leaves it open.
   *
   * @param in the stream
   * @param name what errors call it
   * @param mostValues the limit, at least 1
   * @return its images, without labels
   * @throws MalformedFileException if it is no valid IDX3 file of unsigned bytes, or has more
   *     values
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static ImageSet read(InputStream in, String name, int mostValues) throws IOException {
    return images(IdxReader.read(in, name, DIMENSIONS, mostValues));
  }

  /**
   * Reads a file of images and one of their labels, each of at most 2^28 values.
   *
   * @param images the images, IDX3
   * @param labels the labels, IDX1, as many
   * @return the images with their labels
   * @throws MalformedFileException if either file is not valid or their counts differ
   * @throws IOException if either cannot be read
   */
  public static ImageSet readWithLabels(Path images, Path labels) throws IOException {
    return readWithLabels(images, labels, IdxReader.DEFAULT_MOST_VALUES);
  }

  /**
   * Reads a file of images and one of their labels, each of at most a number of values.
   *
   * @param images the images, IDX3
   * @param labels the labels, IDX1, as many; {@link IdxLabels#beside} finds them
   * @param mostValues the limit on either file, at least 1
   * @return the images with their labels
   * @throws MalformedFileException if either file is not valid or has more values, or their counts
   *     differ
   * @throws IOException if either cannot be read
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static ImageSet readWithLabels(Path images, Path labels, int mostValues)
      throws IOException {
    ImageSet set = read(images, mostValues);
    int[] values = IdxLabels.read(labels, mostValues);
    if (values.length != set.count()) {
      throw new MalformedFileException(
          labels.toString(),
          "number of labels",
          set.count() + ", one for each image of " + images,
          Integer.toString(values.length));
    }
    return set.withLabels(values);
  }

  private static ImageSet images(IdxReader.Content content) {
    Shape shape = new Shape(1, content.extents[1], content.extents[2]);
    float[] pixels = new float[content.values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Byte.toUnsignedInt(content.values[i]);
    }
    return ImageSet.of(Batch.of(shape, pixels), 0, HIGHEST);
  }
}
