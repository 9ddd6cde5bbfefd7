package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on images that are read as they are asked for. */
class TrainingFromCacheTest {
  /** Images of the large cache; {@code -Dabc.cache=1000000} for the whole of it. */
  private static final int LARGE = Integer.getInteger("abc.cache", 25_000);

  private static final Shape LARGE_SHAPE = new Shape(3, 32, 32);

  @TempDir Path temp;

  private ImageFolder pictures() throws IOException {
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 64; p++) {
        image.getRaster().setSample(p % 8, p / 8, 0, Draws.below(256, 1, i, p));
      }
      Path file = temp.resolve("pictures/" + "abcdef".charAt(i) + "/1.png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    return ImageFolder.of(temp.resolve("pictures"), PicturePreparation.to(TinyNetworks.SHAPE))
        .withMirroredCopies();
  }

  private static UNetEnsembleTrainer trainer() {
    TrainingConfig config = TrainingConfig.paper(2, 6).withBatchSize(2).withLearningRate(1e-3);
    return UNetEnsembleTrainer.of(TinyNetworks.config(), config);
  }

  private static CodeAssignment code(FolderImages images) {
    return Codebook.allWords(4, 2).assign(images.sources(), 1);
  }

  @Test
  void train_cacheOrMemory_isTheSameToTheByte() throws IOException {
    ImageFolder folder = pictures();
    FolderImages inMemory = folder.read(Execution.sequential());
    Normalisation normalisation = Normalisation.standardising(inMemory.images());
    Batch batch = normalisation.apply(inMemory.images()).batch();
    trainer().train(batch, code(inMemory), temp.resolve("memory"));

    folder.readInto(temp.resolve("cache"), Execution.sequential());
    CachedFolder cached = CachedFolder.open(temp.resolve("cache"));
    assertEquals(normalisation, Normalisation.standardising(cached, 0, 255));
    Rows rows = cached.normalised(normalisation);
    CodeAssignment code = Codebook.allWords(4, 2).assign(cached.sources(), 1);
    trainer().train(rows, code, temp.resolve("cached"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("memory")), TinyNetworks.digests(temp.resolve("cached")));
  }

  /** A training begun from memory goes on from a cache. */
  @Test
  void train_begunFromMemory_goesOnFromACache() throws IOException {
    ImageFolder folder = pictures();
    FolderImages inMemory = folder.read(Execution.sequential());
    CachedFolder cached = folder.readInto(temp.resolve("cache"), Execution.sequential());
    Normalisation normalisation = Normalisation.plusMinusOne();
    Batch batch = normalisation.apply(inMemory.images()).batch();
    Path whole = temp.resolve("whole");
    trainer().train(batch, code(inMemory), whole);
    AtomicInteger asked = new AtomicInteger();
    Path stopped = temp.resolve("stopped");
    assertThrows(
        CancellationException.class,
        () ->
            trainer()
                .with(Execution.sequential().until(() -> asked.incrementAndGet() > 9))
                .train(batch, code(inMemory), stopped));
    trainer().train(cached.normalised(normalisation), code(inMemory), stopped);
    assertEquals(TinyNetworks.digests(whole), TinyNetworks.digests(stopped));
  }

  /** A sparse file: its images take more than the heap as bytes, and six times that as floats. */
  @Test
  void train_moreImagesThanTheHeapHolds_takesLittle() throws IOException, InterruptedException {
    Path cache = temp.resolve("large");
    AtomicInteger left = new AtomicInteger(1);
    ImageCache.write(cache, LARGE_SHAPE, into -> left.getAndDecrement() > 0);
    try (RandomAccessFile large = new RandomAccessFile(cache.toFile(), "rw")) {
      large.setLength(large.length() + (LARGE - 1L) * LARGE_SHAPE.size());
    }
    // 10^6 images are 12 GB in 256 MiB; the numbering of a million items takes some of it.
    String heap = LARGE > 100_000 ? "-Xmx256m" : "-Xmx48m";
    Process process =
        Jvm.start(
            LargeCacheProcess.class,
            List.of(heap),
            cache.toString(),
            temp.resolve("ensemble").toString());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    Sha256 digest = Sha256.begin().add(LARGE_SHAPE.toString());
    float[] image = new float[LARGE_SHAPE.size()];
    Arrays.fill(image, -1);
    for (int i = 0; i < LARGE; i++) {
      digest.add(image);
    }
    assertTrue(said.contains("trained on " + digest.hex()), said);
  }
}
