package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/**
 * The first directory of a TIFF file, or of EXIF data, which are one: entries of tag, type, count
 * and value.
 */
final class TiffDirectory {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int ORIENTATION = 274;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;

  private static final int ENTRY_BYTES = 12;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  /** Bytes of a value of each type, from 1. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private final PictureBytes bytes;
  private final boolean little;
  private final long from;
  private final long to;
  private final long first;
  private final int entries;

  /**
   * @param from where the data begin, from which they count
   * @param to where they end
   */
  TiffDirectory(PictureBytes bytes, long from, long to) throws MalformedFileException {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.little = bytes.isAt(from, "II*\0");
    if (!little && !bytes.isAt(from, "MM\0*")) {
      throw bytes.fault("byte order", "II or MM, and 42", "neither");
    }
    long directory = from + u32(from + 4);
    this.entries = u16(directory);
    this.first = directory + 2;
    bytes.require(first, (long) entries * ENTRY_BYTES, "directory");
    if (first + (long) entries * ENTRY_BYTES > to) {
      throw bytes.fault("directory", "one that ends with its data", "a longer one");
    }
  }

  private int u16(long position) throws MalformedFileException {
    return little ? bytes.u16le(position, "directory") : bytes.u16(position, "directory");
  }

  private long u32(long position) throws MalformedFileException {
    return little ? bytes.u32le(position, "directory") : bytes.u32(position, "directory");
  }

  /** The first value of a tag; a number for want of it. */
  long value(int tag, long otherwise) throws MalformedFileException {
    for (int entry = 0; entry < entries; entry++) {
      long at = first + (long) entry * ENTRY_BYTES;
      if (u16(at) == tag && u32(at + 4) > 0) {
        switch (u16(at + 2)) {
          case BYTE:
            return bytes.u8(at + 8, "directory");
          case SHORT:
            return u16(at + 8);
          case LONG:
            return u32(at + 8);
          default:
            return otherwise;
        }
      }
    }
    return otherwise;
  }

  /**
   * Makes sure that all values that entries tell of are there, whatever a decoder does with them.
   */
  void requireValues() throws MalformedFileException {
    for (int entry = 0; entry < entries; entry++) {
      long at = first + (long) entry * ENTRY_BYTES;
      int type = u16(at + 2);
      long length = u32(at + 4) * (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0);
      if (length > 4 && from + u32(at + 8) + length > to) {
        throw bytes.fault(
            "tag " + u16(at), length + " bytes from byte " + u32(at + 8), "the end of the file");
      }
    }
  }
}
