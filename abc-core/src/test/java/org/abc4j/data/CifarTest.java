package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  private static final int PIXELS = 3072;

  @TempDir Path temp;

  static byte[] resource(String name) throws IOException {
    try (InputStream in = CifarTest.class.getResourceAsStream("/cifar/" + name)) {
      return in.readAllBytes();
    }
  }

  private Path archive(String name) throws IOException {
    return Files.write(temp.resolve(name), resource(name));
  }

  /** One record as the archives have them. */
  static byte[] record(int... labels) {
    byte[] record = new byte[labels.length + PIXELS];
    for (int i = 0; i < labels.length; i++) {
      record[i] = (byte) labels[i];
    }
    for (int p = 0; p < PIXELS; p++) {
      record[labels.length + p] = (byte) (labels[labels.length - 1] + 3 * p);
    }
    return record;
  }

  private static void assertImages(ImageSet images, int... labels) {
    assertEquals(new Shape(3, 32, 32), images.shape());
    assertEquals(labels.length, images.count());
    assertEquals(0, images.low());
    assertEquals(255, images.high());
    for (int i = 0; i < labels.length; i++) {
      assertEquals(labels[i], images.label(i));
    }
  }

  private static MalformedFileException refused(Executable read) {
    return assertThrows(MalformedFileException.class, read);
  }

  /** A header and what fills the blocks of a file. */
  static byte[] tar(String name, byte[] content, char type) {
    byte[] blocks = new byte[512 + (content.length + 511) / 512 * 512];
    put(blocks, 0, name);
    put(blocks, 124, String.format(Locale.ROOT, "%011o\0", content.length));
    blocks[156] = (byte) type;
    put(blocks, 148, "        ");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += Byte.toUnsignedInt(blocks[i]);
    }
    put(blocks, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    System.arraycopy(content, 0, blocks, 512, content.length);
    return blocks;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  static byte[] gzip(byte[]... contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      for (byte[] content : contents) {
        zipped.write(content);
      }
    }
    return out.toByteArray();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(temp.resolve(name), content);
  }

  @Test
  void train_archiveOfGnuTar_isReadInTheOrderOfBatches() throws IOException {
    Path archive = archive("cifar-10.tar.gz");
    ImageSet train = CifarImages.train(archive, CifarFormat.CIFAR_10);
    assertImages(train, 1, 2, 3, 4, 5);
    for (int p = 0; p < PIXELS; p++) {
      assertEquals((4 + 3 * p) % 256, train.image(3)[p]);
    }
    assertImages(CifarImages.test(archive, CifarFormat.CIFAR_10), 9, 0);
    assertEquals(10, CifarFormat.CIFAR_10.classes());
  }

  @Test
  void read_archiveInPaxFormat_hasBothLabels() throws IOException {
    Path archive = archive("cifar-100.tar.gz");
    ImageSet fine = CifarImages.train(archive, CifarFormat.CIFAR_100);
    assertImages(fine, 99);
    assertEquals((99 + 3 * 1000) % 256, fine.image(0)[1000]);
    assertImages(CifarImages.train(archive, CifarFormat.CIFAR_100_COARSE), 19);
    assertImages(CifarImages.test(archive, CifarFormat.CIFAR_100), 42);
  }

  @Test
  void train_unpackedFolder_isTheSame() throws IOException {
    for (int n = 1; n <= 5; n++) {
      file("data_batch_" + n + ".bin", record(n));
    }
    ImageSet images = CifarImages.train(temp, CifarFormat.CIFAR_10);
    assertEquals(CifarImages.train(archive("cifar-10.tar.gz"), CifarFormat.CIFAR_10), images);
    assertEquals(
        temp + ": files: expected test_batch.bin, found no test_batch.bin",
        refused(() -> CifarImages.test(temp, CifarFormat.CIFAR_10)).getMessage());
  }

  @Test
  void read_interrupted_readsAndStaysInterrupted() throws IOException {
    Path archive = archive("cifar-10.tar.gz");
    Path one = file("one", record(7));
    Thread.currentThread().interrupt();
    assertImages(CifarImages.test(archive, CifarFormat.CIFAR_10), 9, 0);
    assertImages(CifarImages.batches(CifarFormat.CIFAR_10, List.of(one)), 7);
    assertEquals(true, Thread.interrupted());
  }

  @Test
  void batches_ownFiles_areReadInTheirOrder() throws IOException {
    Path one = file("one", record(7));
    Path other = file("other", record(3));
    assertImages(CifarImages.batches(CifarFormat.CIFAR_10, List.of(other, one)), 3, 7);
    assertIllegal(
        "there must be at least 1 batch, found none",
        () -> CifarImages.batches(CifarFormat.CIFAR_10, List.of()));
  }

  @Test
  void batches_wrongSizeOrLabel_isNamed() throws IOException {
    Path file = file("batch", new byte[3072]);
    assertEquals(
        file
            + ": file size: expected a multiple of 3073 bytes, CIFAR_10's records, found 3072"
            + " bytes",
        refused(() -> CifarImages.batches(CifarFormat.CIFAR_10, List.of(file))).getMessage());
    Path label = file("label", record(10));
    assertEquals(
        label + ": label of image 0: expected 0 to 9, found 10",
        refused(() -> CifarImages.batches(CifarFormat.CIFAR_10, List.of(label))).getMessage());
    // As CIFAR-100 the same file is off by a byte.
    refused(() -> CifarImages.batches(CifarFormat.CIFAR_100, List.of(label)));
  }

  @Test
  void train_noArchive_saysWhatItIs() throws IOException {
    Path page = file("page.tar.gz", "<html>".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        page
            + ": archive: expected a .tar.gz file, found no gzip stream; it looks like an HTML"
            + " page, as a server sends it in the place of a file",
        refused(() -> CifarImages.train(page, CifarFormat.CIFAR_100)).getMessage());
  }

  @Test
  void train_wrongArchive_isNamed() throws IOException {
    byte[] train = tar("x/train.bin", record(1, 2), '0');
    Path missing = file("missing", gzip(tar("x/other.bin", new byte[3], '0'), new byte[1024]));
    assertEquals(
        missing + ": archive: expected files train.bin, found no train.bin",
        refused(() -> CifarImages.train(missing, CifarFormat.CIFAR_100)).getMessage());
    Path folder = file("folder", gzip(tar("x/train.bin", new byte[0], '5'), new byte[1024]));
    assertEquals(
        "no train.bin", refused(() -> CifarImages.train(folder, CifarFormat.CIFAR_100)).found());
    Path twice = file("twice", gzip(train, train, new byte[1024]));
    assertEquals(
        twice + ": archive: expected one file train.bin, found two",
        refused(() -> CifarImages.train(twice, CifarFormat.CIFAR_100)).getMessage());
    Path end = file("end", gzip(train, new byte[512], train));
    assertEquals(
        end + ": end: expected nothing but zeros behind it, found something else",
        refused(() -> CifarImages.train(end, CifarFormat.CIFAR_100)).getMessage());
    byte[] sum = train.clone();
    sum[0] ^= 1;
    Path damaged = file("damaged", gzip(sum, new byte[1024]));
    assertEquals(
        "header", refused(() -> CifarImages.train(damaged, CifarFormat.CIFAR_100)).field());
    Path cut = file("cut", gzip(Arrays.copyOf(train, 1000)));
    assertEquals(
        cut + ": file 'x/train.bin': expected 3074 bytes, found 488 bytes",
        refused(() -> CifarImages.train(cut, CifarFormat.CIFAR_100)).getMessage());
    assertImages(
        CifarImages.train(file("whole", gzip(train, new byte[1024])), CifarFormat.CIFAR_100), 2);
  }

  @Test
  void batches_moreThanTheLimit_isRefusedBeforeReading() throws IOException {
    Path sparse = temp.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(3073L * 90_000);
    }
    assertEquals(
        sparse + ": images: expected at most 87381 in all, found 90000 or more",
        refused(() -> CifarImages.batches(CifarFormat.CIFAR_10, List.of(sparse))).getMessage());
  }

  @Test
  void tar_moreThanTheLimit_isRefused() throws IOException {
    byte[] file = tar("a", new byte[2000], '0');
    TarReader fits = new TarReader(new ByteArrayInputStream(file), "tar", file.length);
    assertTrue(fits.next());
    assertFalse(fits.next());
    for (boolean read : new boolean[] {true, false}) {
      TarReader tight = new TarReader(new ByteArrayInputStream(file), "tar", 2000);
      assertTrue(tight.next());
      assertEquals(
          "tar: archive: expected at most 2000 bytes, unpacked, found more",
          refused(() -> assertEquals(2000, read ? tight.content().length : tight.next() ? 1 : 0))
              .getMessage());
    }
  }

  @Test
  void known_otherFiles_areNotThese() throws IOException {
    Path small = file("small", new byte[3]);
    assertEquals(Optional.empty(), KnownFile.of(small));
    assertEquals(
        small + ": file size: expected 4542 bytes, as MNIST_TEST_LABELS has, found 3 bytes",
        refused(() -> KnownFile.MNIST_TEST_LABELS.require(small)).getMessage());
    Path zeros = file("zeros", new byte[4542]);
    assertEquals(Optional.empty(), KnownFile.of(zeros));
    MalformedFileException error = refused(() -> KnownFile.MNIST_TEST_LABELS.require(zeros));
    assertEquals("SHA-256", error.field());
    assertTrue(error.expected().startsWith(KnownFile.MNIST_TEST_LABELS.sha256()));
    Set<String> digests = new HashSet<>();
    Set<Long> sizes = new HashSet<>();
    for (KnownFile known : KnownFile.values()) {
      assertTrue(known.sha256().matches("[0-9a-f]{64}"), known.toString());
      digests.add(known.sha256());
      sizes.add(known.size());
      assertTrue(known.fileName().endsWith(".gz"), known.fileName());
    }
    assertEquals(KnownFile.values().length, digests.size());
    assertEquals(KnownFile.values().length, sizes.size());
  }
}
