package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTrainingTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 3).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);

  @TempDir private Path temp;

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
  }

  private static ClusterJobs jobs() {
    return ClusterJobs.of(LocalSpark.session()).withCheckpointEvery(1);
  }

  private RowsRecipe items() throws IOException {
    Path file = temp.resolve("items.safetensors");
    ItemTensor.write(file, TinyNetworks.images());
    return RowsRecipe.tensor(ClusterFile.shared(file));
  }

  @Test
  void train_onTheCluster_isTheSameBytesAsOnOneMachine() throws IOException {
    jobs().train(trainer(), items(), TinyNetworks.code(), temp.resolve("cluster"));

    trainer().train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("one")), TinyNetworks.digests(temp.resolve("cluster")));
  }

  @Test
  void train_fromACacheSentBySpark_isTheSameBytesAsOnOneMachine() throws IOException {
    Path cache = temp.resolve("cache-" + temp.getFileName());
    AtomicInteger written = new AtomicInteger();
    ImageCache.write(
        cache,
        TinyNetworks.SHAPE,
        pixels -> {
          for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) (written.get() * 31 + p * 7);
          }
          return written.getAndIncrement() < 12;
        });
    Normalisation by = Normalisation.plusMinusOne();
    RowsRecipe sent =
        RowsRecipe.cached(ClusterFile.sent(LocalSpark.session().sparkContext(), cache), by);

    jobs().train(trainer(), sent, TinyNetworks.code(), temp.resolve("cluster"));

    Rows images = by.apply(ImageCache.open(cache), 0, 255);
    trainer().train(images, TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("one")), TinyNetworks.digests(temp.resolve("cluster")));
  }

  @Test
  void train_memberDiverges_saysWhichAndAtWhichStep() throws IOException {
    float[] values = TinyNetworks.images().toArray();
    values[0] = Float.MAX_VALUE;
    Path file = temp.resolve("spoilt.safetensors");
    ItemTensor.write(file, Batch.of(TinyNetworks.SHAPE, values));
    RowsRecipe spoilt = RowsRecipe.tensor(ClusterFile.shared(file));

    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> jobs().train(trainer(), spoilt, TinyNetworks.code(), temp.resolve("cluster")));

    assertTrue(error.getMessage().matches("(?s)member [0-3] diverges: .*"), error.getMessage());
  }

  @Test
  void train_sharedFolderIsLost_isOneFailureThatNamesTheFile() throws IOException {
    Path folder = temp.resolve("lost");
    UNetEnsembleTrainer longer =
        UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG.withSteps(1000));

    IOException error =
        assertThrows(
            IOException.class,
            () ->
                jobs()
                    .train(
                        longer,
                        new LostFolder(items(), folder.toString()),
                        TinyNetworks.code(),
                        folder));

    assertTrue(
        error.getMessage().matches("cannot write .*lost.checkpoints.*: .*"), error.getMessage());
  }

  @Test
  void withCheckpointEvery_none_isRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> jobs().withCheckpointEvery(0));

    assertEquals("a checkpoint is written every 1 or more steps, found 0", error.getMessage());
  }
}
