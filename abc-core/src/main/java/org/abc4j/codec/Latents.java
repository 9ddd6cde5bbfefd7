package org.abc4j.codec;

import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;

/**
 * The latents of a data set, which networks are trained on in the images' place. A mirrored copy of
 * an image is an image of the same source, and is encoded like any other: a latent that is mirrored
 * is not the latent of the mirrored image.
 */
public final class Latents {
  /** Images that are in memory together. */
  private static final int TOGETHER = 64;

  private Latents() {}

  /**
   * Encodes images into memory.
   *
   * @param codec the codec
   * @param images images with values from −1 to 1, asked for some at a time and not kept
   * @param execution whose threads encode, who hears of progress in images, when it stops
   * @return their latents, in their order; the same bits for any execution
   * @throws IllegalArgumentException if the images have another shape
   * @throws ArithmeticException if a latent is not finite, naming its image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static Batch of(Codec codec, Rows images, Execution execution) {
    return Batch.of(
        codec.latentShape(), part(codec, images, 0, images.rows(), images.rows(), execution));
  }

  /** The values of some images' latents; progress is told of so many images in all. */
  static float[] part(
      Codec codec, Rows images, int first, int count, int all, Execution execution) {
    Shape shape = codec.imageShape();
    if (!images.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "this codec takes images of shape " + shape + ", found " + images);
    }
    int size = codec.latentShape().size();
    float[] latents = new float[Math.multiplyExact(count, size)];
    float[] image = new float[shape.size()];
    for (int from = 0; from < count; from += TOGETHER) {
      execution.checkCancelled();
      float[] some = new float[Math.min(TOGETHER, count - from) * shape.size()];
      for (int i = 0; i * shape.size() < some.length; i++) {
        images.copyRow(first + from + i, image);
        System.arraycopy(image, 0, some, i * shape.size(), image.length);
      }
      float[] encoded = codec.encode(Batch.of(shape, some), execution).toArray();
      requireFinite(encoded, size, first + from);
      System.arraycopy(encoded, 0, latents, from * size, encoded.length);
      execution.progress((long) first + from + encoded.length / size, all);
    }
    return latents;
  }

  private static void requireFinite(float[] encoded, int size, int first) {
    for (int i = 0; i < encoded.length; i++) {
      if (!Float.isFinite(encoded[i])) {
        throw new ArithmeticException(
            "the latent of image " + (first + i / size) + " holds " + encoded[i]);
      }
    }
  }

  /**
   * The channels whose values are the same number throughout: a codec that gives such says nothing
   * in them, and they cannot be normalised to a deviation.
   *
   * @param latents at least one latent
   * @return indices of channels, ascending
   */
  public static int[] constantChannels(Rows latents) {
    Shape shape = latents.shape();
    int area = shape.height() * shape.width();
    float[] first = new float[shape.size()];
    float[] row = new float[shape.size()];
    boolean[] varies = new boolean[shape.channels()];
    latents.copyRow(0, first);
    for (int i = 0; i < latents.rows(); i++) {
      latents.copyRow(i, row);
      for (int p = 0; p < row.length; p++) {
        varies[p / area] |= row[p] != first[p / area * area];
      }
    }
    return IntStream.range(0, varies.length).filter(c -> !varies[c]).toArray();
  }

  /** A copy of rows in memory. */
  static Batch inMemory(Rows rows) {
    int size = rows.shape().size();
    float[] values = new float[Math.multiplyExact(rows.rows(), size)];
    float[] row = new float[size];
    for (int i = 0; i < rows.rows(); i++) {
      rows.copyRow(i, row);
      System.arraycopy(row, 0, values, i * size, size);
    }
    return Batch.of(rows.shape(), values);
  }
}
