package org.abc4j.data.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.abc4j.io.MalformedFileException;

/** Decodes by ImageIO: by a plugin for the format where there is one, else by the JDK. */
final class PictureDecoder {
  private static final String OF_THE_JDK = "com.sun.imageio.";
  private static final int CMYK = 4;

  private PictureDecoder() {}

  /**
   * @param plugins whether plugins may decode
   * @return the first image of the file, of the extents that the header tells
   */
  static BufferedImage decode(PictureBytes bytes, PictureHeader header, boolean plugins)
      throws MalformedFileException {
    ImageReader reader = reader(bytes, header.format(), plugins);
    try {
      if (header.components() == CMYK && isOfTheJdk(reader)) {
        throw needs(bytes, header.format(), "a JPEG picture in CMYK");
      }
      return decode(bytes, header, reader);
    } catch (MalformedFileException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException broken) {
      // Decoders meet hostile files with any exception; none is the caller's fault.
      throw new MalformedFileException(
          bytes.name(),
          "pixels",
          "a " + header.format().title + " picture that can be decoded",
          "'" + (broken.getMessage() == null ? broken.getClass() : broken.getMessage()) + "'",
          broken);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage decode(PictureBytes bytes, PictureHeader header, ImageReader reader)
      throws IOException {
    ReadWarnings warnings = new ReadWarnings();
    reader.addIIOReadWarningListener(warnings);
    // In memory: ImageIO's own way would write a file.
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.array()))) {
      reader.setInput(in, false, true);
      requireSize(bytes, header, reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      warnings.requireNone(bytes);
      requireSize(bytes, header, image.getWidth(), image.getHeight());
      return image;
    }
  }

  private static void requireSize(PictureBytes bytes, PictureHeader header, int width, int height)
      throws MalformedFileException {
    if (width != header.width() || height != header.height()) {
      throw bytes.fault(
          "size",
          header.width() + "×" + header.height() + ", as its header has it",
          width + "×" + height);
    }
  }

  private static boolean isOfTheJdk(ImageReader reader) {
    return reader.getClass().getName().startsWith(OF_THE_JDK);
  }

  private static ImageReader reader(PictureBytes bytes, PictureFormat format, boolean plugins)
      throws MalformedFileException {
    List<ImageReader> readers = new ArrayList<>();
    // The registry makes readers as it is asked, and is not made for several threads.
    synchronized (PictureDecoder.class) {
      Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format.imageIoName);
      all.forEachRemaining(readers::add);
    }
    ImageReader best = null;
    for (ImageReader reader : readers) {
      boolean ofTheJdk = isOfTheJdk(reader);
      if (ofTheJdk ? best == null : plugins && (best == null || isOfTheJdk(best))) {
        best = reader;
      }
    }
    if (best == null) {
      throw needs(bytes, format, "a " + format.title + " picture");
    }
    return best;
  }

  private static MalformedFileException needs(
      PictureBytes bytes, PictureFormat format, String found) {
    return bytes.fault(
        "format", "one that the JDK decodes, or " + format.plugin + " on the class path", found);
  }
}
