package org.abc4j.data.picture;

import java.util.OptionalInt;
import org.abc4j.io.MalformedFileException;

/**
 * The first directory of a TIFF file, or of EXIF data, which are one: entries of tag, type, count
 * and value. A tag that occurs twice, or has a type that it cannot have, is refused where it is
 * asked for: decoders read each its own way.
 */
final class TiffDirectory {
  private static final int ENTRY_BYTES = 12;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;

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

  /** The only value of a tag; a number for want of it. */
  long value(TiffTag tag, long otherwise) throws MalformedFileException {
    long[] values = values(tag);
    if (values.length > 1) {
      throw bytes.fault(tag.title(), "one value", values.length + " values");
    }
    return values.length == 0 ? otherwise : values[0];
  }

  /** All values of a tag, whole numbers; none for want of it. */
  long[] values(TiffTag tag) throws MalformedFileException {
    OptionalInt entry = entry(tag);
    if (entry.isEmpty()) {
      return new long[0];
    }
    long at = first + (long) entry.getAsInt() * ENTRY_BYTES;
    int type = u16(at + 2);
    if (type != BYTE && type != SHORT && type != LONG) {
      throw bytes.fault(tag.title(), "whole numbers (types 1, 3, 4)", "type " + type);
    }
    long count = u32(at + 4);
    long data = data(tag, at, type, count);
    long[] values = new long[(int) count];
    for (int i = 0; i < values.length; i++) {
      long place = data + (long) i * TYPE_BYTES[type];
      values[i] =
          type == BYTE ? bytes.u8(place, "directory") : type == SHORT ? u16(place) : u32(place);
    }
    return values;
  }

  /** Where the bytes of a tag begin, and how many there are; null for want of it. */
  long[] block(TiffTag tag) throws MalformedFileException {
    OptionalInt entry = entry(tag);
    if (entry.isEmpty()) {
      return null;
    }
    long at = first + (long) entry.getAsInt() * ENTRY_BYTES;
    int type = u16(at + 2);
    if (type != BYTE && type != UNDEFINED) {
      throw bytes.fault(tag.title(), "bytes (types 1, 7)", "type " + type);
    }
    long count = u32(at + 4);
    return new long[] {data(tag, at, type, count), count};
  }

  private OptionalInt entry(TiffTag tag) throws MalformedFileException {
    OptionalInt found = OptionalInt.empty();
    for (int entry = 0; entry < entries; entry++) {
      if (u16(first + (long) entry * ENTRY_BYTES) == tag.number) {
        if (found.isPresent()) {
          throw bytes.fault(tag.title(), "once", "twice");
        }
        found = OptionalInt.of(entry);
      }
    }
    return found;
  }

  /** Where the values of an entry lie: in itself, if they fit. */
  private long data(TiffTag tag, long at, int type, long count) throws MalformedFileException {
    long length = count * TYPE_BYTES[type];
    long data = length <= 4 ? at + 8 : from + u32(at + 8);
    if (count < 1 || data + length > to) {
      throw bytes.fault(tag.title(), "values within the data", count + " from byte " + data);
    }
    return data;
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
