package org.abc4j.data.picture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.abc4j.io.MalformedFileException;

/** A whole picture file in memory, read by position; what lies behind its end is an error. */
final class PictureBytes {
  private final String name;
  private final byte[] bytes;

  PictureBytes(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** The array itself, to read. */
  byte[] array() {
    return bytes;
  }

  String name() {
    return name;
  }

  int size() {
    return bytes.length;
  }

  boolean has(long position, long count) {
    return position >= 0 && count >= 0 && position + count <= bytes.length;
  }

  void require(long position, long count, String field) throws MalformedFileException {
    if (!has(position, count)) {
      throw fault(
          field,
          count + " bytes from byte " + position,
          "the end of the file after " + bytes.length + " bytes");
    }
  }

  int u8(long position, String field) throws MalformedFileException {
    require(position, 1, field);
    return Byte.toUnsignedInt(bytes[(int) position]);
  }

  /** The first place of a byte from one position to below another; the latter if there is none. */
  long find(int value, long from, long to, String field) throws MalformedFileException {
    if (from >= to) {
      return to;
    }
    require(from, to - from, field);
    for (int at = (int) from; at < to; at++) {
      if (bytes[at] == (byte) value) {
        return at;
      }
    }
    return to;
  }

  /** Two bytes, the most significant one first. */
  int u16(long position, String field) throws MalformedFileException {
    return u8(position, field) << 8 | u8(position + 1, field);
  }

  /** Four bytes, the most significant one first. */
  long u32(long position, String field) throws MalformedFileException {
    return (long) u16(position, field) << 16 | u16(position + 2, field);
  }

  /** Two bytes, the least significant one first. */
  int u16le(long position, String field) throws MalformedFileException {
    return u8(position, field) | u8(position + 1, field) << 8;
  }

  /** Four bytes, the least significant one first. */
  long u32le(long position, String field) throws MalformedFileException {
    return u16le(position, field) | (long) u16le(position + 2, field) << 16;
  }

  /** Whether these characters, of one byte each, stand there. */
  boolean isAt(long position, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    if (!has(position, expected.length)) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[(int) position + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Four characters of one byte each. */
  String tag(long position, String field) throws MalformedFileException {
    require(position, 4, field);
    return new String(bytes, (int) position, 4, StandardCharsets.ISO_8859_1);
  }

  MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(name, field, expected, found);
  }

  static String hex(int value) {
    return String.format(Locale.ROOT, "0x%02x", value);
  }
}
