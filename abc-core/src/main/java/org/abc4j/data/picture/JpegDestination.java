package org.abc4j.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * What a JPEG's decoder writes into. Left alone it makes an image of blue, green, red, and puts
 * each pixel of its lines in that order, one by one; lines that keep their order are copied at
 * once. So decoding takes two thirds of the time, to the same pixels.
 */
final class JpegDestination {
  private static final int COLOURS = 3;
  private static final int[] IN_ORDER = {0, 1, 2};

  private JpegDestination() {}

  /**
   * How to read the first image: into pixels of red, green, blue if they would be such colours in
   * another order; null for the decoder's own way.
   */
  static ImageReadParam of(ImageReader reader, PictureHeader header) throws IOException {
    if (header.format() != PictureFormat.JPEG || header.samples().channels() != COLOURS) {
      return null;
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext() || types.next().getBufferedImageType() != BufferedImage.TYPE_3BYTE_BGR) {
      return null;
    }
    ImageReadParam how = reader.getDefaultReadParam();
    how.setDestination(image((int) header.width(), (int) header.height()));
    return how;
  }

  private static BufferedImage image(int width, int height) {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, width, height, COLOURS * width, COLOURS, IN_ORDER, null);
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ComponentColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(colours, raster, false, null);
  }
}
