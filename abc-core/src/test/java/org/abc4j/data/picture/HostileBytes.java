package org.abc4j.data.picture;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Files made by hand, byte after byte. */
final class HostileBytes {
  private HostileBytes() {}

  /** A profile under which each pixel would be another. */
  static byte[] profile() {
    return ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
  }

  /** With some bytes put in. */
  static byte[] inserted(byte[] into, int at, byte[] bytes) {
    return ByteBuffer.allocate(into.length + bytes.length)
        .put(into, 0, at)
        .put(bytes)
        .put(into, at, into.length - at)
        .array();
  }

  /** A JPEG segment. */
  static byte[] segment(int marker, byte[] data) {
    return ByteBuffer.allocate(4 + data.length)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (2 + data.length))
        .put(data)
        .array();
  }

  /** Where a JPEG marker stands first. */
  static int marker(byte[] bytes, int code) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) code) {
        return i;
      }
    }
    throw new AssertionError("no marker " + code);
  }

  /** A PNG of rows that are packed here; each row begins with its filter. */
  static byte[] png(int width, int height, int bits, int colours, byte[] rows, byte[]... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    out.writeBytes(chunk("IHDR", header.put((byte) bits).put((byte) colours).array()));
    for (byte[] chunk : chunks) {
      out.writeBytes(chunk);
    }
    out.writeBytes(chunk("IDAT", deflated(rows)));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] packed = new byte[data.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    byte[] body = ByteBuffer.allocate(4 + data.length).put(name).put(data).array();
    CRC32 sum = new CRC32();
    sum.update(body);
    return ByteBuffer.allocate(8 + body.length)
        .putInt(data.length)
        .put(body)
        .putInt((int) sum.getValue())
        .array();
  }

  /** A TIFF of one strip, with a short as the value of each entry: {tag, value}. */
  static byte[] tiff(byte[] pixels, int[]... entries) {
    int directory = 8 + (pixels.length + 1) / 2 * 2;
    ByteBuffer out =
        ByteBuffer.allocate(directory + 2 + 12 * entries.length + 4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'I', 'I', 42, 0})
            .putInt(directory)
            .put(pixels)
            .position(directory)
            .putShort((short) entries.length);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
    }
    return out.array();
  }

  /** Where the entry of a tag stands in a TIFF of little end first. */
  static int entry(byte[] tiff, int tag) {
    ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int at = directory + 2 + 12 * i;
      if (bytes.getShort(at) == (short) tag) {
        return at;
      }
    }
    throw new AssertionError("no tag " + tag);
  }

  /** A copy with a little-endian short at a place. */
  static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
    return copy;
  }
}
