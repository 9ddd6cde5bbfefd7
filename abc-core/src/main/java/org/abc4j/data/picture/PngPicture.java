package org.abc4j.data.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG files, gray or in colour. Stateless and thread-safe. */
public final class PngPicture {
  private PngPicture() {}

  /**
   * A file's content, which depends on nothing but the picture and how it is enlarged.
   *
   * @param picture the picture
   * @param enlarged pixels of the file, in width and in height, for each of the picture, at least 1
   * @return the bytes of the file
   * @throws IllegalArgumentException if {@code enlarged} is less than 1
   * @throws ArithmeticException if a side would have more than 2^31 − 1 pixels
   */
  public static byte[] bytes(Picture picture, int enlarged) {
    if (enlarged < 1) {
      throw new IllegalArgumentException(
          "a pixel is enlarged to at least 1 pixel, found " + enlarged);
    }
    BufferedImage image =
        new BufferedImage(
            Math.multiplyExact(picture.width(), enlarged),
            Math.multiplyExact(picture.height(), enlarged),
            picture.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        // Into the raster: setRGB would take gray as linear light.
        for (int channel = 0; channel < picture.channels(); channel++) {
          image
              .getRaster()
              .setSample(x, y, channel, picture.value(channel, y / enlarged, x / enlarged));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given a plain stream, ImageIO puts all of it into a temporary file first.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
