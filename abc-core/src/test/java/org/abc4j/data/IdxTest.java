package org.abc4j.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MEMORY_BOUND = 1_000_000;
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  @TempDir Path temp;

  private static byte[] idx(int magic, int[] extents, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + values.length).putInt(magic);
    Arrays.stream(extents).forEach(bytes::putInt);
    Arrays.stream(values).forEach(value -> bytes.put((byte) value));
    return bytes.array();
  }

  private static byte[] twoImages() {
    return idx(IMAGES, new int[] {2, 1, 3}, 0, 1, 127, 128, 254, 255);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(content);
    }
    return out.toByteArray();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(temp.resolve(name), content);
  }

  private void assertFault(byte[] content, String field, String expected, String found)
      throws IOException {
    Path path = file("bad", content);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> IdxImages.read(path));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MEMORY_BOUND, "allocated " + allocated + " bytes");
    assertEquals(
        path + ": " + field + ": expected " + expected + ", found " + found, error.getMessage());
    assertEquals(path.toString(), error.file());
    assertEquals(field, error.field());
    assertEquals(expected, error.expected());
    assertEquals(found, error.found());
  }

  @Test
  void read_plainOrGzipped_givesBytesFrom0To255() throws IOException {
    for (byte[] content : new byte[][] {twoImages(), gzip(twoImages())}) {
      ImageSet set = IdxImages.read(file("images", content));
      assertEquals(new Shape(1, 1, 3), set.shape());
      assertEquals(2, set.count());
      assertArrayEquals(new float[] {128, 254, 255}, set.image(1));
      assertEquals(0, set.low());
      assertEquals(255, set.high());
      assertFalse(set.hasLabels());
    }
  }

  @Test
  void read_gzipOfSeveralMembers_isOneStream() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gzip(Arrays.copyOf(twoImages(), 18)));
    out.write(gzip(Arrays.copyOfRange(twoImages(), 18, 22)));
    assertEquals(
        IdxImages.read(file("one", twoImages())), IdxImages.read(file("two", out.toByteArray())));
  }

  @Test
  void read_stream_isReadToItsEndAndLeftOpen() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(gzip(twoImages())) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertEquals(2, IdxImages.read(in, "resource").count());
    assertEquals(-1, in.read());
    assertFalse(closed[0]);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> IdxLabels.read(new ByteArrayInputStream(twoImages()), "resource"));
    assertEquals("resource", error.file());
  }

  @Test
  void readWithLabels_sameCount_joinsThem() throws IOException {
    Path images = file("images", twoImages());
    Path labels = file("labels", gzip(idx(LABELS, new int[] {2}, 9, 255)));
    assertArrayEquals(new int[] {9, 255}, IdxLabels.read(labels));
    ImageSet set = IdxImages.readWithLabels(images, labels);
    assertEquals(255, set.label(1));
    assertEquals(IdxImages.read(images).withLabels(9, 255), set);
  }

  @Test
  void readWithLabels_otherCount_isAnErrorNamingBoth() throws IOException {
    Path images = file("images", twoImages());
    Path labels = file("labels", idx(LABELS, new int[] {3}, 1, 2, 3));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> IdxImages.readWithLabels(images, labels));
    assertEquals(
        labels + ": number of labels: expected 2, one for each image of " + images + ", found 3",
        error.getMessage());
  }

  @Test
  void read_missingFile_isNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> IdxImages.read(temp.resolve("missing")));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> IdxImages.read(temp));
    assertEquals("a folder", error.found());
  }

  @Test
  void read_badMagic_isRefused() throws IOException {
    String expected = "0x00000803, unsigned bytes in 3 dimension(s)";
    assertFault(idx(LABELS, new int[] {1}, 1), "magic number", expected, "0x00000801");
    assertFault(idx(0x0d03, new int[] {1, 1, 1}), "magic number", expected, "0x00000d03");
    assertFault(idx(0x10803, new int[] {1, 1, 1}, 1), "magic number", expected, "0x00010803");
    Path empty = file("empty", new byte[0]);
    assertEquals(
        empty + ": magic number: expected 4 bytes, found the end after 0; it is empty",
        assertThrows(MalformedFileException.class, () -> IdxImages.read(empty)).getMessage());
    assertFault(new byte[] {0x1f}, "magic number", "4 bytes", "the end after 1");
  }

  @Test
  void read_badExtents_areRefused() throws IOException {
    String expected = "1 to 2^31 - 1";
    assertFault(idx(IMAGES, new int[] {0, 1, 1}), "extent of dimension 0", expected, "0");
    assertFault(idx(IMAGES, new int[] {1, 0, 1}), "extent of dimension 1", expected, "0");
    assertFault(idx(IMAGES, new int[] {1, 1, 0}), "extent of dimension 2", expected, "0");
    assertFault(idx(IMAGES, new int[] {1, 1, -1}), "extent of dimension 2", expected, "4294967295");
    assertFault(
        idx(IMAGES, new int[] {1, 2}), "extent of dimension 2", "4 bytes", "the end after 0");
  }

  @Test
  void read_hugeExtents_areRefusedBeforeAllocation() throws IOException {
    String most = "at most 268435456 values in all, the reader's limit";
    int largest = Integer.MAX_VALUE;
    assertFault(
        idx(IMAGES, new int[] {60_000, largest, largest}),
        "extent of dimension 1",
        most,
        "128849018820000 or more");
    // 2^16 · 2^16 · 1 is 0 modulo 2^32.
    assertFault(
        idx(IMAGES, new int[] {65536, 65536, 1}),
        "extent of dimension 1",
        most,
        "4294967296 or more");
    byte[] huge = idx(IMAGES, new int[] {200_000, 32, 32}, 1, 2, 3);
    assertFault(huge, "file size", "204800016 bytes for its extents", "19 bytes");
    byte[] zipped = gzip(huge);
    assertFault(
        zipped,
        "file size",
        "at least 198449 bytes, gzipped, for its extents",
        zipped.length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void read_hugeExtentsInAStream_areRefusedWithoutAllocation(boolean gzipped) throws IOException {
    byte[] huge = idx(IMAGES, new int[] {200_000, 32, 32}, 1, 2, 3);
    InputStream in = new ByteArrayInputStream(gzipped ? gzip(huge) : huge);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> IdxImages.read(in, "resource"));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MEMORY_BOUND, "allocated " + allocated + " bytes");
    assertEquals(
        "resource: values: expected 204800000 bytes for its extents, found 3 bytes",
        error.getMessage());
  }

  @Test
  void read_moreValuesThanTheLimit_isRefusedUntilItIsRaised() throws IOException {
    Path images = file("images", twoImages());
    Path labels = file("labels", idx(LABELS, new int[] {2}, 7, 9));
    assertEquals(2, IdxImages.read(images, 6).count());
    assertEquals(2, IdxImages.read(images, Integer.MAX_VALUE).count());
    assertArrayEquals(new int[] {7, 9}, IdxLabels.read(labels, 2));
    assertEquals(
        images
            + ": extent of dimension 2: expected at most 5 values in all, the reader's limit,"
            + " found 6 or more",
        assertThrows(MalformedFileException.class, () -> IdxImages.read(images, 5)).getMessage());
    assertEquals(
        labels
            + ": extent of dimension 0: expected at most 1 values in all, the reader's limit,"
            + " found 2 or more",
        assertThrows(MalformedFileException.class, () -> IdxLabels.read(labels, 1)).getMessage());
    try (InputStream in = Files.newInputStream(images)) {
      assertThrows(MalformedFileException.class, () -> IdxImages.read(in, "stream", 5));
    }
    try (InputStream in = Files.newInputStream(labels)) {
      assertThrows(MalformedFileException.class, () -> IdxLabels.read(in, "stream", 1));
    }
    // A header that asks for 2^29 values is believed once the limit is raised.
    Path huge = file("huge", idx(IMAGES, new int[] {1 << 9, 1 << 10, 1 << 10}));
    assertEquals(
        "extent of dimension 2",
        assertThrows(MalformedFileException.class, () -> IdxImages.read(huge)).field());
    assertEquals(
        "file size",
        assertThrows(MalformedFileException.class, () -> IdxImages.read(huge, 1 << 29)).field());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void read_limitOutOfRange_isAnErrorNamingIt(int limit) throws IOException {
    Path images = file("images", twoImages());
    InputStream in = InputStream.nullInputStream();
    String message = "a limit on the values of a file is at least 1, found " + limit;
    assertIllegal(message, () -> IdxImages.read(images, limit));
    assertIllegal(message, () -> IdxImages.read(in, "stream", limit));
    assertIllegal(message, () -> IdxLabels.read(images, limit));
    assertIllegal(message, () -> IdxLabels.read(in, "stream", limit));
  }

  @Test
  void read_truncatedOrLonger_isRefused() throws IOException {
    byte[] content = twoImages();
    assertFault(Arrays.copyOf(content, 21), "file size", "22 bytes for its extents", "21 bytes");
    assertFault(Arrays.copyOf(content, 23), "values", "6 bytes for its extents", "more than that");
    assertFault(gzip(Arrays.copyOf(content, 21)), "values", "6 bytes for its extents", "5 bytes");
    assertFault(
        gzip(Arrays.copyOf(content, 23)), "values", "6 bytes for its extents", "more than that");
  }

  @Test
  void read_decompressionBomb_stopsAtTheDeclaredSize() throws IOException {
    byte[] bomb = Arrays.copyOf(twoImages(), 50_000_000);
    assertFault(gzip(bomb), "values", "6 bytes for its extents", "more than that");
  }

  @Test
  void read_damagedGzip_isRefused() throws IOException {
    byte[] zipped = gzip(twoImages());
    for (int length = 2; length < zipped.length; length++) {
      Path path = file("bad", Arrays.copyOf(zipped, length));
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> IdxImages.read(path));
      assertEquals("gzip stream", error.field(), error.getMessage());
    }
    byte[] wrongSum = zipped.clone();
    wrongSum[zipped.length - 8] ^= 1;
    CRC32 sum = new CRC32();
    sum.update(twoImages());
    assertFault(
        wrongSum,
        "gzip stream",
        "the sum of the data that it says",
        String.format("0x%x where it says 0x%x, in member 1", sum.getValue(), sum.getValue() ^ 1));
    byte[] longer = Arrays.copyOf(zipped, zipped.length + 18);
    longer[zipped.length + 17] = 1;
    assertFault(longer, "gzip stream", "nothing behind it but zeros or another one", "byte 0x01");
  }

  @Test
  void read_anotherKindOfFile_saysWhatItLooksLike() throws IOException {
    byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4\n".getBytes(UTF_8);
    String said = "it looks like a Git LFS pointer: run `git lfs pull`";
    for (byte[] content : new byte[][] {pointer, gzip(pointer)}) {
      Path file = file("images.gz", content);
      assertLooksLike(said, () -> IdxImages.read(file));
      assertLooksLike(said, () -> IdxLabels.read(file));
      assertLooksLike(said, () -> IdxImages.read(new ByteArrayInputStream(content), "stream"));
      assertLooksLike(said, () -> IdxLabels.read(new ByteArrayInputStream(content), "stream"));
    }
    Path twice = file("twice", gzip(gzip(twoImages())));
    assertLooksLike("it looks like a gzip file: unpack it first", () -> IdxImages.read(twice));
    // Labels for images: the magic number says it.
    Path labels = file("labels", idx(LABELS, new int[] {1}, 1));
    assertLooksLike(null, () -> IdxImages.read(labels));
  }

  private static void assertLooksLike(String expected, Executable action) {
    MalformedFileException error = assertThrows(MalformedFileException.class, action);
    assertEquals("magic number", error.field());
    assertEquals(Optional.ofNullable(expected), error.looksLike());
  }

  @Test
  void read_deviceInsteadOfAFile_isRefused() {
    Path zero = Path.of("/dev/zero");
    if (Files.exists(zero)) {
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> IdxImages.read(zero));
      assertEquals("a device or a pipe", error.found());
      assertThrows(MalformedFileException.class, () -> IdxLabels.read(zero));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void images_thenRead_givesTheSameSet(boolean gzipped) throws IOException {
    IdxWriter writer = gzipped ? IdxWriter.gzipped() : IdxWriter.plain();
    float[] bytes = new float[256];
    int[] labels = new int[32];
    for (int i = 0; i < 256; i++) {
      bytes[i] = 255 - i;
      labels[i / 8] = i;
    }
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 2, 4), bytes), 0, 255).withLabels(labels);
    writer.images(temp.resolve("images"), set);
    writer.labels(temp.resolve("labels"), labels);
    assertEquals(set, IdxImages.readWithLabels(temp.resolve("images"), temp.resolve("labels")));
    writer.images(temp.resolve("again"), set);
    assertEquals(-1, Files.mismatch(temp.resolve("images"), temp.resolve("again")));
    int first = Files.readAllBytes(temp.resolve("images"))[0];
    assertEquals(gzipped ? 0x1f : 0, first);
  }

  @Test
  void readWithLabels_moreValuesThanALimit_isAnErrorOfThatFile() throws IOException {
    Path images = file("images", twoImages());
    Path labels = file("labels", idx(LABELS, new int[] {2}, 7, 9));
    assertEquals(9, IdxImages.readWithLabels(images, labels, 6).label(1));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> IdxImages.readWithLabels(images, labels, 5));
    assertEquals(images.toString(), error.file());
    assertEquals("at most 5 values in all, the reader's limit", error.expected());
    Path one = file("one", idx(IMAGES, new int[] {1, 1, 1}, 3));
    error =
        assertThrows(MalformedFileException.class, () -> IdxImages.readWithLabels(one, labels, 1));
    assertEquals(labels.toString(), error.file());
    assertRefused(
        "a limit on the values of a file is at least 1, found 0",
        () -> IdxImages.readWithLabels(images, labels, 0));
  }

  @Test
  void images_plain_areTheFormatsBytes() throws IOException {
    IdxWriter.plain().images(temp.resolve("images"), IdxImages.read(file("in", twoImages())));
    assertArrayEquals(twoImages(), Files.readAllBytes(temp.resolve("images")));
  }

  @Test
  void images_thatTheFormatCannotHold_areRefused() {
    IdxWriter writer = IdxWriter.plain();
    Path target = temp.resolve("images");
    assertRefused(
        "IDX images have one channel, these have shape 3×1×1",
        () -> writer.images(target, ImageSet.of(Batch.of(new Shape(3, 1, 1)), 0, 1)));
    Shape shape = new Shape(1, 2, 2);
    String rule = "IDX images hold whole numbers from 0 to 255, ";
    for (float bad : new float[] {0.5f, -1, 256}) {
      assertRefused(
          rule + "image 1, channel 0, row 1, column 0 is " + bad,
          () ->
              writer.images(
                  target, ImageSet.of(Batch.of(shape, 0, 0, 0, 0, 0, 0, bad, 0), -9, 999)));
    }
    String empty = "an IDX file holds at least one image or label, found 0";
    assertRefused(empty, () -> writer.images(target, ImageSet.of(Batch.of(shape), 0, 1)));
    assertRefused(empty, () -> writer.labels(target));
    assertRefused(
        "IDX labels lie in 0 to 255, label 1 is 256", () -> writer.labels(target, 0, 256));
    assertRefused("IDX labels lie in 0 to 255, label 0 is -1", () -> writer.labels(target, -1));
    assertFalse(Files.exists(target));
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void assertRefused(String message, Write action) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, error.getMessage());
  }

  @Test
  void images_fullDisk_leavesNothing() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setBlockSize(512).setMaxSize(8 * 512).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path target = disk.getPath("/images");
      ImageSet set = ImageSet.of(Batch.of(new Shape(1, 80, 80), new float[6400]), 0, 255);
      IOException error =
          assertThrows(IOException.class, () -> IdxWriter.plain().images(target, set));
      assertTrue(error.getMessage().contains("/images"), error.getMessage());
      assertFalse(Files.exists(target));
      IdxWriter.gzipped().images(target, set);
      assertEquals(set, IdxImages.read(target));
    }
  }
}
