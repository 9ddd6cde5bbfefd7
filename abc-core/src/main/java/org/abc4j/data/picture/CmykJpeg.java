package org.abc4j.data.picture;

import java.awt.image.Raster;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/**
 * Pixels of a JPEG picture in CMYK or YCCK, from the four samples as they are stored. Decoders know
 * no colours for them but by profiles, which differ from machine to machine.
 *
 * <p>As Pillow does it, samples are taken for Adobe's, 255 for no ink, and what each ink leaves of
 * the light that black leaves is the colour.
 */
final class CmykJpeg {
  private static final int AS_THEY_ARE = 0;
  private static final int YCCK = 2;
  private static final int MIDDLE = 128;
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);

  /** Rec. 601's, in steps of 2^-16, as libjpeg has them. */
  private static final int RED_OF_CR = 91_881;

  private static final int BLUE_OF_CB = 116_130;
  private static final int GREEN_OF_CR = 46_802;
  private static final int GREEN_OF_CB = 22_554;

  private CmykJpeg() {}

  /** Refuses what nobody knows how to read. */
  static void requireKnown(PictureBytes bytes, int transform) throws MalformedFileException {
    if (transform != JpegSegments.NO_TRANSFORM && transform != AS_THEY_ARE && transform != YCCK) {
      throw bytes.fault("transform of four components", "0 or 2", Integer.toString(transform));
    }
  }

  /**
   * @param raster the four samples of each pixel as stored
   * @param transform {@link JpegSegments#transform()}
   */
  static Picture picture(Raster raster, int transform) {
    Shape shape = new Shape(3, raster.getHeight(), raster.getWidth());
    byte[] values = new byte[shape.size()];
    int[] row = new int[Math.multiplyExact(4, shape.width())];
    int next = 0;
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      for (int at = 0; at < row.length; at += 4) {
        if (transform == YCCK) {
          toCmyk(row, at);
        }
        for (int channel = 0; channel < 3; channel++) {
          values[next++] = (byte) light(row[at + channel], row[at + 3]);
        }
      }
    }
    return Picture.owning(shape, values);
  }

  /** Of an ink's and black's samples, 255 for none of it. */
  private static int light(int ink, int black) {
    int covered = Picture.HIGHEST - ink;
    return Math.max(0, black - (covered * black + Picture.HIGHEST / 2) / Picture.HIGHEST);
  }

  /** The inks are what the colour lacks; black is stored as it is. */
  private static void toCmyk(int[] row, int at) {
    int luma = row[at];
    int blue = row[at + 1] - MIDDLE;
    int red = row[at + 2] - MIDDLE;
    row[at] = ink(luma + (RED_OF_CR * red + HALF >> BITS));
    row[at + 1] = ink(luma + (-GREEN_OF_CB * blue - GREEN_OF_CR * red + HALF >> BITS));
    row[at + 2] = ink(luma + (BLUE_OF_CB * blue + HALF >> BITS));
  }

  private static int ink(int colour) {
    return Picture.HIGHEST - Math.max(0, Math.min(Picture.HIGHEST, colour));
  }
}
