package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingElsewhereTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 4).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final Batch IMAGES = TinyNetworks.images();
  private static final TrainingListener NOBODY = (member, step, steps, loss) -> {};

  /** A training on one machine. */
  @TempDir private static Path whole;

  private static Map<String, String> digests;

  @TempDir private Path temp;
  private Path folder;

  @BeforeAll
  static void train_once() throws IOException {
    trainer().train(IMAGES, CODE, whole);
    digests = TinyNetworks.digests(whole);
  }

  @BeforeEach
  void name_folder() {
    folder = temp.resolve("folder");
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
  }

  private boolean join(MemberTask task, Execution execution, TrainingListener listener)
      throws IOException {
    return JoinedTraining.of(folder).train(task, IMAGES, 1, execution, listener);
  }

  private EnsembleFolder train(MembersElsewhere members) throws IOException {
    return TrainingElsewhere.of(trainer(), members).train(IMAGES, CODE, folder);
  }

  private void trainAll(List<MemberTask> missing) throws IOException {
    for (MemberTask task : missing) {
      assertTrue(join(task, Execution.sequential(), NOBODY));
    }
  }

  @Test
  void train_membersElsewhere_isTheSameBytesAsOnOneMachine() throws IOException {
    List<Integer> trained = new ArrayList<>();

    train(
        missing -> {
          missing.forEach(task -> trained.add(task.member()));
          trainAll(missing);
        });

    assertEquals(List.of(0, 1, 2, 3), trained);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void train_isComplete_asksNobody() throws IOException {
    train(this::trainAll);

    train(
        missing -> {
          throw new AssertionError(missing.toString());
        });

    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void train_processesKilledElsewhereAsTheyWrite_leavesNothingOfThem() throws IOException {
    train(
        missing -> {
          trainAll(missing);
          Files.createFile(folder.resolve(".abc-999999999-7.tmp"));
          Files.createFile(folder.resolve("checkpoints/.abc-999999999-8.tmp"));
        });

    assertEquals(digests, TinyNetworks.digests(folder));
    assertFalse(Files.exists(folder.resolve("checkpoints")));
  }

  /** As an attempt that comes late does; the next call does away with the rest. */
  @Test
  void train_completeWhileSomebodyStillWrites_leavesHimHisFile() throws IOException {
    train(this::trainAll);
    Path late = Files.createDirectory(folder.resolve("checkpoints")).resolve("member-001.txt");

    AtomicFiles.write(
        late,
        out -> {
          train(this::trainAll);
          assertTrue(Files.exists(late.getParent()));
          out.write(1);
        });
    assertTrue(Files.exists(late));
    train(this::trainAll);

    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void train_stoppedElsewhere_goesOnFromCheckpointsAndOnOneMachine() throws IOException {
    AtomicInteger steps = new AtomicInteger();
    assertThrows(
        CancellationException.class,
        () ->
            train(
                missing -> {
                  join(missing.get(0), Execution.sequential(), NOBODY);
                  join(
                      missing.get(1),
                      Execution.sequential().until(() -> steps.get() == 2),
                      (member, step, all, loss) -> steps.incrementAndGet());
                }));
    assertFalse(EnsembleFolder.isComplete(folder));

    AtomicInteger after = new AtomicInteger();
    trainer()
        .reportingTo((member, step, all, loss) -> after.incrementAndGet())
        .train(IMAGES, CODE, folder);

    // Of member 1 two of four steps were taken, of members 2 and 3 none.
    assertEquals(2 + 4 + 4, after.get());
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void join_memberTrainedTwiceAtOnce_secondStopsAndLeavesNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger taken = new AtomicInteger();
    AtomicReference<Object> second = new AtomicReference<>();
    AtomicReference<Thread> slow = new AtomicReference<>();

    train(
        missing -> {
          TrainingListener waiting =
              (member, step, all, loss) -> {
                taken.incrementAndGet();
                begun.countDown();
                await(ended);
              };
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      second.set(join(missing.get(0), Execution.sequential(), waiting));
                    } catch (IOException | RuntimeException e) {
                      second.set(e);
                    }
                  });
          slow.set(thread);
          thread.start();
          await(begun);
          trainAll(missing);
        });
    Map<String, String> complete = TinyNetworks.digests(folder);
    ended.countDown();
    slow.get().join();

    assertEquals(false, second.get());
    // Its second step was to be in a checkpoint.
    assertEquals(1, taken.get());
    assertEquals(digests, complete);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void join_otherImages_saysWhoseAndBothDigests() throws IOException {
    Batch others = TinyNetworks.waves(TinyNetworks.SHAPE, IMAGES.rows() + 1).select(images(1));

    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                train(
                    missing ->
                        JoinedTraining.of(folder)
                            .train(missing.get(2), others, 1, Execution.sequential(), NOBODY)));

    int[] split = CODE.splits().indices(2);
    assertEquals(
        "member 2 is trained on images of SHA-256 "
            + EnsembleFolder.dataSha256(IMAGES.view(split))
            + ", its split of these has "
            + EnsembleFolder.dataSha256(others.view(split)),
        error.getMessage());
  }

  private static int[] images(int from) {
    return IntStream.range(from, from + IMAGES.rows()).toArray();
  }

  @Test
  void join_noSuchMember_saysHowManyThereAre() {
    MemberTask task = new MemberTask(4, "none");

    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> train(missing -> join(task, Execution.sequential(), NOBODY)));

    assertEquals(
        "the training in " + folder + " has 4 members, found member 4", error.getMessage());
  }

  @Test
  void join_networkOfAnother_isRefused() throws IOException {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                train(
                    missing -> {
                      Path claim = folder.resolve("training.txt");
                      String said = Files.readString(claim);
                      Files.writeString(claim, said.replace("network: ", "network: another "));
                      trainAll(missing);
                    }));

    assertEquals("network", error.field());
    assertTrue(error.expected().startsWith("another UNetConfig["), error.expected());
    assertTrue(error.found().startsWith("UNetConfig["), error.found());
  }

  @Test
  void train_memberSaidToHaveEnded_hasAFile() {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> train(missing -> trainAll(missing.subList(0, 3))));

    assertEquals(EnsembleFolder.memberFile(folder, 3).toString(), error.file());
    assertEquals("member 3, said to have ended", error.expected());
  }

  @Test
  void train_memberWithAChangedBit_isRefused() {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                train(
                    missing -> {
                      trainAll(missing);
                      Path file = EnsembleFolder.memberFile(folder, 1);
                      byte[] bytes = Files.readAllBytes(file);
                      bytes[bytes.length - 1] ^= 1;
                      Files.write(file, bytes);
                    }));

    assertEquals("SHA-256", error.field());
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  @Test
  void train_ownExecutor_isRefused() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                TrainingElsewhere.of(
                        trainer().onExecutor("another", TrainableModels.PURE), this::trainAll)
                    .train(IMAGES, CODE, folder));

    assertEquals(
        "members elsewhere are trained from their first step, on the pure-JVM engine, found a"
            + " trainer that has the executor 'another'",
        error.getMessage());
  }

  @Test
  void train_folderHeldElsewhere_isRefused() {
    assertThrows(
        IOException.class,
        () ->
            train(
                missing -> {
                  IOException held =
                      assertThrows(IOException.class, () -> trainer().train(IMAGES, CODE, folder));
                  throw held;
                }));
  }
}
