package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** JPEG's segments (ITU T.81) up to the first scan. */
final class JpegHeader {
  private static final String EXIF = "Exif\0\0";

  private static final int ESCAPE = 0xff;
  private static final int FIRST_FRAME = 0xc0;
  private static final int LAST_FRAME = 0xcf;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int EXTENSION = 0xc8;
  private static final int ARITHMETIC_TABLES = 0xcc;
  private static final int FIRST_RESTART = 0xd0;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int APP1 = 0xe1;

  private JpegHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    Orientation orientation = null;
    PictureHeader frame = null;
    long at = 2;
    while (true) {
      at = nextMarker(bytes, at);
      int marker = bytes.u8(at, "marker");
      at++;
      if (marker == SCAN && frame != null) {
        return PictureHeader.of(
            PictureFormat.JPEG,
            frame.width(),
            frame.height(),
            orientation == null ? Orientation.UPRIGHT : orientation,
            frame.components());
      }
      if (marker == SCAN || marker == END) {
        throw bytes.fault("frame", "one before the first scan", "none");
      }
      if (marker == 1 || marker >= FIRST_RESTART && marker <= START) {
        continue;
      }
      int length = bytes.u16(at, "length of a segment");
      String field = "segment " + PictureBytes.hex(marker);
      if (length < 2) {
        throw bytes.fault(field + ", length", "at least 2", Integer.toString(length));
      }
      bytes.require(at, length, field);
      if (isFrame(marker)) {
        if (frame != null) {
          throw bytes.fault("frame", "one", "another at byte " + (at - 2));
        }
        frame =
            PictureHeader.of(
                PictureFormat.JPEG,
                bytes.u16(at + 5, "width"),
                bytes.u16(at + 3, "height"),
                Orientation.UPRIGHT,
                bytes.u8(at + 7, "components"));
      } else if (marker == APP1 && orientation == null && bytes.isAt(at + 2, EXIF)) {
        orientation = ExifOrientation.of(bytes, at + 2 + EXIF.length(), at + length);
      }
      at += length;
    }
  }

  /** The position of the next marker's code; what lies before it is skipped, as decoders do. */
  private static long nextMarker(PictureBytes bytes, long from) throws MalformedFileException {
    long at = from;
    while (bytes.u8(at, "marker") != ESCAPE) {
      at++;
    }
    while (bytes.u8(at, "marker") == ESCAPE) {
      at++;
    }
    return at;
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC_TABLES;
  }
}
