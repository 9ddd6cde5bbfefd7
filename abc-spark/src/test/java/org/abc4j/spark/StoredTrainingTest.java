package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredEnsemble;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose executors share no folder, and landscapes of what it published. */
class StoredTrainingTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 3).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);

  @TempDir private Path temp;

  @Test
  void train_intoAStore_isTheSameBytes_andItsLandscapesAreThoseOfTheFolder() throws IOException {
    Path file = temp.resolve("items.safetensors");
    ItemTensor.write(file, TinyNetworks.images());
    RowsRecipe items = RowsRecipe.tensor(ClusterFile.shared(file));
    StoreLocation location = StoreLocation.of(temp.resolve("store").toUri().toString());
    Scratch scratch = new Scratch(temp.resolve("scratch").toString(), 1 << 20);
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
    ClusterJobs jobs = ClusterJobs.of(LocalSpark.session()).withCheckpointEvery(1);
    EnsembleFolder whole =
        jobs.train(trainer, items, TinyNetworks.code(), temp.resolve("driver"), location, scratch);

    trainer.train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("one")), TinyNetworks.digests(temp.resolve("driver")));
    Map<String, String> expected = TinyNetworks.digests(temp.resolve("one"));
    expected.remove("training.txt");
    assertEquals(expected, TinyNetworks.digests(temp.resolve("store")));
    EnsembleFolder again =
        jobs.train(trainer, items, TinyNetworks.code(), temp.resolve("another"), location, scratch);
    assertEquals(whole.manifestSha256(), again.manifestSha256());

    EnsembleStore store = EnsembleStore.at(location);
    store.verify(Execution.sequential());
    SampleSet samples = SampleSet.of(7, 0, 1);
    ClusterMethod method = ClusterMethod.exact();
    assertEquals(
        jobs.landscapes(FolderRecipe.of(whole), DdimSampler.steps(2), samples, method).landscape(0),
        jobs.landscapes(StoredEnsemble.of(store, scratch), DdimSampler.steps(2), samples, method)
            .landscape(0));
  }

  @Test
  void train_whereAnotherEnsembleIsPublished_leavesTheFolderAsItWas() throws IOException {
    StoreLocation location = StoreLocation.of(temp.resolve("store").toUri().toString());
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
    EnsembleStore.at(location)
        .publish(
            trainer.train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("one")),
            Execution.sequential());
    Path begun = Files.createDirectories(temp.resolve("begun"));
    Path member = Files.writeString(EnsembleFolder.memberFile(begun, 2), "of another training");
    StoredTraining training =
        new StoredTraining(
            new JobRunner(null),
            Execution.sequential(),
            1,
            location,
            new Scratch(temp.resolve("scratch").toString(), 1));

    IOException error =
        assertThrows(
            IOException.class, () -> training.train(trainer, null, TinyNetworks.code(), begun));

    assertTrue(
        error.getMessage().startsWith(location + " has another ensemble than " + begun),
        error.getMessage());
    assertEquals("of another training", Files.readString(member));
    try (Stream<Path> all = Files.list(begun)) {
      assertEquals(List.of(member), all.toList());
    }
  }
}
