package org.abc4j.codec;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Draws;
import org.abc4j.testing.SmoothCodec;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentFolderTest {
  private static final Shape LATENTS = new Shape(2, 3, 4);
  private static final SmoothCodec CODEC = SmoothCodec.of(LATENTS, 0.5);
  private static final Batch IMAGES = Draws.batch(3, 0, CODEC.imageShape(), 70);
  private static final String DIGEST = EnsembleFolder.dataSha256(IMAGES);

  /** Four rows a file. */
  private static final int VALUES = 4 * LATENTS.size() + 5;

  @TempDir private Path temp;

  private LatentFolder folder(Codec codec, Rows images, String digest) {
    return LatentFolder.of(temp.resolve("latents"), codec, images, digest, VALUES);
  }

  private static void assertSame(Batch expected, Rows found) {
    assertEquals(expected.rows(), found.rows());
    assertEquals(expected.shape(), found.shape());
    float[] row = new float[LATENTS.size()];
    for (int i = 0; i < found.rows(); i++) {
      found.copyRow(i, row);
      assertArrayEquals(expected.row(i), row, "row " + i);
    }
  }

  @Test
  void of_manyThreads_areThoseOfTheCodec() {
    Batch expected = CODEC.encode(IMAGES);
    assertEquals(expected, Latents.of(CODEC, IMAGES, Execution.sequential()));
    Threads.with(3, execution -> assertEquals(expected, Latents.of(CODEC, IMAGES, execution)));
  }

  @Test
  void latents_computedOrThere_areTheSame() throws IOException {
    Batch expected = CODEC.encode(IMAGES);
    AtomicInteger last = new AtomicInteger();
    assertSame(
        expected,
        folder(CODEC, IMAGES, DIGEST)
            .latents(
                Execution.sequential()
                    .reportingTo(
                        (done, total) -> {
                          assertEquals(70, total);
                          assertTrue(done >= last.get(), done + " after " + last);
                          last.set((int) done);
                        })));
    assertEquals(70, last.get());
    Codec never =
        new CountedCodec(
            () -> {
              throw new AssertionError("encoded again");
            });
    assertSame(expected, folder(never, IMAGES, DIGEST).latents(Execution.sequential()));
    assertSame(
        expected,
        LatentFolder.of(temp.resolve("other"), CODEC, IMAGES, DIGEST)
            .latents(Execution.sequential()));
  }

  @Test
  void latents_stopped_goOnToTheSameBytes() throws IOException {
    folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential());
    var whole = TinyNetworks.digests(temp.resolve("latents"));
    for (Path file : files()) {
      Files.delete(file);
    }
    AtomicInteger encoded = new AtomicInteger();
    Execution stopping = Execution.sequential().until(() -> encoded.get() >= 20);
    Codec counted = new CountedCodec(encoded::incrementAndGet);
    assertThrows(
        CancellationException.class, () -> folder(counted, IMAGES, DIGEST).latents(stopping));
    int there = files().size();
    assertTrue(there > 1 && there < 18, there + " files");
    assertSame(CODEC.encode(IMAGES), folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential()));
    assertEquals(whole, TinyNetworks.digests(temp.resolve("latents")));
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(temp.resolve("latents"))) {
      return files.toList();
    }
  }

  @Test
  void latents_ofAnotherCodecOrOtherImages_areRefused() throws IOException {
    folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential());
    Codec other = SmoothCodec.of(LATENTS, 0.6);
    Files.copy(part(CODEC, DIGEST, 0), part(other, DIGEST, 0));
    MalformedFileException codec =
        assertThrows(
            MalformedFileException.class,
            () -> folder(other, IMAGES, DIGEST).latents(Execution.sequential()));
    assertEquals("codec", codec.field());
    Files.copy(part(CODEC, DIGEST, 0), part(CODEC, "0".repeat(64), 0));
    MalformedFileException images =
        assertThrows(
            MalformedFileException.class,
            () -> folder(CODEC, IMAGES, "0".repeat(64)).latents(Execution.sequential()));
    assertEquals("images", images.field());
    assertEquals("0".repeat(64), images.expected());
  }

  /** As after a removal, when fewer images are left. */
  @Test
  void latents_ofOtherImages_lieBesideThoseThatAreThere() throws IOException {
    folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential());
    var before = TinyNetworks.digests(temp.resolve("latents"));
    Batch fewer = IMAGES.select(3, 4, 5, 6, 7);
    String digest = EnsembleFolder.dataSha256(fewer);
    assertSame(CODEC.encode(fewer), folder(CODEC, fewer, digest).latents(Execution.sequential()));
    var after = TinyNetworks.digests(temp.resolve("latents"));
    assertEquals(before.size() + 2, after.size());
    after.keySet().retainAll(before.keySet());
    assertEquals(before, after);
  }

  /** A killed process loses a file's latents: they are not many. */
  @Test
  void latents_ofManyImages_areInFilesOfAMillionValues() throws IOException {
    Shape large = new Shape(4, 512, 256);
    Codec wide = new WideCodec(large);
    Batch images = Batch.of(new Shape(1, 1, 1), new float[5]);
    LatentFolder.of(temp.resolve("latents"), wide, images, EnsembleFolder.dataSha256(images))
        .latents(Execution.sequential());
    assertEquals(3, files().size());
  }

  /** Of latents that are all 0. */
  private record WideCodec(Shape latentShape) implements Codec {
    @Override
    public Shape imageShape() {
      return new Shape(1, 1, 1);
    }

    @Override
    public String sha256() {
      return "5".repeat(64);
    }

    @Override
    public Batch encode(Batch images) {
      return Batch.of(latentShape, new float[images.rows() * latentShape.size()]);
    }

    @Override
    public Batch decode(Batch latents) {
      return Batch.of(imageShape(), new float[latents.rows()]);
    }
  }

  private Path part(Codec codec, String images, int index) {
    String digest = Sha256.begin().add(codec.sha256()).add(images).hex().substring(0, 12);
    return temp.resolve("latents")
        .resolve(String.format("latents-%s-%03d.safetensors", digest, index));
  }

  @Test
  void latents_aChangedValue_isRefused() throws IOException {
    folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential());
    Path file = part(CODEC, DIGEST, 2);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> folder(CODEC, IMAGES, DIGEST).latents(Execution.sequential()));
    assertEquals("SHA-256", error.field());
  }

  @Test
  void latents_notFinite_nameTheImage() {
    float[] values = IMAGES.toArray();
    values[66 * CODEC.imageShape().size() + 1] = Float.NaN;
    Batch images = Batch.of(CODEC.imageShape(), values);
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class, () -> Latents.of(CODEC, images, Execution.sequential()));
    assertEquals("the latent of image 66 holds NaN", error.getMessage());
  }

  @Test
  void of_otherImages_isRefused() {
    Batch other = Draws.batch(3, 0, LATENTS, 2);
    assertIllegal(
        "this codec takes images of shape 2×6×8, at least 1, found Batch[2 of 2×3×4]",
        () -> folder(CODEC, other, DIGEST));
    assertIllegal(
        "a SHA-256 digest is 64 hexadecimal digits, found 'x'", () -> folder(CODEC, IMAGES, "x"));
  }

  /** The same codec, of whose work somebody hears. */
  private record CountedCodec(Runnable encoded) implements Codec {
    @Override
    public Shape imageShape() {
      return CODEC.imageShape();
    }

    @Override
    public Shape latentShape() {
      return CODEC.latentShape();
    }

    @Override
    public String sha256() {
      return CODEC.sha256();
    }

    @Override
    public Batch encode(Batch images) {
      encoded.run();
      return CODEC.encode(images);
    }

    @Override
    public Batch decode(Batch latents) {
      return CODEC.decode(latents);
    }

    @Override
    public int preferredRows() {
      return 1;
    }
  }
}
