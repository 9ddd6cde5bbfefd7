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
 * @param samples how its samples are stored
 * @param left where a GIF's first image lies on its canvas; 0 for other formats
 * @param top where a GIF's first image lies on its canvas; 0 for other formats
 * @param canvasWidth columns of the whole picture
 * @param canvasHeight rows of the whole picture
 * @param shown what decoders are given of the file; null for all of it
 */
record PictureHeader(
    PictureFormat format,
    long width,
    long height,
    Orientation orientation,
    StoredSamples samples,
    int left,
    int top,
    long canvasWidth,
    long canvasHeight,
    byte[] shown) {
  private static final int COLOUR_BYTES = 3;

  /** What a GIF or another picture of which nothing else is known may have. */
  private static final StoredSamples COLOURS = StoredSamples.of(3, 8);

  static PictureHeader of(PictureFormat format, long width, long height, Orientation orientation) {
    return new PictureHeader(
        format, width, height, orientation, COLOURS, 0, 0, width, height, null);
  }

  PictureHeader with(StoredSamples samples) {
    return new PictureHeader(
        format, width, height, orientation, samples, left, top, canvasWidth, canvasHeight, shown);
  }

  /** With a canvas on which the picture lies. */
  PictureHeader on(long canvasWidth, long canvasHeight, int left, int top) {
    return new PictureHeader(
        format, width, height, orientation, samples, left, top, canvasWidth, canvasHeight, shown);
  }

  /** With other content for decoders. */
  PictureHeader shownAs(byte[] shown) {
    return new PictureHeader(
        format, width, height, orientation, samples, left, top, canvasWidth, canvasHeight, shown);
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

  /** Bytes that reading takes for each pixel, the picture itself among them. */
  private int pixelBytes() {
    int sampleBytes = samples.bits() > 8 ? 2 : 1;
    int decoded =
        switch (format) {
          case JPEG -> samples.progressive() ? 3 * samples.channels() : samples.channels();
          // A transparent colour becomes a further channel.
          case PNG -> (samples.channels() + 1) * sampleBytes;
          case GIF -> 1;
          case BMP -> 4;
          case WEBP -> 8;
          // A strip may be all of it.
          case TIFF -> 2 * samples.channels() * sampleBytes;
        };
    boolean copied = orientation != Orientation.UPRIGHT;
    boolean laid = format == PictureFormat.GIF && canvasWidth * canvasHeight > width * height;
    return decoded + COLOUR_BYTES * (1 + (copied ? 1 : 0) + (laid ? 2 : 0));
  }

  /** Bytes that reading takes, but for the file; an estimate from above. */
  long bytes() {
    return pixels() * pixelBytes();
  }

  /** Pixels that decoding makes, at most. */
  long pixels() {
    // Neither factor exceeds 2^32, and the product of larger ones than 2^31 is too large anyway.
    return canvasWidth > Integer.MAX_VALUE || canvasHeight > Integer.MAX_VALUE
        ? Long.MAX_VALUE
        : canvasWidth * canvasHeight;
  }
}
