package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** GIF's blocks (GIF89a) up to the first image, which need not cover the canvas. */
final class GifHeader {
  private static final int CANVAS = 6;
  private static final int BEFORE_BLOCKS = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TABLE = 0x80;
  private static final int INTERLACED = 0x40;

  /**
   * Of fewer rows, one of the four passes has none, and the JDK's decoder loses those behind it.
   */
  private static final int FEWEST_ROWS = 5;

  private GifHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    int flags = bytes.u8(CANVAS + 4, "flags");
    long at = BEFORE_BLOCKS;
    if ((flags & TABLE) != 0) {
      at += 3L << ((flags & 7) + 1);
    }
    while (true) {
      int block = bytes.u8(at, "block");
      at++;
      if (block == IMAGE) {
        return image(bytes, at);
      }
      if (block != EXTENSION) {
        throw bytes.fault("block", "an extension or an image", PictureBytes.hex(block));
      }
      at++;
      int length;
      do {
        length = bytes.u8(at, "extension");
        at += 1L + length;
      } while (length > 0);
    }
  }

  private static PictureHeader image(PictureBytes bytes, long at) throws MalformedFileException {
    int left = bytes.u16le(at, "left of the first image");
    int top = bytes.u16le(at + 2, "top of the first image");
    int width = bytes.u16le(at + 4, "width of the first image");
    int height = bytes.u16le(at + 6, "height of the first image");
    int flags = bytes.u8(at + 8, "flags of the first image");
    boolean interlaced = (flags & INTERLACED) != 0;
    if (interlaced && height > 1 && height < FEWEST_ROWS) {
      throw bytes.fault(
          "rows", "at least " + FEWEST_ROWS + " where they are interlaced", "" + height);
    }
    long table = (flags & TABLE) == 0 ? 0 : 3L << ((flags & 7) + 1);
    GifPixels.require(bytes, at + 9 + table, (long) width * height);
    // An image that reaches over its canvas widens it, as browsers do.
    return PictureHeader.of(PictureFormat.GIF, width, height, Orientation.UPRIGHT)
        .on(
            Math.max(bytes.u16le(CANVAS, "width"), left + width),
            Math.max(bytes.u16le(CANVAS + 2, "height"), top + height),
            left,
            top);
  }
}
