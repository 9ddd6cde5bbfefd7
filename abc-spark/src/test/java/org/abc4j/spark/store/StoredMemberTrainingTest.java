package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.spark.store.Places.Place;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.MemberTask;
import org.abc4j.training.MembersElsewhere;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingElsewhere;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Trainings through a store, on machines that are folders here. */
class StoredMemberTrainingTest {
  private static final Execution HERE = Execution.sequential();
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 4).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5);

  @TempDir private Path temp;
  private Place place;
  private ObjectStoreFileSystem.Bucket bucket;
  private TrainingStore store;

  @BeforeEach
  void make_aPlace(TestInfo test) throws IOException {
    String name =
        "member-" + test.getTestMethod().orElseThrow().getName().replaceAll("[^A-Za-z]", "");
    place = Places.objects(name);
    bucket = ObjectStoreFileSystem.bucket(name);
    store = TrainingStore.of(place.store());
  }

  private static UNetEnsembleTrainer trainer(TrainingConfig config) {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), config);
  }

  private StoredMemberTraining on(String machine, TrainingStore.Begun begun) {
    return StoredMemberTraining.of(
        store, begun, new Scratch(temp.resolve(machine).toString(), 1), 1);
  }

  private EnsembleFolder train(MembersElsewhere members) throws IOException {
    return TrainingElsewhere.of(trainer(CONFIG), members)
        .train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("driver"));
  }

  private void take(Iterable<MemberTask> missing) throws IOException {
    Path driver = temp.resolve("driver");
    for (MemberTask task : missing) {
      store.take(
          task.member(),
          EnsembleFolder.memberFile(driver, task.member()),
          StoredMemberTraining.record(driver, task.member()),
          HERE);
    }
  }

  private static Execution lostAfter(int steps) {
    return HERE.reportingTo(
        (done, total) -> {
          if (done == steps) {
            throw new CancellationException("lost");
          }
        });
  }

  private static Map<String, String> withoutClaim(Map<String, String> digests) {
    digests.remove("training.txt");
    return digests;
  }

  private Map<String, String> onOneMachine() throws IOException {
    trainer(CONFIG).train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("one"));
    return TinyNetworks.digests(temp.resolve("one"));
  }

  @Test
  void train_withMachinesLostAndSlow_isTheSameBytesAsOnOneMachine() throws IOException {
    int[] twice = {0};
    EnsembleFolder whole =
        train(
            missing -> {
              TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
              for (MemberTask task : missing) {
                assertThrows(
                    CancellationException.class,
                    () -> on("lost", begun).train(task, TinyNetworks.images(), lostAfter(2)));
                assertFalse(store.hasEnded(task.member()));
                assertTrue(on("machine", begun).train(task, TinyNetworks.images(), HERE));
                // A second attempt comes late.
                twice[0] += on("late", begun).train(task, TinyNetworks.images(), HERE) ? 1 : 0;
              }
              take(missing);
            });
    assertEquals(0, twice[0]);
    assertEquals(onOneMachine(), TinyNetworks.digests(temp.resolve("driver")));
    place.store().publish(whole, HERE);
    store.sweep();
    Map<String, String> expected = withoutClaim(onOneMachine());
    assertEquals(expected, place.digests());
    assertEquals(expected.size(), bucket.objects().size(), "nothing else is left");
  }

  @Test
  void train_ofALostMachine_goesOnFromItsCheckpoint() throws IOException {
    AtomicReference<String> error = new AtomicReference<>("");
    assertThrows(
        CancellationException.class,
        () ->
            train(
                missing -> {
                  TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
                  MemberTask first = missing.get(0);
                  long[] steps = {0};
                  Execution lost =
                      HERE.reportingTo(
                          (done, total) -> {
                            steps[0]++;
                            if (done == 3) {
                              throw new CancellationException("lost");
                            }
                          });
                  assertThrows(
                      CancellationException.class,
                      () -> on("lost", begun).train(first, TinyNetworks.images(), lost));
                  assertEquals(3, steps[0]);
                  steps[0] = 0;
                  on("machine", begun)
                      .train(
                          first,
                          TinyNetworks.images(),
                          HERE.reportingTo((done, total) -> steps[0]++));
                  error.set("steps taken again: " + (steps[0] - 1));
                  throw new CancellationException("enough");
                }));
    assertEquals("steps taken again: 0", error.get());
  }

  @Test
  void train_fromADamagedCheckpointOfThisMachine_takesTheStores_andLeavesNothingBehind()
      throws IOException {
    Path old = temp.resolve("machine/training-" + "ab".repeat(32));
    Files.createDirectories(old);
    Path used = Files.createFile(temp.resolve("machine/training-" + "ab".repeat(32) + ".used"));
    Files.setLastModifiedTime(used, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          Path folder = temp.resolve("machine/training-" + begun.claimSha256());
          for (MemberTask task : missing) {
            assertThrows(
                CancellationException.class,
                () -> on("machine", begun).train(task, TinyNetworks.images(), lostAfter(2)));
            Path own = folder.resolve("checkpoints").resolve(StoreNames.member(task.member()));
            byte[] bytes = Files.readAllBytes(own);
            bytes[bytes.length - 3] ^= 1;
            Files.write(own, bytes);
            assertTrue(on("machine", begun).train(task, TinyNetworks.images(), HERE));
            on("late", begun).train(task, TinyNetworks.images(), HERE);
          }
          try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(
                Set.of("training.txt", "codebook.json", "config.json"),
                all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet()));
          }
          take(missing);
        });
    assertEquals(onOneMachine(), TinyNetworks.digests(temp.resolve("driver")));
    assertFalse(Files.exists(old), "nobody has used it for two days");
  }

  @Test
  void train_thatEndedElsewhereMeanwhile_leavesNoCheckpoint() throws IOException {
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          for (MemberTask task : missing) {
            boolean[] faster = {false};
            Execution overtaken =
                HERE.reportingTo(
                    (done, total) -> {
                      if (done == 2 && !faster[0]) {
                        faster[0] = true;
                        assertTrue(train("faster", begun, task));
                      }
                    });
            assertFalse(on("slow", begun).train(task, TinyNetworks.images(), overtaken));
            assertTrue(faster[0]);
          }
          try (Stream<Path> all = Files.walk(temp.resolve("slow"))) {
            assertEquals(0, all.filter(file -> file.toString().endsWith(".safetensors")).count());
          }
          take(missing);
        });
  }

  /** Deletes what no process uses, however short a time ago it was used. */
  private void deleteUnused(String machine) {
    try (ScratchLock lock = ScratchLock.of(temp.resolve(machine), HERE)) {
      lock.deleteTrainings(Duration.ofMinutes(-1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void train_usesItsFolderUntilTheLastAttemptEnds() throws IOException {
    boolean[] used = new boolean[2];
    boolean[] after = {true};
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          Path folder = temp.resolve("machine/training-" + begun.claimSha256());
          Execution watched =
              HERE.reportingTo(
                  (done, total) -> {
                    if (done == 2) {
                      deleteUnused("machine");
                      used[0] = Files.exists(folder);
                      train("machine", begun, missing.get(1));
                      deleteUnused("machine");
                      used[1] = Files.exists(folder);
                      throw new CancellationException("lost");
                    }
                  });
          assertThrows(
              CancellationException.class,
              () -> on("machine", begun).train(missing.get(0), TinyNetworks.images(), watched));
          deleteUnused("machine");
          after[0] = Files.exists(folder);
          for (MemberTask task : missing) {
            on("machine", begun).train(task, TinyNetworks.images(), HERE);
          }
          take(missing);
        });
    assertTrue(used[0], "while one attempt works");
    assertTrue(used[1], "while one attempt works, after another");
    assertFalse(after[0], "of a training that was cancelled");
    assertEquals(onOneMachine(), TinyNetworks.digests(temp.resolve("driver")));
  }

  @Test
  void train_afterProcessesThatWereKilledAsTheyWrote_deletesWhatTheyLeft() throws IOException {
    List<Path> left = new ArrayList<>();
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          Path folder = temp.resolve("machine/training-" + begun.claimSha256());
          for (String place : List.of(".", "checkpoints")) {
            Path of = Files.createDirectories(folder.resolve(place));
            left.add(Files.createFile(of.resolve(".abc-999999999-7.tmp")));
          }
          for (MemberTask task : missing) {
            on("machine", begun).train(task, TinyNetworks.images(), HERE);
          }
          take(missing);
        });
    assertEquals(List.of(), left.stream().filter(Files::exists).toList());
  }

  /** Wherever it is killed, what it leaves has a name by which the next one knows it. */
  @Test
  void train_fetchingACheckpoint_writesNothingButTemporaryFiles() throws IOException {
    List<String> seen = new ArrayList<>();
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          Path checkpoints =
              temp.resolve("machine/training-" + begun.claimSha256() + "/checkpoints");
          StoreFiles watched =
              (StoreFiles)
                  Proxy.newProxyInstance(
                      StoreFiles.class.getClassLoader(),
                      new Class<?>[] {StoreFiles.class},
                      (proxy, method, with) -> {
                        if (method.getName().equals("open") && ("" + with[0]).contains("-step-")) {
                          seen.addAll(names(checkpoints));
                        }
                        try {
                          return method.invoke(place.files(), with);
                        } catch (InvocationTargetException e) {
                          throw e.getCause();
                        }
                      });
          assertThrows(
              CancellationException.class,
              () -> on("lost", begun).train(missing.get(0), TinyNetworks.images(), lostAfter(2)));
          StoredMemberTraining.of(
                  TrainingStore.of(EnsembleStore.of(place.location(), watched)),
                  begun,
                  new Scratch(temp.resolve("machine").toString(), 1),
                  1)
              .train(missing.get(0), TinyNetworks.images(), HERE);
          for (MemberTask task : missing) {
            on("machine", begun).train(task, TinyNetworks.images(), HERE);
          }
          take(missing);
        });
    assertEquals(1, seen.size(), seen.toString());
    assertTrue(seen.get(0).matches("\\.abc-\\d+-\\d+\\.tmp"), seen.toString());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
  }

  private boolean train(String machine, TrainingStore.Begun begun, MemberTask task) {
    try {
      return on(machine, begun).train(task, TinyNetworks.images(), HERE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void forget() {
    Scratch.forget();
  }

  @Test
  void train_whileTheStoreFails_goesOn_andEndsWhenItIsBack() throws IOException {
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          for (MemberTask task : missing) {
            Execution breaking =
                HERE.reportingTo((done, total) -> place.faults().failAt(3, Faults.How.BEFORE));
            boolean trained;
            try {
              trained = on("machine", begun).train(task, TinyNetworks.images(), breaking);
            } catch (IOException atTheEnd) {
              place.faults().never();
              trained = on("machine", begun).train(task, TinyNetworks.images(), HERE);
            }
            place.faults().never();
            assertTrue(trained);
          }
          take(missing);
        });
    assertEquals(onOneMachine(), TinyNetworks.digests(temp.resolve("driver")));
  }

  @Test
  void begin_whereAnotherTrainingHasBegun_isRefused() throws IOException {
    train(
        missing -> {
          TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
          for (MemberTask task : missing) {
            on("machine", begun).train(task, TinyNetworks.images(), HERE);
          }
          take(missing);
        });
    IOException error =
        assertThrows(
            IOException.class,
            () ->
                TrainingElsewhere.of(
                        trainer(CONFIG.withSteps(5)),
                        missing -> store.begin(temp.resolve("other"), HERE))
                    .train(TinyNetworks.images(), TinyNetworks.code(), temp.resolve("other")));
    assertTrue(
        error.getMessage().startsWith("another training has begun at objects://"),
        error.getMessage());
  }

  @Test
  void join_ofAChangedClaim_isRefused() throws IOException {
    Files.createDirectories(temp.resolve("driver"));
    assertThrows(
        IOException.class,
        () ->
            train(
                missing -> {
                  TrainingStore.Begun begun = store.begin(temp.resolve("driver"), HERE);
                  String claim =
                      "some/ensemble/checkpoints/training-" + begun.claimSha256() + ".txt";
                  bucket.put(claim, new byte[] {1});
                  on("machine", begun).train(missing.get(0), TinyNetworks.images(), HERE);
                }));
  }
}
