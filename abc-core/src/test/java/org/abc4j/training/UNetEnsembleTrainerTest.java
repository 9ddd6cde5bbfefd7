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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.AnotherTrainingException.Difference;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UNetEnsembleTrainerTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 8).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);
  private static final UNetConfig NETWORK = TinyNetworks.config().withDropout(0.1);
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final Batch IMAGES = TinyNetworks.images();

  /** A training that nothing disturbed. */
  @TempDir private static Path whole;

  /** The same, without a manifest. */
  @TempDir private static Path ended;

  private static Map<String, String> digests;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once() throws IOException {
    trainer().train(IMAGES, CODE, whole);
    digests = TinyNetworks.digests(whole);
    EndedTraining.into(ended, trainer(), IMAGES);
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(NETWORK, CONFIG);
  }

  private static EnsembleFolder train(UNetEnsembleTrainer trainer, Path folder) {
    try {
      return trainer.train(IMAGES, CODE, folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path copy() throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    try (Stream<Path> files = Files.list(whole)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void train_folder_holdsTheseFilesAndNothingElse() {
    assertEquals(
        List.of(
            "codebook.json",
            "config.json",
            "manifest.json",
            "member-000.safetensors",
            "member-001.safetensors",
            "member-002.safetensors",
            "member-003.safetensors",
            "training.txt"),
        List.copyOf(digests.keySet()));
    assertFalse(Files.exists(whole.resolve("checkpoints")));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void train_moreThreads_givesTheSameBytes(int threads) throws IOException {
    Path folder = temp.resolve("a/b");
    Threads.with(threads, execution -> train(trainer().with(execution), folder));
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  /** The members that are there are kept, whichever they are, and the others trained. */
  @ParameterizedTest
  @ValueSource(ints = {0b0001, 0b1000, 0b0110, 0b1110})
  void train_someMembersThere_givesTheSameBytes(int present) throws IOException {
    Path folder = temp.resolve("ended");
    EndedTraining.copy(ended, folder);
    int missing = 0;
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      if ((present >> member & 1) == 0) {
        Files.delete(EnsembleFolder.memberFile(folder, member));
        missing++;
      }
    }
    AtomicInteger steps = new AtomicInteger();
    train(trainer().reportingTo((member, step, all, loss) -> steps.incrementAndGet()), folder);
    assertEquals(digests, TinyNetworks.digests(folder));
    assertEquals(missing * CONFIG.steps(), steps.get());
  }

  @Test
  void train_manifest_saysWhatTheEnsembleWasMadeFrom() throws IOException {
    EnsembleFolder folder = EnsembleFolder.open(whole);
    Map<String, String> provenance = folder.manifest().provenance();
    assertEquals(
        List.of("images", "codebook", "network", "training"), List.copyOf(provenance.keySet()));
    assertEquals(provenance.get("images"), folder.manifest().dataSha256());
    assertEquals(digests.get("codebook.json"), provenance.get("codebook"));
    assertEquals(NETWORK.toString(), provenance.get("network"));
    assertEquals(CONFIG.toString(), provenance.get("training"));
    assertEquals(CONFIG.schedule(), folder.manifest().schedule());
    assertEquals(NETWORK, folder.config());
  }

  /** The other sources' data reach a member that does not see s, and those of s do not. */
  @Test
  void train_otherDataOfASource_changesOnlyTheMembersThatSeeIt() throws IOException {
    float[] values = IMAGES.toArray();
    int m = IMAGES.shape().size();
    int source = 4;
    for (long item : CODE.sources().itemsOf(source)) {
      for (int j = 0; j < m; j++) {
        values[(int) item * m + j] = -0.5f;
      }
    }
    Path other = temp.resolve("other");
    trainer().train(Batch.of(IMAGES.shape(), values), CODE, other);
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      String name = EnsembleFolder.memberFile(other, member).getFileName().toString();
      boolean same = digests.get(name).equals(TinyNetworks.digests(other).get(name));
      assertEquals(!CODE.word(source).contains(member), same, name);
    }
  }

  // Folders that were there before.

  @Test
  void train_done_opensWithoutTraining() throws IOException {
    Path folder = copy();
    UNetEnsembleTrainer again =
        trainer()
            .reportingTo(
                (member, step, steps, loss) -> {
                  throw new AssertionError("member " + member + " is trained");
                });
    assertEquals(EnsembleFolder.open(whole).manifest(), train(again, folder).manifest());
    assertEquals(digests, TinyNetworks.digests(folder));
    assertFalse(Files.exists(folder.resolve("checkpoints")));
  }

  @Test
  void train_folderOfAnotherTraining_isAnErrorNamingBoth() throws IOException {
    Path done = copy();
    Path begun = temp.resolve("begun");
    cancelAfter(3, begun);
    Path doneWithoutPlan = Files.createDirectory(temp.resolve("without"));
    for (String name : digests.keySet()) {
      if (!name.equals("training.txt")) {
        Files.copy(done.resolve(name), doneWithoutPlan.resolve(name));
      }
    }
    UNetEnsembleTrainer other = UNetEnsembleTrainer.of(NETWORK, CONFIG.withAverage(0.25));
    for (Path folder : List.of(done, begun, doneWithoutPlan)) {
      Map<String, String> before = TinyNetworks.digests(folder);
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> other.train(IMAGES, CODE, folder));
      String message = error.getMessage();
      assertTrue(message.startsWith(folder + " belongs to another training: "), message);
      int found = message.indexOf(", found ");
      assertTrue(message.substring(0, found).contains("emaDecay=0.25"), message);
      assertTrue(message.substring(found).contains("emaDecay=0.5"), message);
      assertEquals(before, TinyNetworks.digests(folder));
    }
  }

  @Test
  void train_folderOfOtherImagesNetworkOrCode_isRefused() throws IOException {
    Path folder = copy();
    float[] values = IMAGES.toArray();
    values[700] += 0.001f;
    Batch images = Batch.of(IMAGES.shape(), values);
    assertThrows(IllegalArgumentException.class, () -> trainer().train(images, CODE, folder));
    UNetEnsembleTrainer network = UNetEnsembleTrainer.of(NETWORK.withDropout(0.2), CONFIG);
    assertThrows(IllegalArgumentException.class, () -> network.train(IMAGES, CODE, folder));
    CodeAssignment code = Codebook.allWords(TinyNetworks.MEMBERS, 2).assign(CODE.sources(), 2);
    assertThrows(IllegalArgumentException.class, () -> trainer().train(IMAGES, code, folder));
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  /** What differs, setting by setting: those that a user asks for, and not their digests. */
  @Test
  void train_otherSettings_areNamedWithBothValues() throws IOException {
    Path begun = temp.resolve("begun");
    cancelAfter(3, begun);
    TrainingConfig config =
        TrainingConfig.paper(3, 9).withBatchSize(2).withLearningRate(1e-3).withAverage(0.25);
    for (Path folder : List.of(copy(), begun)) {
      assertEquals(
          List.of(
              new Difference("seed", "3", "2"),
              new Difference("steps", "9", "8"),
              new Difference("average", "0.25", "0.5")),
          differences(UNetEnsembleTrainer.of(NETWORK, config), IMAGES, CODE, folder));

      Codebook words = Codebook.allWords(TinyNetworks.MEMBERS + 1, 2);
      assertEquals(
          List.of(
              new Difference("members", "" + (TinyNetworks.MEMBERS + 1), "" + TinyNetworks.MEMBERS),
              new Difference(
                  "reserved words",
                  "" + words.assign(CODE.sources(), 2).reserved(),
                  "" + CODE.reserved())),
          differences(trainer(), IMAGES, words.assign(CODE.sources(), 2), folder));

      UNetConfig wider =
          UNetConfig.attendingOnce(NETWORK.inputShape(), List.of(16, 16), 1, 8).withDropout(0.1);
      assertTrue(
          differences(UNetEnsembleTrainer.of(wider, CONFIG), IMAGES, CODE, folder)
              .contains(new Difference("channels", "[16, 16]", NETWORK.channels().toString())));

      float[] values = IMAGES.toArray();
      values[700] += 0.001f;
      Batch images = Batch.of(IMAGES.shape(), values);
      assertEquals(
          List.of(
              new Difference(
                  "images", EnsembleFolder.dataSha256(images), EnsembleFolder.dataSha256(IMAGES))),
          differences(trainer(), images, CODE, folder));
    }
  }

  /** By settings before there are images, and by all once there are; nothing is written. */
  @Test
  void isBegunIn_anotherTraining_isRefusedAsByTraining() throws IOException {
    Path begun = temp.resolve("begun");
    cancelAfter(3, begun);
    Map<String, String> before = TinyNetworks.digests(begun);
    assertTrue(trainer().isBegunIn(begun));
    assertTrue(trainer().isBegunIn(begun, IMAGES, CODE));
    for (Path folder : List.of(copy(), temp.resolve("none"))) {
      assertFalse(trainer().isBegunIn(folder), "complete, or none");
      assertFalse(trainer().isBegunIn(folder, IMAGES, CODE), "complete, or none");
    }
    float[] values = IMAGES.toArray();
    values[700] += 0.001f;
    Batch images = Batch.of(IMAGES.shape(), values);
    assertEquals(
        differences(trainer(), images, CODE, begun),
        assertThrows(AnotherTrainingException.class, () -> trainer().isBegunIn(begun, images, CODE))
            .differences());
    TrainingConfig config =
        TrainingConfig.paper(3, 9).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);
    UNetConfig wider =
        UNetConfig.attendingOnce(NETWORK.inputShape(), List.of(16, 16), 1, 8).withDropout(0.1);
    for (UNetEnsembleTrainer other :
        List.of(
            UNetEnsembleTrainer.of(NETWORK, config),
            UNetEnsembleTrainer.of(wider, CONFIG),
            trainer().onExecutor("another", (network, how) -> null))) {
      AnotherTrainingException training =
          assertThrows(AnotherTrainingException.class, () -> other.train(IMAGES, CODE, begun));
      AnotherTrainingException asked =
          assertThrows(AnotherTrainingException.class, () -> other.isBegunIn(begun));
      assertEquals(training.getMessage(), asked.getMessage());
      assertEquals(training.differences(), asked.differences());
    }
    assertEquals(before, TinyNetworks.digests(begun));
  }

  private static List<Difference> differences(
      UNetEnsembleTrainer trainer, Batch images, CodeAssignment code, Path folder) {
    return assertThrows(AnotherTrainingException.class, () -> trainer.train(images, code, folder))
        .differences();
  }

  @Test
  void train_membersOfAnUnknownTraining_areRefused() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("members"));
    Files.copy(EnsembleFolder.memberFile(whole, 2), EnsembleFolder.memberFile(folder, 2));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> trainer().train(IMAGES, CODE, folder));
    assertTrue(
        error.getMessage().endsWith(" training: member 2 without training.txt"),
        error.getMessage());
    assertEquals(1, TinyNetworks.digests(folder).size());
  }

  @Test
  void train_leftoversOfAKilledProcess_areSweptAway() throws IOException {
    Path folder = temp.resolve("killed");
    cancelAfter(3, folder);
    Files.writeString(folder.resolve(".member-001.safetensors.77-3.tmp"), "half");
    Files.writeString(folder.resolve("checkpoints/.member-001.safetensors.77-4.tmp"), "half");
    // Killed between the member's file and the deletion of its checkpoint.
    Files.copy(EnsembleFolder.memberFile(ended, 3), EnsembleFolder.memberFile(folder, 3));
    Files.copy(EndedTraining.record(ended, 3), EndedTraining.record(folder, 3));
    Files.writeString(folder.resolve("checkpoints/member-003.safetensors"), "of a done member");
    train(trainer(), folder);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void train_fileOfSomebodyElse_isLeftAlone() throws IOException {
    Path folder = temp.resolve("shared");
    Path note = Files.createDirectories(folder.resolve("checkpoints")).resolve("note.txt");
    Files.writeString(note, "mine");
    train(trainer(), folder);
    assertEquals("mine", Files.readString(note));
    Map<String, String> found = TinyNetworks.digests(folder);
    found.remove(folder.relativize(note).toString());
    assertEquals(digests, found);
  }

  @Test
  void train_folderOfAMoment_holdsTheRecordsOfItsMembers() throws IOException {
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      String record = Files.readString(EndedTraining.record(ended, member));
      String file = EnsembleFolder.memberFile(ended, member).getFileName().toString();
      Batch split = IMAGES.select(CODE.splits().indices(member));
      assertEquals(
          "training: member "
              + member
              + " of "
              + CONFIG
              + "\nimages: "
              + EnsembleFolder.dataSha256(split)
              + "\nlibrary: "
              + EnsembleFolder.open(whole).manifest().library()
              + "\nnetwork: "
              + NETWORK
              + "\nsha256: "
              + digests.get(file)
              + "\n",
          record);
    }
  }

  // Progress, over all members.

  @Test
  void train_execution_hearsOfTheStepsOfAllMembers() throws IOException {
    Path folder = temp.resolve("progress");
    cancelAfter(11, folder);
    List<Long> heard = new ArrayList<>();
    int total = TinyNetworks.MEMBERS * CONFIG.steps();
    Execution told =
        Execution.sequential()
            .reportingTo(
                (done, of) -> {
                  assertEquals(total, of);
                  heard.add(done);
                });
    train(trainer().with(told), folder);
    List<Long> expected = new ArrayList<>(List.of(8L));
    for (long step = 12; step <= total; step++) {
      expected.add(step);
    }
    assertEquals(expected, heard);
    heard.clear();
    train(trainer().with(told), folder);
    assertEquals(List.of((long) total), heard);
  }

  @Test
  void train_executionOnThreeThreads_hearsOnTheCallersThreadAndToTheEnd() {
    Thread caller = Thread.currentThread();
    List<Long> heard = new ArrayList<>();
    Threads.with(
        3,
        execution -> {
          Execution told =
              execution.reportingTo(
                  (done, of) -> {
                    assertEquals(caller, Thread.currentThread());
                    heard.add(done);
                  });
          train(trainer().with(told), temp.resolve("a"));
        });
    assertEquals(0, heard.get(0));
    assertEquals(TinyNetworks.MEMBERS * CONFIG.steps(), heard.get(heard.size() - 1));
    for (int k = 1; k < heard.size(); k++) {
      assertTrue(heard.get(k) > heard.get(k - 1), "" + heard);
    }
  }

  /** No checkpoint is due before the end: what is kept is kept because a listener failed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void train_listenerThatFails_losesNoStep(int threads) {
    Path folder = temp.resolve("failing");
    AtomicInteger taken = new AtomicInteger();
    int steps = TinyNetworks.MEMBERS * CONFIG.steps();
    for (int k = 0; taken.get() + 3 < steps; k++) {
      boolean ofExecution = k % 2 == 0;
      int until = taken.get() + 3;
      Threads.with(
          threads,
          execution -> {
            UNetEnsembleTrainer trainer =
                trainer()
                    .with(
                        execution.reportingTo(
                            (done, total) -> {
                              if (ofExecution && taken.get() >= until) {
                                throw new CancellationException("full");
                              }
                            }))
                    .reportingTo(
                        (member, step, of, loss) -> {
                          if (taken.incrementAndGet() >= until && !ofExecution) {
                            throw new IllegalStateException("full");
                          }
                        });
            assertEquals(
                "full",
                assertThrows(RuntimeException.class, () -> trainer.train(IMAGES, CODE, folder))
                    .getMessage());
          });
    }
    train(trainer().reportingTo((member, step, of, loss) -> taken.incrementAndGet()), folder);
    assertEquals(steps, taken.get());
  }

  // Trainings that end early.

  /** Trains until so many steps are taken, all members together, and is cancelled there. */
  private void cancelAfter(int steps, Path folder) {
    AtomicInteger taken = new AtomicInteger();
    UNetEnsembleTrainer trainer =
        trainer()
            .with(Execution.sequential().until(() -> taken.get() >= steps))
            .reportingTo((member, step, all, loss) -> taken.incrementAndGet());
    assertThrows(CancellationException.class, () -> trainer.train(IMAGES, CODE, folder));
    assertEquals(steps, taken.get());
  }

  @Test
  void train_cancelledAgainAndAgain_givesTheSameBytes() throws IOException {
    Path folder = temp.resolve("cancelled");
    for (int steps : new int[] {1, 5, 9, 3}) {
      cancelAfter(steps, folder);
      assertFalse(EnsembleFolder.isComplete(folder));
    }
    train(trainer().withCheckpointEvery(2), folder);
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  @Test
  void train_cancelledOnTwoThreads_stopsBothAndResumes() throws IOException {
    Path folder = temp.resolve("cancelled");
    AtomicInteger taken = new AtomicInteger();
    Threads.with(
        2,
        execution ->
            assertThrows(
                CancellationException.class,
                () ->
                    trainer()
                        .with(execution.until(() -> taken.get() >= 6))
                        .reportingTo((member, step, all, loss) -> taken.incrementAndGet())
                        .train(IMAGES, CODE, folder)));
    assertTrue(taken.get() <= 7, "steps taken " + taken.get());
    Threads.with(2, execution -> train(trainer().with(execution), folder));
    assertEquals(digests, TinyNetworks.digests(folder));
  }

  /** Whichever thread meets the end, no member is trained on to its own end. */
  @Test
  void train_callerInterrupted_stopsTheOtherThreadsToo() throws IOException {
    Path folder = temp.resolve("interrupted");
    Thread caller = Thread.currentThread();
    AtomicInteger taken = new AtomicInteger();
    UNetEnsembleTrainer longer =
        UNetEnsembleTrainer.of(NETWORK, TrainingConfig.paper(2, 3000).withBatchSize(1))
            .reportingTo(
                (member, step, all, loss) -> {
                  if (taken.incrementAndGet() == 10) {
                    caller.interrupt();
                  }
                });
    Threads.with(
        3,
        execution ->
            assertThrows(
                CancellationException.class,
                () -> longer.with(execution).train(IMAGES, CODE, folder)));
    assertTrue(Thread.interrupted(), "the caller is left interrupted");
    assertTrue(taken.get() < 100, "steps taken " + taken.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void train_damagedCheckpoint_isAnErrorNamingItAndEndsTheOthers(int threads) throws IOException {
    Path folder = temp.resolve("damaged");
    cancelAfter(9, folder);
    Path checkpoint = folder.resolve("checkpoints/member-001.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length - 5] ^= 4;
    Files.write(checkpoint, bytes);
    Threads.with(
        threads,
        execution -> {
          MalformedFileException error =
              assertThrows(
                  MalformedFileException.class,
                  () -> trainer().with(execution).train(IMAGES, CODE, folder));
          assertEquals(checkpoint.toString(), error.file());
          assertEquals("sha256", error.field());
        });
  }

  @Test
  void train_listenerThatFails_endsWithItsFailure() {
    UNetEnsembleTrainer trainer =
        trainer()
            .reportingTo(
                (member, step, steps, loss) -> {
                  throw new IllegalStateException("full");
                });
    Threads.with(
        2,
        execution ->
            assertEquals(
                "full",
                assertThrows(
                        IllegalStateException.class,
                        () -> trainer.with(execution).train(IMAGES, CODE, temp.resolve("a")))
                    .getMessage()));
  }

  @Test
  void train_members_differ() {
    long different =
        digests.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("member"))
            .map(Map.Entry::getValue)
            .distinct()
            .count();
    assertEquals(TinyNetworks.MEMBERS, different);
  }
}
