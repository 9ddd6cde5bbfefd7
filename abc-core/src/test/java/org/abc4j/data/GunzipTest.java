package org.abc4j.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {
  private static final int NAME = 8;
  private static final int ALL = 2 | 4 | NAME | 16;

  /** Two images of 1×3 pixels. */
  private static final byte[] IDX =
      ByteBuffer.allocate(22)
          .putInt(0x803)
          .putInt(2)
          .putInt(1)
          .putInt(3)
          .put(new byte[] {1, 2, 3, 4, 5, 6})
          .array();

  @TempDir private Path temp;

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, part);
    return joined(parts);
  }

  /** The same with other fields in its header: of what flags say, with a name of some length. */
  private static byte[] withHeader(byte[] zipped, int flags, int nameLength) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(zipped, 0, 3);
    header.write(flags);
    header.write(zipped, 4, 6);
    if ((flags & 4) != 0) {
      header.writeBytes(new byte[] {3, 1});
      header.writeBytes(new byte[259]);
    }
    if ((flags & NAME) != 0) {
      header.writeBytes("n".repeat(nameLength).getBytes(UTF_8));
      header.write(0);
    }
    if ((flags & 16) != 0) {
      header.writeBytes("a comment\0".getBytes(UTF_8));
    }
    if ((flags & 2) != 0) {
      CRC32 sum = new CRC32();
      sum.update(header.toByteArray());
      header.write((int) sum.getValue());
      header.write((int) sum.getValue() >> 8);
    }
    return joined(header.toByteArray(), Arrays.copyOfRange(zipped, 10, zipped.length));
  }

  private static byte[] unpacked(byte[] zipped) throws IOException {
    try (Gunzip in = new Gunzip(new ByteArrayInputStream(zipped), "stream")) {
      return in.readAllBytes();
    }
  }

  private static MalformedFileException refused(byte[] zipped) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> unpacked(zipped));
    assertEquals("stream", error.file());
    assertEquals("gzip stream", error.field());
    return error;
  }

  private static void assertRefused(String expected, String found, byte[] zipped) {
    MalformedFileException error = refused(zipped);
    assertEquals(expected, error.expected());
    assertEquals(found, error.found());
  }

  @Test
  void read_membersOfAllSizes_areWhatTheJdkReads() throws IOException {
    byte[] all = new byte[0];
    for (int k = 0; k < 40; k++) {
      byte[] content = new byte[k % 3 == 0 ? 0 : Draws.below(1 << 14, 1, k, 0)];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) Draws.below(k, 2, k, i);
      }
      all = joined(all, gzip(content));
      byte[] expected = new GZIPInputStream(new ByteArrayInputStream(all)).readAllBytes();
      assertArrayEquals(expected, unpacked(all));
    }
  }

  @Test
  void read_oneByteAtATime_isTheSame() throws IOException {
    byte[] zipped = joined(gzip(IDX), gzip(new byte[0]), gzip(IDX), new byte[5]);
    InputStream dribble =
        new ByteArrayInputStream(zipped) {
          @Override
          public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(1, length));
          }
        };
    Gunzip in = new Gunzip(dribble, "stream");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      out.write(next);
    }
    assertArrayEquals(joined(IDX, IDX), out.toByteArray());
    assertEquals(-1, in.read());
    assertEquals(0, in.read(new byte[0]));
    in.close();
  }

  @Test
  void read_everyFieldInTheHeader_isPassedOver() throws IOException {
    for (int flags = 0; flags < 32; flags++) {
      assertArrayEquals(IDX, unpacked(withHeader(gzip(IDX), flags, 300)), "flags " + flags);
    }
  }

  /** The JDK's class calls itself for each member, which ends in a stack overflow. */
  @Test
  void images_manyEmptyMembers_areReadOrRefused() throws IOException {
    byte[] empty = repeated(gzip(new byte[0]), 20_000);
    Path file = Files.write(temp.resolve("images.gz"), joined(empty, gzip(IDX), empty));
    assertEquals(2, IdxImages.read(file).count());
    Files.write(file, empty);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> IdxImages.read(file));
    assertEquals(
        file + ": magic number: expected 4 bytes, found the end after 0; it is empty",
        error.getMessage());
  }

  @Test
  void read_membersWithoutEnd_areRefused() throws IOException {
    byte[] some = repeated(gzip(new byte[0]), 1 << 10);
    InputStream endless =
        new SequenceInputStream(
            Collections.enumeration(
                Collections.nCopies(1 << 11, some).stream()
                    .map(ByteArrayInputStream::new)
                    .toList()));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> new Gunzip(endless, "stream").read());
    assertEquals("at most 1048576 members", error.expected());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 18, 490, 512, 8191, 8192, 100_000})
  void images_zerosBehind_arePadding(int zeros) throws IOException {
    Path file = Files.write(temp.resolve("images.gz"), joined(gzip(IDX), new byte[zeros]));
    assertEquals(2, IdxImages.read(file).count());
    byte[] padded = joined(gzip(IDX), new byte[zeros], new byte[] {0x1f, (byte) 0x8b});
    assertRefused("nothing behind it but zeros or another one", "byte 0x1f", padded);
    Files.write(file, padded);
    assertThrows(MalformedFileException.class, () -> IdxImages.read(file));
  }

  /** Labels, stored, so that the member has so many bytes behind its header. */
  private static byte[] labelsOfPackedLength(int length) throws IOException {
    // A block's header takes 5 bytes, the trailer 8, the labels' header 8.
    int labels = length - 21;
    byte[] content = ByteBuffer.allocate(8 + labels).putInt(0x801).putInt(labels).array();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped =
        new GZIPOutputStream(out) {
          {
            def.setLevel(0);
          }
        }) {
      zipped.write(content);
    }
    assertEquals(10 + length, out.size());
    return out.toByteArray();
  }

  /** The JDK's class reads 512 bytes at once, and overlooks what begins behind them. */
  @ParameterizedTest
  @ValueSource(ints = {511, 512, 513, 1024, 8181, 8182, 8183, 8192})
  void labels_otherBytesBehind_areRefusedWhereverABufferEnds(int length) throws IOException {
    byte[] exact = labelsOfPackedLength(length);
    Path file = temp.resolve("labels.gz");
    assertEquals(length - 21, IdxLabels.read(Files.write(file, exact)).length);
    for (String rest : List.of("x", "some more", "\037x", "x".repeat(9000))) {
      Files.write(file, joined(exact, rest.getBytes(UTF_8)));
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> IdxLabels.read(file));
      assertEquals("gzip stream", error.field());
      assertEquals(String.format("byte 0x%02x", (int) rest.charAt(0)), error.found());
    }
  }

  @Test
  void read_cutAnywhere_isRefused() throws IOException {
    byte[] first = withHeader(gzip(IDX), ALL, 5);
    byte[] both = joined(first, withHeader(gzip(new byte[3000]), ALL, 5));
    for (int length = 2; length < both.length; length++) {
      if (length != first.length) {
        assertRefused(
            "a whole one",
            "its end within member " + (length < first.length ? 1 : 2),
            Arrays.copyOf(both, length));
      }
    }
  }

  @Test
  void read_wrongSumOrLength_isRefused() throws IOException {
    byte[] zipped = gzip(IDX);
    CRC32 sum = new CRC32();
    sum.update(IDX);
    int at = zipped.length - 8;
    for (int bit = 0; bit < 32; bit++) {
      byte[] wrong = zipped.clone();
      wrong[at + bit / 8] ^= 1 << bit % 8;
      long other = sum.getValue() ^ 1L << bit;
      assertRefused(
          "the sum of the data that it says",
          String.format("0x%x where it says 0x%x, in member 1", sum.getValue(), other),
          wrong);
      wrong = zipped.clone();
      wrong[at + 4 + bit / 8] ^= 1 << bit % 8;
      String found = String.format("0x16 where it says 0x%x, in member ", 22 ^ 1L << bit);
      assertRefused("the length of the data that it says", found + 1, wrong);
      assertRefused(
          "the length of the data that it says", found + 2, joined(gzip(new byte[9]), wrong));
    }
  }

  @Test
  void read_headerThatIsNone_isRefused() throws IOException {
    byte[] zipped = gzip(IDX);
    byte[] method = zipped.clone();
    method[2] = 7;
    assertRefused("method 8, deflate", "method 7", method);
    byte[] flags = zipped.clone();
    flags[3] = 0x20;
    assertRefused("flags below 0x20", "0x20", flags);
    byte[] sum = withHeader(zipped, 2, 0);
    sum[10] ^= 1;
    assertEquals("the sum of the header that it says", refused(sum).expected());
    byte[] named = withHeader(zipped, NAME, Gunzip.MOST_HEADER_BYTES);
    assertRefused("a header of at most 262144 bytes", "more", named);
  }

  @Test
  void read_damagedData_areRefused() throws IOException {
    byte[] zipped = gzip(IDX);
    byte[] damaged = zipped.clone();
    // A block of the type that there is none of.
    damaged[10] = 7;
    assertRefused("packed data", "invalid block type", damaged);
    // Wherever a bit flips, somebody sees it; but for time, hints and system, which nobody checks.
    for (int at = 10; at < zipped.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = zipped.clone();
        flipped[at] ^= 1 << bit;
        try {
          assertArrayEquals(IDX, unpacked(flipped));
        } catch (MalformedFileException refusal) {
          assertEquals("gzip stream", refusal.field());
        }
      }
    }
  }
}
