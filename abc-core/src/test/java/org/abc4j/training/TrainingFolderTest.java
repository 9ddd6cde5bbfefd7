package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Logs;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder from somewhere else leads nobody out of it, and keeps nobody waiting. */
class TrainingFolderTest {
  private static final TrainingConfig CONFIG = TrainingConfig.paper(2, 1).withBatchSize(2);
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Of members that have all ended, without a manifest. */
  @TempDir private static Path ended;

  @TempDir private Path temp;
  private Path folder;
  private Path elsewhere;

  @BeforeAll
  static void train_once() throws IOException {
    EndedTraining.into(ended, trainer(), TinyNetworks.images());
  }

  @BeforeEach
  void copy_whatHasEnded() throws IOException {
    folder = temp.resolve("folder");
    elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    EndedTraining.copy(ended, folder);
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
  }

  private EnsembleFolder train() throws IOException {
    return trainer()
        .reportingTo(
            (member, step, steps, loss) -> {
              throw new AssertionError("member " + member + " is trained");
            })
        .train(TinyNetworks.images(), TinyNetworks.code(), folder);
  }

  private MalformedFileException assertRefused(Path file, String field, String expected) {
    MalformedFileException error =
        assertTimeoutPreemptively(
            SOON, () -> assertThrows(MalformedFileException.class, this::train));
    assertEquals(file.toString(), error.file());
    assertEquals(field, error.field());
    assertEquals(expected, error.expected());
    assertFalse(EnsembleFolder.isComplete(folder));
    return error;
  }

  private static void link(Path file, Path target) throws IOException {
    Files.deleteIfExists(file);
    Files.createSymbolicLink(file, target);
  }

