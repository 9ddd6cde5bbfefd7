package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** The headers of Windows bitmaps. */
final class BmpHeader {
  private static final int CORE_BYTES = 12;
  private static final int RUNS = 1;
  private static final int SMALL_RUNS = 2;
  private static final int BIT_FIELDS = 3;

  private static final int END_OF_PICTURE = 1;
  private static final int MOVE = 2;

  private BmpHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    long offset = bytes.u32le(10, "offset of the pixels");
    long header = bytes.u32le(14, "length of the header");
    boolean core = header == CORE_BYTES;
    long width = core ? bytes.u16le(18, "width") : bytes.u32le(18, "width");
    // Negative where rows go down.
    long height =
        core ? bytes.u16le(20, "height") : Math.abs((long) (int) bytes.u32le(22, "height"));
    int bits = core ? bytes.u16le(24, "bits of a pixel") : bytes.u16le(28, "bits of a pixel");
    long compression = core ? 0 : bytes.u32le(30, "compression");
    if (compression > BIT_FIELDS) {
      // Another picture in this one, whose own size nobody has looked at.
      throw bytes.fault("compression", "none, runs or bit fields (0 to 3)", "" + compression);
    }
    boolean packed = compression == RUNS || compression == SMALL_RUNS;
    if (packed) {
      requireEnd(bytes, offset, compression == RUNS ? 1 : 2);
    }
    if (!packed && width <= Integer.MAX_VALUE) {
      long row = (width * bits + 31) / 32 * 4;
      long needed = row * height;
      if (height > 0 && (needed / height != row || needed > bytes.size() - offset)) {
        throw bytes.fault("pixels", row + " bytes for each of " + height + " rows", "fewer in all");
      }
    }
    return PictureHeader.of(PictureFormat.BMP, width, height, Orientation.UPRIGHT);
  }

  /** Walks over runs to their end mark, without which decoders leave rows black. */
  private static void requireEnd(PictureBytes bytes, long offset, int pixelsInAByte)
      throws MalformedFileException {
    long at = offset;
    while (true) {
      int count = bytes.u8(at, "runs");
      int code = bytes.u8(at + 1, "runs");
      at += 2;
      if (count == 0 && code == END_OF_PICTURE) {
        return;
      }
      if (count == 0 && code == MOVE) {
        at += 2;
      } else if (count == 0 && code > MOVE) {
        // So many pixels as they are, filled up to two bytes.
        int length = (code + pixelsInAByte - 1) / pixelsInAByte;
        at += length + length % 2;
      }
    }
  }
}
