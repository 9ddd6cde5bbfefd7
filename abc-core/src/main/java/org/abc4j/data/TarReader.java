package org.abc4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.abc4j.io.MalformedFileException;

/**
 * The files of a tar archive (POSIX ustar, and GNU's) one after another, as a stream gives them.
 *
 * <p>Names longer than a header holds are not put together, as no caller asks for such files; what
 * an archive says beside its files is passed over. Not thread-safe.
 */
final class TarReader {
  /** All that an archive may unpack to; both sets of CIFAR have less than a fifth of it. */
  static final long MOST_BYTES = 1L << 30;

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE = 124;
  private static final int SIZE_BYTES = 12;
  private static final int SUM = 148;
  private static final int SUM_BYTES = 8;
  private static final int TYPE = 156;

  private final InputStream in;
  private final String file;
  private final long mostBytes;
  private final byte[] header = new byte[BLOCK];
  private long unpacked;
  private String name = "";
  private long size;

  /** Bytes of the present file that are still to come, with what fills its last block. */
  private long rest;

  TarReader(InputStream in, String file) {
    this(in, file, MOST_BYTES);
  }

  TarReader(InputStream in, String file, long mostBytes) {
    this.in = in;
    this.file = file;
    this.mostBytes = mostBytes;
  }

  /** Goes to the next file, a folder or the like; false at the end. */
  boolean next() throws IOException {
    skip();
    int read = in.readNBytes(header, 0, BLOCK);
    if (read == 0) {
      return false;
    }
    if (read < BLOCK) {
      throw fault("header", BLOCK + " bytes", "the end after " + read);
    }
    count(BLOCK);
    if (isZero()) {
      // Behind the end there is nothing but zeros, as tar fills its records.
      while ((read = in.readNBytes(header, 0, BLOCK)) > 0) {
        count(read);
        if (!isZero()) {
          throw fault("end", "nothing but zeros behind it", "something else");
        }
      }
      return false;
    }
    requireSum();
    int end = 0;
    while (end < NAME_BYTES && header[end] != 0) {
      end++;
    }
    name = new String(header, 0, end, StandardCharsets.UTF_8);
    size = octal(SIZE, SIZE_BYTES, "size");
    rest = (size + BLOCK - 1) / BLOCK * BLOCK;
    return true;
  }

  private boolean isZero() {
    for (byte value : header) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all bytes, those of the sum itself taken for spaces. */
  private void requireSum() throws IOException {
    long said = octal(SUM, SUM_BYTES, "sum");
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM && i < SUM + SUM_BYTES ? ' ' : Byte.toUnsignedInt(header[i]);
    }
    if (sum != said) {
      throw fault("header", "a sum of " + sum, Long.toString(said));
    }
  }

  /** Octal digits, between spaces and zeros that may be left out. */
  private long octal(int from, int length, String field) throws IOException {
    String text = new String(header, from, length, StandardCharsets.ISO_8859_1);
    String digits = text.replace('\0', ' ').strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw fault("header, " + field, "an octal number", "'" + text + "'");
    }
    return Long.parseLong(digits, 8);
  }

  private void skip() throws IOException {
    while (rest > 0) {
      int read = in.readNBytes(header, 0, (int) Math.min(BLOCK, rest));
      if (read == 0) {
        throw fault("file '" + name + "'", size + " bytes", "the end of the archive");
      }
      count(read);
      rest -= read;
    }
  }

  private void count(long bytes) throws IOException {
    unpacked += bytes;
    if (unpacked > mostBytes) {
      throw fault("archive", "at most " + mostBytes + " bytes, unpacked", "more");
    }
  }

  /** The present one's name, as far as its header holds it. */
  String name() {
    return name;
  }

  /** Whether it is a regular file. */
  boolean isFile() {
    return header[TYPE] == '0' || header[TYPE] == 0;
  }

  /** Its bytes. */
  long size() {
    return size;
  }

  /** Its content, whose size the caller has found to be reasonable; once. */
  byte[] content() throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    count(content.length);
    if (content.length < size) {
      throw fault("file '" + name + "'", size + " bytes", content.length + " bytes");
    }
    rest -= size;
    return content;
  }

  private MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(file, field, expected, found);
  }
}
