package org.abc4j.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.abc4j.data.picture.Picture;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;

/** Pictures as PNG files, gray or in colour, one pixel a value. */
final class PngFile {
  private PngFile() {}

  static void write(Path file, Picture picture) throws IOException {
    byte[] bytes = bytes(picture);
    Uninterrupted.finish(() -> AtomicFiles.write(file, bytes));
  }

  /** The file's content, which depends on nothing but the picture. */
  static byte[] bytes(Picture picture) throws IOException {
    boolean gray = picture.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        // Into the raster: setRGB would take gray as linear light.
        for (int channel = 0; channel < picture.channels(); channel++) {
          image.getRaster().setSample(x, y, channel, picture.value(channel, y, x));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
    }
    return bytes.toByteArray();
  }
}
