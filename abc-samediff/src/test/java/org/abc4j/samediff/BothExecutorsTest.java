package org.abc4j.samediff;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One ensemble's folder on both executors. */
@RequiresBackend
class BothExecutorsTest {
  private static final int SOURCES = 20;
  private static final int TOP = 8;
  private static final int SAMPLES = 20;

  /** Of a distance, relative. */
  private static final double DISTANCE = 1e-3;

  /** Two distances as near as this may stand in either order. */
  private static final double SWAP = 2e-4;

  private static final CodeAssignment CODE =
      Codebook.allWords(6, 3).assign(DataSources.oneItemEach(SOURCES), 1);
  private static final TrainingConfig TRAINING =
      TrainingConfig.paper(1, 30).withBatchSize(8).withLearningRate(2e-3);

  @TempDir private Path folder;

  private static Batch images() {
    return TinyNetworks.waves(TinyNetworks.SHAPE, SOURCES);
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), TRAINING);
  }

  private static UNetEnsembleTrainer nd4jTrainer() {
    return trainer().onExecutor(SameDiffTrainableModel.EXECUTOR, SameDiffTrainableModel::of);
  }

  private static Sample sample(Ensemble ensemble, int steps, int index) {
    return DdimSampler.steps(steps)
        .withClipping(1)
        .sample(ensemble, ExogenousNoise.philox(4).of(index));
  }

  private static void assertSameAttribution(Landscape expected, Landscape found) {
    for (int s = 0; s < SOURCES; s++) {
      double distance = expected.distance(s);
      assertEquals(distance, found.distance(s), DISTANCE * distance, "distance of source " + s);
    }
    int[] order = expected.top(TOP);
    int[] other = found.top(TOP);
    for (int i = 0; i < TOP; i++) {
      double distance = expected.distance(order[i]);
      assertEquals(
          distance, expected.distance(other[i]), SWAP * distance, "source at rank " + (i + 1));
    }
  }

  @Test
  void attribution_ofTwentySamples_isTheSame() throws IOException {
    Ensemble pure = trainer().train(images(), CODE, folder).ensemble();
    try (SameDiffEnsemble nd4j = SameDiffEnsemble.open(folder)) {
      Threads.with(
          2,
          execution -> {
            var exact = new AblationAttributor().with(execution);
            var firstOrder = new DifferentialAttributor().with(execution);
            for (int index = 0; index < SAMPLES; index++) {
              Sample expected = sample(pure, 4, index);
              Sample found = sample(nd4j, 4, index);
              assertSameAttribution(exact.attribute(expected), exact.attribute(found));
              assertSameAttribution(firstOrder.attribute(expected), firstOrder.attribute(found));
            }
          });
    }
  }

  @Test
  void attribution_trainedOnNd4j_isTheSame() throws IOException {
    EnsembleFolder trained = nd4jTrainer().train(images(), CODE, folder);
    assertEquals(SameDiffTrainableModel.EXECUTOR, trained.manifest().provenance().get("executor"));
    try (SameDiffEnsemble nd4j = SameDiffEnsemble.open(folder)) {
      Sample expected = sample(trained.ensemble(), 10, 0);
      Sample found = sample(nd4j, 10, 0);
      assertSameAttribution(
          new AblationAttributor().attribute(expected), new AblationAttributor().attribute(found));
    }
  }

  @Test
  void train_folderOfTheOtherExecutor_isRefused() throws IOException {
    trainer().train(images(), CODE, folder);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> nd4jTrainer().train(images(), CODE, folder));
    assertTrue(
        refused
            .getMessage()
            .endsWith("executor: expected " + SameDiffTrainableModel.EXECUTOR + ", found nothing"),
        refused.getMessage());
    assertIllegal("an executor has a name, found ' '", () -> trainer().onExecutor(" ", null));
  }

  @Test
  void open_folder_isItsEnsemble() throws IOException {
    EnsembleFolder made = TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code());
    try (SameDiffEnsemble nd4j = SameDiffEnsemble.open(folder)) {
      assertEquals(made.ensemble().code().toString(), nd4j.code().toString());
      assertEquals(made.ensemble().code().word(3), nd4j.code().word(3));
      assertEquals(TinyNetworks.SHAPE, nd4j.shape());
      assertEquals(Optional.of(made.manifest().schedule()), nd4j.schedule());
      assertSame(nd4j.member(2), nd4j.member(2));
      assertThrows(IndexOutOfBoundsException.class, () -> nd4j.member(4));
      assertEquals("SameDiffEnsemble[4 members in " + folder + "]", nd4j.toString());
    }
  }

  @Test
  void open_changedMember_isRefused() throws IOException {
    TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code());
    SameDiffEnsemble nd4j = SameDiffEnsemble.open(folder);
    Path file = EnsembleFolder.memberFile(folder, 1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    UncheckedIOException later = assertThrows(UncheckedIOException.class, () -> nd4j.member(1));
    assertEquals("SHA-256", ((MalformedFileException) later.getCause()).field());
    MalformedFileException now =
        assertThrows(MalformedFileException.class, () -> SameDiffEnsemble.open(folder));
    assertEquals(file.toString(), now.file());
  }
}
