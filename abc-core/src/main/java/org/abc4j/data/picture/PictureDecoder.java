package org.abc4j.data.picture;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.abc4j.io.MalformedFileException;

/** Decodes by ImageIO: by a plugin for the format where there is one, else by the JDK. */
final class PictureDecoder {
  private final PictureBytes bytes;
  private final PictureHeader header;
  private final Rgb background;
  private final Runnable check;

  /**
   * @param background what shows where the image is not opaque
   * @param check throws when the work is to end
   */
  PictureDecoder(PictureBytes bytes, PictureHeader header, Rgb background, Runnable check) {
    this.bytes = bytes;
    this.header = header;
    this.background = background;
    this.check = check;
  }

  /**
   * @param plugins whether plugins may decode
   * @return the first image of the file, of the extents that the header tells, as stored
   */
  Picture decode(boolean plugins) throws MalformedFileException {
    // The JDK gives the four samples of CMYK as they are stored, and so does nobody else as well.
    boolean cmyk = header.format() == PictureFormat.JPEG && header.samples().isCmyk();
    if (cmyk) {
      CmykJpeg.requireKnown(bytes, header.samples().transform());
    }
    ImageReader reader =
        Decoders.reader(header.format(), plugins && !cmyk).orElseThrow(this::needsPlugin);
    try {
      return decode(reader, cmyk);
    } catch (MalformedFileException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException broken) {
      check.run();
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

  private Picture decode(ImageReader reader, boolean cmyk) throws IOException {
    ReadWarnings warnings = new ReadWarnings();
    reader.addIIOReadWarningListener(warnings);
    reader.addIIOReadProgressListener(new CancellationListener(check));
    byte[] shown = header.shown() == null ? bytes.array() : header.shown();
    try (ImageInputStream in = new DecoderStream(shown, check)) {
      reader.setInput(in, false, true);
      requireSize(reader.getWidth(0), reader.getHeight(0));
      if (cmyk) {
        Raster raster = reader.readRaster(0, null);
        warnings.requireNone(bytes);
        requireSize(raster.getWidth(), raster.getHeight());
        return CmykJpeg.picture(raster, header.samples().transform());
      }
      BufferedImage image = reader.read(0, JpegDestination.of(reader, header));
      // An aborted decoder returns what it has.
      check.run();
      warnings.requireNone(bytes);
      requireSize(image.getWidth(), image.getHeight());
      return RasterPixels.of(bytes, image, header.samples(), background);
    }
  }

  private void requireSize(int width, int height) throws MalformedFileException {
    if (width != header.width() || height != header.height()) {
      throw bytes.fault(
          "size",
          header.width() + "×" + header.height() + ", as its header has it",
          width + "×" + height);
    }
  }

  private MalformedFileException needsPlugin() {
    PictureFormat format = header.format();
    return bytes.fault(
        "format",
        "one that the JDK decodes, or " + format.plugin + " on the class path",
        "a " + format.title + " picture");
  }
}
