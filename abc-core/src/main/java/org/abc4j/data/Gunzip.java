package org.abc4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.abc4j.io.MalformedFileException;

/**
 * What a gzip stream holds (RFC 1952): its members one after another, each checked against the sum
 * and the length in its trailer. Zeros behind the last member are padding; anything else there is
 * refused.
 *
 * <p>The JDK's class calls itself once for each member, sometimes overlooks what follows the last
 * one, and checks less. Not thread-safe; closing frees the decoder and leaves the packed stream
 * open.
 */
final class Gunzip extends InputStream {
  /** Of 64 KiB each, as parallel packers write them, a file of 64 GiB. */
  static final int MOST_MEMBERS = 1 << 20;

  /** A name, a comment, and an extra field of at most 64 KiB. */
  static final int MOST_HEADER_BYTES = 1 << 18;

  private static final int BUFFER_BYTES = 1 << 13;

  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;

  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream packed;
  private final String file;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];

  /** What of the buffer is still to be used. */
  private int from;

  private int to;

  private int members;
  private int headerBytes;
  private boolean inMember;
  private boolean ended;

  /**
   * @param packed what is unpacked
   * @param file what errors call it
   */
  Gunzip(InputStream packed, String file) {
    this.packed = packed;
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        begin();
      } else if (inflater.finished()) {
        end();
      } else {
        int count = inflate(bytes, offset, length);
        if (count > 0) {
          sum.update(bytes, offset, count);
          return count;
        }
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      requireMore();
      inflater.setInput(buffer, from, to - from);
      from = to;
    }
    try {
      int count = inflater.inflate(bytes, offset, length);
      if (inflater.needsDictionary()) {
        throw fault("no preset dictionary", "one");
      }
      return count;
    } catch (DataFormatException damaged) {
      throw new MalformedFileException(
          file, "gzip stream", "packed data", String.valueOf(damaged.getMessage()), damaged);
    }
  }

  /** Begins the next member, or ends the stream if there is none. */
  private void begin() throws IOException {
    if (members > 0 && !hasMore()) {
      ended = true;
      return;
    }
    if (members > 0 && buffer[from] == 0) {
      requirePadding();
      ended = true;
      return;
    }
    members++;
    if (members > MOST_MEMBERS) {
      throw fault("at most " + MOST_MEMBERS + " members", "more");
    }
    header();
    sum.reset();
    inflater.reset();
    inMember = true;
  }

  private void requirePadding() throws IOException {
    while (hasMore()) {
      if (buffer[from] != 0) {
        throw behind(buffer[from]);
      }
      from++;
    }
  }

  private MalformedFileException behind(byte found) {
    return fault(
        "nothing behind it but zeros or another one",
        String.format(Locale.ROOT, "byte 0x%02x", Byte.toUnsignedInt(found)));
  }

  private void header() throws IOException {
    sum.reset();
    headerBytes = 0;
    int first = headerByte();
    if (first != MAGIC_1 || headerByte() != MAGIC_2) {
      throw behind((byte) first);
    }
    int method = headerByte();
    if (method != DEFLATE) {
      throw fault("method " + DEFLATE + ", deflate", "method " + method);
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw fault("flags below 0x20", String.format(Locale.ROOT, "0x%02x", flags));
    }
    // Time, extra flags, system.
    skipHeader(6);
    if ((flags & EXTRA) != 0) {
      skipHeader(headerByte() | headerByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipHeaderText();
    }
    if ((flags & COMMENT) != 0) {
      skipHeaderText();
    }
    if ((flags & HEADER_SUM) != 0) {
      int expected = (int) sum.getValue() & 0xffff;
      requireEqual("sum of the header", expected, headerByte() | headerByte() << 8);
    }
  }

  private void skipHeader(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipHeaderText() throws IOException {
    int next;
    do {
      next = headerByte();
    } while (next != 0);
  }

  private int headerByte() throws IOException {
    int next = next();
    sum.update(next);
    headerBytes++;
    if (headerBytes > MOST_HEADER_BYTES) {
      throw fault("a header of at most " + MOST_HEADER_BYTES + " bytes", "more");
    }
    return next;
  }

  /** Ends a member: what is behind its data must agree with them. */
  private void end() throws IOException {
    from = to - inflater.getRemaining();
    requireEqual("sum of the data", (int) sum.getValue(), integer());
    requireEqual("length of the data", (int) inflater.getBytesWritten(), integer());
    inMember = false;
  }

  private int integer() throws IOException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private void requireEqual(String what, int computed, int said) throws IOException {
    if (computed != said) {
      throw fault(
          "the " + what + " that it says",
          String.format(
              Locale.ROOT, "0x%x where it says 0x%x, in member %d", computed, said, members));
    }
  }

  private int next() throws IOException {
    requireMore();
    return Byte.toUnsignedInt(buffer[from++]);
  }

  private void requireMore() throws IOException {
    if (!hasMore()) {
      throw fault("a whole one", "its end within member " + members);
    }
  }

  private boolean hasMore() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, packed.read(buffer));
    }
    return from < to;
  }

  private MalformedFileException fault(String expected, String found) {
    return new MalformedFileException(file, "gzip stream", expected, found);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
