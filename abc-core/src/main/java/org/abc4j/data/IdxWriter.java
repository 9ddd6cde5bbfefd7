package org.abc4j.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;

/**
 * Writes images and labels in the IDX format, each file whole or not at all.
 *
 * <p>The same data give the same bytes; for gzipped files that holds for one version of the JVM's
 * zlib, since no name or time goes into the file. Immutable and thread-safe.
 */
public final class IdxWriter {
  private static final int HIGHEST = 255;

  private final boolean gzipped;

  private IdxWriter(boolean gzipped) {
    this.gzipped = gzipped;
  }

  /**
   * A writer of plain files.
   *
   * @return the writer
   */
  public static IdxWriter plain() {
    return new IdxWriter(false);
  }

  /**
   * A writer of gzipped files.
   *
   * @return the writer
   */
  public static IdxWriter gzipped() {
    return new IdxWriter(true);
  }

  /**
   * Writes images as IDX3; labels are left out.
   *
   * @param file the file, replaced if it exists
   * @param images at least one image of one channel whose values are whole numbers from 0 to 255
   * @throws IllegalArgumentException if there are no images or the format cannot hold them, naming
   *     the first value that it cannot
   * @throws IOException if the file cannot be written
   */
  public void images(Path file, ImageSet images) throws IOException {
    Shape shape = images.shape();
    if (shape.channels() != 1) {
      throw new IllegalArgumentException("IDX images have one channel, these have shape " + shape);
    }
    byte[] bytes = new byte[Math.multiplyExact(images.count(), shape.size())];
    for (int i = 0; i < images.count(); i++) {
      float[] pixels = images.image(i);
      for (int p = 0; p < pixels.length; p++) {
        int value = (int) pixels[p];
        if (value != pixels[p] || value < 0 || value > HIGHEST) {
          throw new IllegalArgumentException(
              "IDX images hold whole numbers from 0 to "
                  + HIGHEST
                  + ", "
                  + ImageSet.place(shape, i, p)
                  + " is "
                  + pixels[p]);
        }
        bytes[i * pixels.length + p] = (byte) value;
      }
    }
    write(file, bytes, images.count(), shape.height(), shape.width());
  }

  /**
   * Writes labels as IDX1.
   *
   * @param file the file, replaced if it exists
   * @param labels at least one label, each from 0 to 255
   * @throws IllegalArgumentException if there are no labels or one is out of range, naming it
   * @throws IOException if the file cannot be written
   */
  public void labels(Path file, int... labels) throws IOException {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] > HIGHEST) {
        throw new IllegalArgumentException(
            "IDX labels lie in 0 to " + HIGHEST + ", label " + i + " is " + labels[i]);
      }
      bytes[i] = (byte) labels[i];
    }
    write(file, bytes, labels.length);
  }

  private void write(Path file, byte[] values, int... extents) throws IOException {
    if (values.length == 0) {
      throw new IllegalArgumentException("an IDX file holds at least one image or label, found 0");
    }
    AtomicFiles.write(
        file,
        out -> {
          if (gzipped) {
            try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
              write(zipped, values, extents);
            }
          } else {
            write(out, values, extents);
          }
        });
  }

  private static void write(OutputStream out, byte[] values, int[] extents) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(IdxReader.UNSIGNED_BYTE << 8 | extents.length);
    for (int extent : extents) {
      data.writeInt(extent);
    }
    data.write(values);
    data.flush();
  }
}
