package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/** Items as one tensor of a safetensors file: items, channels, height, width. Stateless. */
public final class ItemTensor {
  private static final String NAME = "items";
  private static final int EXTENTS = 4;

  private ItemTensor() {}

  /**
   * Writes items, whole or not at all.
   *
   * @param file the file
   * @param items the items
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Batch items) throws IOException {
    Shape shape = items.shape();
    long[] extents = {items.rows(), shape.channels(), shape.height(), shape.width()};
    SafetensorsWriter.create().put(NAME, extents, items.toArray()).write(file);
  }

  /**
   * Reads items.
   *
   * @param file the file
   * @return the items
   * @throws MalformedFileException if it is no such file
   * @throws IOException if it cannot be read
   */
  public static Batch read(Path file) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long[] extents = extents(file, tensors);
    return Batch.of(shape(extents), tensors.floats(NAME, extents));
  }

  /** The shape of an item, of which none is read. */
  static Shape shape(Path file) throws IOException {
    return shape(extents(file, SafetensorsFile.read(file)));
  }

  private static Shape shape(long[] extents) {
    return new Shape((int) extents[1], (int) extents[2], (int) extents[3]);
  }

  private static long[] extents(Path file, SafetensorsFile tensors) throws IOException {
    long[] extents = tensors.entry(NAME).shape();
    if (extents.length != EXTENTS || Arrays.stream(extents).anyMatch(e -> e < 1 || e > 1 << 24)) {
      throw new MalformedFileException(
          file.toString(),
          NAME,
          "extents items, channels, height, width, each at least 1",
          Arrays.toString(extents));
    }
    return extents;
  }
}
