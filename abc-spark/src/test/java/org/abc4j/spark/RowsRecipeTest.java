package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredMemberTraining;
import org.abc4j.spark.store.TrainingStore;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.MemberTask;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingElsewhere;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training data of tasks: once in memory, and not at all where a member has ended. */
class RowsRecipeTest {
  private static final Execution HERE = Execution.sequential();
  private static final TrainingConfig CONFIG = TrainingConfig.paper(2, 1).withBatchSize(2);

  private static final RowsRecipe NOT_ASKED =
      () -> {
        throw new AssertionError("training data of a member that has ended");
      };

  @TempDir private Path temp;
  private Path file;
  private RowsRecipe recipe;

  @BeforeEach
  void write_items() throws IOException {
    file = temp.resolve("items.safetensors");
    ItemTensor.write(file, TinyNetworks.images());
    recipe = RowsRecipe.tensor(ClusterFile.shared(file));
  }

  @Test
  void tensor_openedByTwoTasks_isInMemoryOnce() throws IOException {
    Rows first = recipe.open();
    assertSame(first, RowsRecipe.tensor(ClusterFile.shared(file)).open());
    assertArrayEquals(TinyNetworks.images().toArray(), ((Batch) first).toArray());
  }

  @Test
  void tensor_ofAFileThatWasReplaced_isReadAgain() throws IOException {
    Rows first = recipe.open();
    Batch others = TinyNetworks.waves(TinyNetworks.SHAPE, 3);
    ItemTensor.write(file, others);
    Rows second = recipe.open();
    assertNotSame(first, second);
    assertArrayEquals(others.toArray(), ((Batch) second).toArray());
    Files.delete(file);
    NoSuchFileException gone = assertThrows(NoSuchFileException.class, recipe::open);
    assertEquals(file.toString(), gone.getFile());
  }

  @Test
  void tensor_thatNoTaskUsesAnyMore_isLetGo() throws Exception {
    WeakReference<Rows> opened = new WeakReference<>(recipe.open());
    for (int i = 0; i < 50 && opened.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertNull(opened.get());
  }

  @Test
  void view_ofDataThatCannotBeOpened_carriesWhatFailed() {
    IOException failure = new IOException("no such storage");
    Rows lazy =
        new LazyRows(
            () -> {
              throw failure;
            });
    assertSame(failure, assertThrows(UncheckedIOException.class, () -> lazy.view(0)).getCause());
  }

  @Test
  void copyRow_ofLazyRows_isThatOfTheData() {
    Batch images = TinyNetworks.images();
    Rows lazy = new LazyRows(() -> images);
    assertEquals(images.shape(), lazy.shape());
    assertEquals(images.rows(), lazy.rows());
    float[] expected = new float[images.shape().size()];
    float[] found = new float[images.shape().size()];
    images.copyRow(3, expected);
    lazy.copyRow(3, found);
    assertArrayEquals(expected, found);
    lazy.view(3).copyRow(0, found);
    assertArrayEquals(expected, found);
  }

  @Test
  void run_ofAMemberThatHasEnded_opensNoData() throws IOException {
    Path folder = temp.resolve("folder");
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
    TrainingElsewhere.of(
            trainer,
            missing -> {
              for (MemberTask task : missing) {
                TrainingJob.Member member = TrainingJob.Member.of(task);
                assertTrue(new TrainingJob(folder.toString(), recipe, 1).run(member, HERE));
                assertFalse(new TrainingJob(folder.toString(), NOT_ASKED, 1).run(member, HERE));
              }
            })
        .train(TinyNetworks.images(), TinyNetworks.code(), folder);
  }

  @Test
  void run_ofAStoredMemberThatHasEnded_opensNoData() throws IOException {
    Path folder = temp.resolve("driver");
    StoreLocation location = StoreLocation.of(temp.resolve("store").toUri().toString());
    TrainingStore store = TrainingStore.of(EnsembleStore.at(location));
    Scratch scratch = new Scratch(temp.resolve("scratch").toString(), 1 << 20);
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
    TrainingElsewhere.of(
            trainer,
            missing -> {
              TrainingStore.Begun begun = store.begin(folder, HERE);
              for (MemberTask task : missing) {
                TrainingJob.Member member = TrainingJob.Member.of(task);
                assertTrue(
                    new StoredTrainingJob(location, begun, recipe, scratch, 1).run(member, HERE));
                assertFalse(
                    new StoredTrainingJob(location, begun, NOT_ASKED, scratch, 1)
                        .run(member, HERE));
                store.take(
                    task.member(),
                    EnsembleFolder.memberFile(folder, task.member()),
                    StoredMemberTraining.record(folder, task.member()),
                    HERE);
              }
            })
        .train(TinyNetworks.images(), TinyNetworks.code(), folder);
  }
}
