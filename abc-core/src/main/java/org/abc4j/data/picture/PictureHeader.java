package org.abc4j.data.picture;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;

/**
 * What a picture file says of itself before anything is decoded: format, extents, orientation.
 *
 * @param format its format
 * @param width columns as stored
 * @param height rows as stored
 * @param orientation how it is to be turned
 * @param components of a JPEG picture, 4 for CMYK; 0 for other formats
 * @param left where a GIF's first image lies on its canvas; 0 for other formats
 * @param top where a GIF's first image lies on its canvas; 0 for other formats
 * @param canvasWidth columns of the whole picture
 * @param canvasHeight rows of the whole picture
 */
record PictureHeader(
    PictureFormat format,
    long width,
    long height,
    Orientation orientation,
    int components,
    int left,
    int top,
    long canvasWidth,
    long canvasHeight) {

  static PictureHeader of(
      PictureFormat format, long width, long height, Orientation orientation, int components) {
    return new PictureHeader(format, width, height, orientation, components, 0, 0, width, height);
  }

  /** The header of a file, which names at least one pixel. */
  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    PictureFormat format = PictureFormat.of(bytes);
    if (format == null) {
      throw unknown(bytes);
    }
    PictureHeader header =
        switch (format) {
          case PNG -> PngHeader.read(bytes);
          case JPEG -> JpegHeader.read(bytes);
          case GIF -> GifHeader.read(bytes);
          case BMP -> BmpHeader.read(bytes);
          case WEBP -> WebpHeader.read(bytes);
          case TIFF -> TiffHeader.read(bytes);
        };
    if (header.width < 1 || header.height < 1) {
      throw bytes.fault(
          "size", "at least one column and one row", header.width + "×" + header.height);
    }
    return header;
  }

  private static MalformedFileException unknown(PictureBytes bytes) {
    byte[] beginning = Arrays.copyOf(bytes.array(), Math.min(FileKind.BEGINNING, bytes.size()));
    String formats =
        Arrays.stream(PictureFormat.values())
            .map(format -> format.title)
            .collect(Collectors.joining(", "));
    StringBuilder first = new StringBuilder();
    for (int i = 0; i < Math.min(4, beginning.length); i++) {
      first.append(' ').append(PictureBytes.hex(Byte.toUnsignedInt(beginning[i])));
    }
    // None of the kinds that it can look like is a picture.
    return FileKind.PNG.insteadIn(
        bytes.fault(
            "format",
            "one of " + formats,
            beginning.length == 0 ? "no byte" : "a beginning of" + first),
        beginning);
  }

  /** Pixels that decoding makes, at most. */
  long pixels() {
    // Neither factor exceeds 2^32, and the product of larger ones than 2^31 is too large anyway.
    return canvasWidth > Integer.MAX_VALUE || canvasHeight > Integer.MAX_VALUE
        ? Long.MAX_VALUE
        : canvasWidth * canvasHeight;
  }
}
