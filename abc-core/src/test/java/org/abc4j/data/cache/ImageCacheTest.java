package org.abc4j.data.cache;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  private static final Shape SHAPE = new Shape(3, 2, 2);

  @TempDir Path temp;

  /** Images of twelve values; value p of image i is 13·i + p, in a byte. */
  private Path cache(int count) throws IOException {
    Path file = temp.resolve("cache");
    ImageCache.write(file, SHAPE, images(count));
    return file;
  }

  private static ImageCache.Source images(int count) {
    AtomicInteger next = new AtomicInteger();
    return into -> {
      int i = next.getAndIncrement();
      for (int p = 0; p < 12; p++) {
        into[p] = (byte) (i * 13 + p);
      }
      return i < count;
    };
  }

  /** Gives an image and then fails. */
  private static ImageCache.Source failing() {
    AtomicInteger next = new AtomicInteger();
    return into -> {
      if (next.getAndIncrement() > 0) {
        throw new IOException("no second image");
      }
      return true;
    };
  }

  private static void assertImages(ImageCache cache, int count) {
    assertEquals(count, cache.rows());
    assertEquals(SHAPE, cache.shape());
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < 12; p++) {
        assertEquals((13 * i + p) % 256, cache.image(i)[p]);
      }
    }
  }

  @Test
  void open_anySegments_hasTheImagesWritten() throws IOException {
    Path file = cache(50);
    assertImages(ImageCache.open(file), 50);
    for (int bytes : new int[] {1, 12, 13, 36, 599, 600}) {
      assertImages(ImageCache.open(file, bytes), 50);
    }
    ImageCache cache = ImageCache.open(file);
    assertThrows(IndexOutOfBoundsException.class, () -> cache.image(50));
    assertThrows(IndexOutOfBoundsException.class, () -> cache.image(-1));
    assertArrayEquals(cache.image(7), cache.images(3, 7).image(1));
    assertEquals(255, cache.images(3).high());
  }

  @Test
  void verify_digestBeside_isTheFilesAndNoOthers() throws IOException {
    Path file = cache(3);
    Path digest = temp.resolve("cache.sha256");
    assertEquals(Sha256.of(file) + "  cache\n", Files.readString(digest));
    ImageCache cache = ImageCache.open(file);
    cache.verify();
    Files.writeString(digest, "0".repeat(64) + "  cache\n");
    MalformedFileException error = assertThrows(MalformedFileException.class, cache::verify);
    assertEquals("SHA-256", error.field());
    assertEquals(Sha256.of(file), error.found());
    Files.write(digest, new byte[10_000]);
    assertEquals("file size", assertThrows(MalformedFileException.class, cache::verify).field());
  }

  @Test
  void write_noImageOrAFailure_leavesNoFile() {
    Path file = temp.resolve("none");
    assertIllegal(
        "a cache holds at least 1 image, found none",
        () -> ImageCache.write(file, SHAPE, into -> false));
    assertThrows(IOException.class, () -> ImageCache.write(file, SHAPE, failing()));
    assertFalse(Files.exists(file));
  }

  /** What is there stays until all images are written; then its digest goes before it does. */
  @Test
  void write_overAnother_keepsItsDigestUntilAllIsWritten() throws IOException {
    Path file = cache(3);
    Path digest = temp.resolve("cache.sha256");
    String before = Files.readString(digest);
    assertThrows(IOException.class, () -> ImageCache.write(file, SHAPE, failing()));
    assertEquals(before, Files.readString(digest));
    // The last bytes reach the disk when all images were given: a failure there is none too late.
    ImageCache.Source images = images(2);
    assertThrows(
        IOException.class,
        () ->
            ImageCache.write(
                file,
                SHAPE,
                into -> {
                  boolean more = images.next(into);
                  if (!more) {
                    Thread.currentThread().interrupt();
                  }
                  return more;
                }));
    assertTrue(Thread.interrupted());
    assertEquals(before, Files.readString(digest));
    ImageCache.open(file).verify();
    Files.delete(digest);
    Files.createDirectories(digest.resolve("in-the-way"));
    assertThrows(IOException.class, () -> ImageCache.write(file, SHAPE, images(1)));
    assertEquals(3, ImageCache.open(file).rows());
  }

  /** What is mapped is judged, not what has its name. */
  @Test
  void verify_fileReplacedSince_isOfTheImagesThatAreMapped() throws IOException {
    for (int bytes : new int[] {13, 1 << 20}) {
      Path file = cache(3);
      String first = Sha256.of(file);
      ImageCache cache = ImageCache.open(file, bytes);
      String second = ImageCache.write(file, SHAPE, images(4));
      assertEquals(3, cache.rows());
      MalformedFileException error = assertThrows(MalformedFileException.class, cache::verify);
      assertEquals(first, error.found());
      cache.verify(first, "this test");
      assertEquals(
          file + ": SHA-256: expected '" + second + "', as this test has it, found " + first,
          assertThrows(MalformedFileException.class, () -> cache.verify(second, "this test"))
              .getMessage());
      ImageCache.open(file).verify();
    }
  }

  @Test
  void sha256_linkToAnotherFolder_isRefused() throws IOException {
    Path file = cache(3);
    Path digest = temp.resolve("cache.sha256");
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere")).resolve("digest");
    Files.move(digest, elsewhere);
    Files.createSymbolicLink(digest, elsewhere);
    ImageCache cache = ImageCache.open(file);
    MalformedFileException error = assertThrows(MalformedFileException.class, cache::sha256);
    assertEquals(digest.toString(), error.file());
    assertEquals("one in the folder itself", error.expected());
  }

  @Test
  void verify_interrupted_readsAndStaysInterrupted() throws IOException {
    ImageCache cache = ImageCache.open(cache(3));
    Thread.currentThread().interrupt();
    cache.verify();
    assertTrue(Thread.interrupted());
  }

  private MalformedFileException refused(byte[] content) throws IOException {
    Path file = Files.write(temp.resolve("bad"), content);
    return assertThrows(MalformedFileException.class, () -> ImageCache.open(file));
  }

  private static byte[] header(int channels, int height, int width) {
    return ByteBuffer.allocate(24)
        .put("abc images 1".getBytes(StandardCharsets.US_ASCII))
        .putInt(channels)
        .putInt(height)
        .putInt(width)
        .array();
  }

  @Test
  void open_wrongFile_isNamed() throws IOException {
    assertEquals("header", refused(new byte[0]).field());
    assertEquals("header", refused(new byte[100]).field());
    assertEquals("header", refused(new byte[23]).field());
    assertEquals("'abc images 1'", refused(Arrays.copyOf(header(1, 1, 1), 23)).found());
    assertEquals("0×1×1", refused(header(0, 1, 1)).found());
    assertEquals("65536×65536×1", refused(header(1 << 16, 1 << 16, 1)).found());
    assertEquals("24 bytes", refused(header(1, 1, 1)).found());
    assertEquals("24 bytes", refused(header(3, 1 << 13, 1 << 13)).found());
    byte[] odd = Arrays.copyOf(header(1, 1, 3), 24 + 4);
    assertEquals(
        temp.resolve("bad")
            + ": file size: expected 24 bytes and 3 for each of 1 to 2^31 - 1 images, found 28"
            + " bytes",
        refused(odd).getMessage());
  }

  /** Files of the real file system, since others cannot be mapped. */
  @Test
  void open_spoiltFiles_areReadOrRefused() throws IOException {
    byte[] sound = Files.readAllBytes(cache(4));
    int read = 0;
    for (int k = 0; k < 300; k++) {
      byte[] spoilt = Mutations.of(5, k).bytes(sound, sound);
      Path file = Files.write(temp.resolve("spoilt"), spoilt);
      try {
        ImageCache cache = ImageCache.open(file);
        assertEquals(spoilt.length, 24L + (long) cache.rows() * cache.shape().size());
        assertEquals(cache.shape().size(), cache.image(cache.rows() - 1).length);
        read++;
      } catch (MalformedFileException refusal) {
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
      }
    }
    assertTrue(read > 20 && read < 280, "read " + read);
  }

  @Test
  void open_moreThanAnArrayHolds_isMappedInParts() throws IOException {
    // Sparse: 3 GiB that take no room on the disk.
    Path file = temp.resolve("large");
    long images = 1_000_000;
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.write(header(3, 32, 32));
      large.setLength(24 + images * 3072);
      large.seek(24 + (images - 1) * 3072 + 3071);
      large.write(77);
    }
    ImageCache cache = ImageCache.open(file);
    assertEquals(images, cache.rows());
    assertEquals(77, cache.image(999_999)[3071]);
    assertEquals(0, cache.image(500_000)[0]);
  }

  @Test
  void verify_withAListener_tellsHowFarItIsAndStops() throws IOException {
    ImageCache cache = ImageCache.open(cache(5));
    String digest = cache.sha256();
    long[] last = {0, 0};
    cache.verify(
        digest,
        "this test",
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  last[0] = done;
                  last[1] = total;
                }));
    assertArrayEquals(new long[] {60, 60}, last);
    assertThrows(
        CancellationException.class,
        () -> cache.verify(digest, "this test", Execution.sequential().until(() -> true)));
  }
}
