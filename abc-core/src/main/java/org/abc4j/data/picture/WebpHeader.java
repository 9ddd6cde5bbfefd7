package org.abc4j.data.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.abc4j.io.MalformedFileException;

/**
 * WebP's chunks. Lossy pictures are refused: the plugin's release 3.14.0 decodes them to other
 * colours, without a word. So are animations.
 */
final class WebpHeader {
  private static final int FIRST_CHUNK = 12;
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int ANIMATED = 2;
  private static final int EXTENT_BITS = 14;

  private WebpHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    Orientation orientation = Orientation.UPRIGHT;
    PictureHeader canvas = null;
    PictureHeader image = null;
    long imageAt = 0;
    long imageLength = 0;
    long end = Math.min(bytes.size(), 8 + bytes.u32le(4, "size"));
    long at = FIRST_CHUNK;
    while (at + 8 <= end) {
      String type = bytes.tag(at, "chunk");
      long length = bytes.u32le(at + 4, "length of a chunk");
      bytes.require(at + 8, length, "chunk '" + type + "'");
      switch (type) {
        case "VP8 ", "ALPH" ->
            throw bytes.fault(
                "compression",
                "lossless, since lossy ones are not decoded right: save it as PNG",
                "lossy");
        case "VP8L" -> {
          if (image != null) {
            throw bytes.fault("chunks", "one picture", "another at byte " + at);
          }
          image = lossless(bytes, at + 8);
          imageAt = at;
          imageLength = 8 + length;
        }
        case "VP8X" -> canvas = extended(bytes, at + 8);
        case "EXIF" -> orientation = exif(bytes, at + 8, length);
        default -> {
          // Profiles and what else does not change the pixels.
        }
      }
      // Chunks have an even length.
      at += 8 + length + (length & 1);
    }
    if (image == null) {
      throw bytes.fault("chunks", "VP8L, a lossless picture", "none");
    }
    if (canvas != null && (canvas.width() != image.width() || canvas.height() != image.height())) {
      throw bytes.fault(
          "size",
          canvas.width() + "×" + canvas.height() + ", the canvas",
          image.width() + "×" + image.height());
    }
    return PictureHeader.of(PictureFormat.WEBP, image.width(), image.height(), orientation)
        .with(StoredSamples.of(4, 8))
        .shownAs(bare(bytes, imageAt, (int) imageLength));
  }

  /** A file of the picture's chunk alone: decoders would apply a colour profile beside it. */
  private static byte[] bare(PictureBytes bytes, long at, int length) {
    // Chunks have an even length.
    int padded = length + (length & 1);
    return ByteBuffer.allocate(FIRST_CHUNK + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bytes.array(), 0, 4)
        .putInt(padded + 4)
        .put(bytes.array(), 8, 4)
        .put(bytes.array(), (int) at, length)
        .array();
  }

  private static PictureHeader lossless(PictureBytes bytes, long at) throws MalformedFileException {
    int signature = bytes.u8(at, "signature");
    if (signature != LOSSLESS_SIGNATURE) {
      throw bytes.fault(
          "signature", PictureBytes.hex(LOSSLESS_SIGNATURE), PictureBytes.hex(signature));
    }
    long extents = bytes.u32le(at + 1, "size");
    long mask = (1 << EXTENT_BITS) - 1;
    return size((extents & mask) + 1, (extents >> EXTENT_BITS & mask) + 1);
  }

  private static PictureHeader extended(PictureBytes bytes, long at) throws MalformedFileException {
    if ((bytes.u8(at, "flags") & ANIMATED) != 0) {
      throw bytes.fault("flags", "a still picture", "an animation");
    }
    return size(u24le(bytes, at + 4) + 1, u24le(bytes, at + 7) + 1);
  }

  private static PictureHeader size(long width, long height) {
    return PictureHeader.of(PictureFormat.WEBP, width, height, Orientation.UPRIGHT);
  }

  private static long u24le(PictureBytes bytes, long at) throws MalformedFileException {
    return bytes.u16le(at, "size") | (long) bytes.u8(at + 2, "size") << 16;
  }

  private static Orientation exif(PictureBytes bytes, long at, long length) {
    // Some writers put JPEG's prefix before it.
    long skipped = bytes.isAt(at, "Exif\0\0") ? 6 : 0;
    return ExifOrientation.of(bytes, at + skipped, at + length);
  }
}