  /** False where there are no pipes. */
  private static boolean pipe(Path file) throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    return Files.exists(Path.of("/dev/null"))
        && new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0;
  }

  // Checkpoints.

  private void moveCheckpointsElsewhere() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    Files.delete(elsewhere);
    if (Files.exists(checkpoints)) {
      Files.move(checkpoints, elsewhere);
    } else {
      Files.createDirectory(elsewhere);
    }
    Files.writeString(elsewhere.resolve("member-000.safetensors"), "worth something");
    Files.createSymbolicLink(checkpoints, elsewhere);
  }

  @Test
  void train_checkpointsThatAreALink_isAnErrorAndTouchesNothingElsewhere() throws IOException {
    moveCheckpointsElsewhere();
    Map<String, String> before = TinyNetworks.digests(elsewhere);
    MalformedFileException error = assertRefused(folder.resolve("checkpoints"), "file", "a folder");
    assertEquals("a link to " + elsewhere.toRealPath(), error.found());
    assertEquals(before, TinyNetworks.digests(elsewhere));
  }

  @Test
  void train_completeWithCheckpointsThatAreALink_deletesNothingElsewhere() throws IOException {
    train();
    moveCheckpointsElsewhere();
    Map<String, String> before = TinyNetworks.digests(elsewhere);
    train();
    assertEquals(before, TinyNetworks.digests(elsewhere));
  }

  @Test
  void train_completeWithLeftoversThatCannotBeDeleted_isWholeAndTheLogSaysSo() throws Exception {
    train();
    Files.createDirectories(folder.resolve("checkpoints/member-001.txt/in the way"));
    List<String> said = Logs.of(UNetEnsembleTrainer.class, this::train);
    assertEquals(
        List.of("WARNING: " + folder + " is whole, but not all that its training left is gone"),
        said);
  }

  @Test
  void train_completeWithLeftovers_deletesThemAlsoWithoutCheckpoints() throws IOException {
    train();
    Path left = Files.createFile(folder.resolve(".abc-999999999-7.tmp"));
    Path somebodys = Files.createFile(folder.resolve("somebody's.tmp"));
    assertFalse(Files.exists(folder.resolve("checkpoints")));
    train();
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(somebodys));
  }

  // Files that say what a folder is.

  @Test
  void train_identityThatIsAPipe_isAnErrorAndNotWaitedFor() throws Exception {
    Path file = folder.resolve("training.txt");
    if (pipe(file)) {
      assertRefused(file, "file", "a regular file");
    }
  }

  @Test
  void train_identityThatIsALinkOutOfTheFolder_isAnErrorThatQuotesNothingOfIt() throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "the key is the cat");
    Path file = folder.resolve("training.txt");
    link(file, secret);
    MalformedFileException error = assertRefused(file, "file", "one in the folder itself");
    assertEquals("a link to " + secret.toRealPath(), error.found());
    assertFalse(error.getMessage().contains("the cat"), error.getMessage());
  }

  @Test
  void train_identityTooLong_isAnErrorNamingItsSize() throws IOException {
    Path file = Files.write(folder.resolve("training.txt"), new byte[65537]);
    assertEquals("65537 bytes", assertRefused(file, "size", "at most 65536 bytes").found());
  }

  /** One line, whatever the file says. */
  @Test
  void train_identityOfAnotherTraining_isAnErrorNamingTheFirstEntryThatDiffers()
      throws IOException {
    Path file = folder.resolve("training.txt");
    String own = Files.readString(file);
    for (String text :
        List.of(own.replace("seed=2", "seed=\u001b3"), own + "executor: a\u001bb\n")) {
      Files.writeString(file, text);
      String message = assertThrows(IllegalArgumentException.class, this::train).getMessage();
      String field = text.startsWith(own) ? "executor" : "training";
      assertTrue(
          message.startsWith(
              folder + " belongs to another training: " + file + ": " + field + ": expected "),
          message);
      assertTrue(message.contains("\\u001b"), message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  @Test
  void train_recordThatIsAPipe_isAnErrorAndNotWaitedFor() throws Exception {
    Path record = EndedTraining.record(folder, 2);
    if (pipe(record)) {
      assertRefused(record, "file", "a regular file");
    }
  }

  @Test
  void train_recordThatIsALinkOutOfTheFolder_isAnError() throws IOException {
    Path record = EndedTraining.record(folder, 2);
    Path moved = Files.move(record, elsewhere.resolve("record"));
    link(record, moved);
    assertRefused(record, "file", "one in the folder itself");
  }

  @Test
  void train_recordThatSaysMoreOrTwice_isAnErrorNamingTheEntry() throws IOException {
    Path record = EndedTraining.record(folder, 2);
    String own = Files.readString(record);
    Path member = EnsembleFolder.memberFile(folder, 2);
    Files.writeString(record, own + "note: mine\n");
    assertEquals("mine", assertRefused(member, "note", "no such entry").found());
    String library = own.lines().filter(line -> line.startsWith("library: ")).findFirst().get();
    Files.writeString(record, own + library + "\n");
    String value = library.substring("library: ".length());
    assertEquals(value + ", then " + value, assertRefused(member, "library", value).found());
  }

  /** It would be refused when all else is trained. */
  @Test
  void train_endedMemberThatIsALinkOutOfTheFolder_isAnErrorBeforeTheFirstStep() throws IOException {
    Path member = EnsembleFolder.memberFile(folder, 1);
    Files.delete(EnsembleFolder.memberFile(folder, 3));
    link(member, Files.move(member, elsewhere.resolve("member")));
    assertRefused(member, "file", "one in the folder itself");
  }

  // Failures.

  @Test
  void train_twoMembersFail_isAnErrorThatTellsOfBoth() {
    Thread caller = Thread.currentThread();
    CountDownLatch bothHaveBegun = new CountDownLatch(2);
    Set<String> messages = new HashSet<>();
    Threads.with(
        2,
        execution -> {
          TrainingListener listener =
              (member, step, steps, loss) -> {
                await(bothHaveBegun);
                if (Thread.currentThread() != caller) {
                  throw new IllegalStateException("helper");
                }
                awaitFailureBeside(execution);
                throw new IllegalStateException("caller");
              };
          IllegalStateException thrown =
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      trainer()
                          .with(execution)
                          .reportingTo(listener)
                          .train(
                              TinyNetworks.images(), TinyNetworks.code(), temp.resolve("failing")));
          messages.add(thrown.getMessage());
          for (Throwable suppressed : thrown.getSuppressed()) {
            messages.add(suppressed.getMessage());
          }
        });
    assertEquals(Set.of("caller", "helper"), messages);
  }

  private static void await(CountDownLatch latch) {
    latch.countDown();
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitFailureBeside(Execution execution) {
    try {
      while (true) {
        execution.checkCancelled();
        Thread.onSpinWait();
      }
    } catch (CancellationException failed) {
      return;
    }
  }
}
