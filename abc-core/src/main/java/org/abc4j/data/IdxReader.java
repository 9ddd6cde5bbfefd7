package org.abc4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;

/**
 * The IDX format for unsigned bytes: a magic number (0, 0, type 8, number of dimensions), one
 * big-endian 32-bit extent for each dimension, then the bytes.
 */
final class IdxReader {
  static final int UNSIGNED_BYTE = 0x08;

  private static final int INT_BYTES = 4;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** Some 85,000 images of 3·32·32, and 1 GiB as floats. */
  static final int DEFAULT_MOST_VALUES = 1 << 28;

  private static final long UNKNOWN = -1;

  /** DEFLATE cannot shrink anything further than this. */
  private static final long DEFLATE_MOST_RATIO = 1032;

  private final String name;
  private final BufferedInputStream in;
  private final int mostValues;

  private IdxReader(String name, BufferedInputStream in, int mostValues) {
    this.name = name;
    this.in = in;
    this.mostValues = Math.min(mostValues, MAX_ARRAY);
  }

  /** Extents and values of a file; the arrays belong to whoever asked. */
  static final class Content {
    final int[] extents;
    final byte[] values;

    Content(int[] extents, byte[] values) {
      this.extents = extents;
      this.values = values;
    }
  }

  static Content read(Path file, int dimensions, int mostValues) throws IOException {
    requireLimit(mostValues);
    FileIdentity identity = FileIdentity.of(file);
    Content content;
    try (InputStream in = Files.newInputStream(file)) {
      content = read(in, file.toString(), dimensions, mostValues, identity.size());
    }
    identity.requireUnchanged("values");
    return content;
  }

  static Content read(InputStream in, String name, int dimensions, int mostValues)
      throws IOException {
    requireLimit(mostValues);
    return read(in, name, dimensions, mostValues, UNKNOWN);
  }

  private static void requireLimit(int mostValues) {
    if (mostValues < 1) {
      throw new IllegalArgumentException(
          "a limit on the values of a file is at least 1, found " + mostValues);
    }
  }

  private static Content read(
      InputStream raw, String name, int dimensions, int mostValues, long size) throws IOException {
    // Never closed: the stream is its giver's to close.
    BufferedInputStream in = new BufferedInputStream(raw);
    in.mark(2);
    boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    if (!gzipped) {
      return new IdxReader(name, in, mostValues).recognised(dimensions, size, 1);
    }
    try (Gunzip unpacked = new Gunzip(in, name)) {
      return new IdxReader(name, new BufferedInputStream(unpacked), mostValues)
          .recognised(dimensions, size, DEFLATE_MOST_RATIO);
    }
  }

  /** Reads the content; a refusal says what it looks like. */
  private Content recognised(int dimensions, long size, long mostRatio) throws IOException {
    in.mark(FileKind.BEGINNING);
    byte[] beginning = in.readNBytes(FileKind.BEGINNING);
    in.reset();
    try {
      return content(dimensions, size, mostRatio);
    } catch (MalformedFileException refusal) {
      throw FileKind.IDX.insteadIn(refusal, beginning);
    }
  }

  private Content content(int dimensions, long size, long mostRatio) throws IOException {
    int magic = UNSIGNED_BYTE << 8 | dimensions;
    int found = number("magic number");
    if (found != magic) {
      throw new MalformedFileException(
          name,
          "magic number",
          String.format(
              Locale.ROOT, "0x%08x, unsigned bytes in %d dimension(s)", magic, dimensions),
          String.format(Locale.ROOT, "0x%08x", found));
    }
    int[] extents = new int[dimensions];
    long total = 1;
    for (int d = 0; d < dimensions; d++) {
      String field = "extent of dimension " + d;
      extents[d] = number(field);
      if (extents[d] < 1) {
        throw new MalformedFileException(
            name, field, "1 to 2^31 - 1", Integer.toUnsignedString(extents[d]));
      }
      // At most 2^31 times 2^31: the check below comes before the next factor.
      total *= extents[d];
      if (total > mostValues) {
        throw new MalformedFileException(
            name,
            field,
            "at most " + mostValues + " values in all, the reader's limit",
            total + " or more");
      }
    }
    long header = INT_BYTES * (1L + dimensions);
    if (size != UNKNOWN && header + total > size * mostRatio) {
      throw new MalformedFileException(
          name,
          "file size",
          mostRatio == 1
              ? (header + total) + " bytes for its extents"
              : "at least " + (header + total) / mostRatio + " bytes, gzipped, for its extents",
          size + " bytes");
    }
    return new Content(extents, values((int) total));
  }

  /** Memory is taken as bytes arrive, so a header that promises too much costs nothing. */
  private byte[] values(int total) throws IOException {
    byte[] values = in.readNBytes(total);
    if (values.length < total) {
      throw new MalformedFileException(
          name, "values", total + " bytes for its extents", values.length + " bytes");
    }
    if (in.read() >= 0) {
      throw new MalformedFileException(
          name, "values", total + " bytes for its extents", "more than that");
    }
    return values;
  }

  private int number(String field) throws IOException {
    byte[] bytes = in.readNBytes(INT_BYTES);
    if (bytes.length < INT_BYTES) {
      throw new MalformedFileException(
          name, field, INT_BYTES + " bytes", "the end after " + bytes.length);
    }
    return ByteBuffer.wrap(bytes).getInt();
  }
}
