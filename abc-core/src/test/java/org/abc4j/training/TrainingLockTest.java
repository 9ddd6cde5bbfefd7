package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trainings into one folder: the second is refused at once, and spoils nothing. */
class TrainingLockTest {
  private static final int STEPS = 100_000;

  @TempDir private Path folder;

  private void assertRefused(String holder) {
    UNetEnsembleTrainer second =
        TrainingProcess.trainer(STEPS)
            .reportingTo(
                (member, step, steps, loss) -> {
                  throw new AssertionError("member " + member + " is trained");
                });
    IOException error =
        assertThrows(
            IOException.class,
            () -> second.train(TinyNetworks.images(), TinyNetworks.code(), folder));
    assertEquals(
        folder + " is in use by " + holder + ": one process works in a folder at a time",
        error.getMessage());
  }

  @Test
  void train_whileAnotherProcessTrains_isAnErrorNamingItUntilItIsKilled() throws Exception {
    Process process =
        Jvm.start(TrainingProcess.class, List.of(), folder.toString(), Integer.toString(STEPS));
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.equals(TrainingProcess.BEGUN)) {
        line = output.readLine();
      }
      // A temporary file of the first, which the second must leave alone.
      Path temporary = Files.writeString(folder.resolve(".member-001.safetensors.7-1.tmp"), "half");
      for (int k = 0; k < 3; k++) {
        assertRefused("process " + process.pid());
      }
      assertTrue(Files.exists(temporary));
      assertTrue(process.isAlive(), "the first trains on");
    } finally {
      process.destroyForcibly().waitFor();
    }
    // The lock went with its process; this one gets as far as its first step.
    AssertionError reached =
        assertThrows(
            AssertionError.class,
            () ->
                TrainingProcess.trainer(STEPS)
                    .reportingTo(
                        (member, step, steps, loss) -> {
                          throw new AssertionError("trains");
                        })
                    .train(TinyNetworks.images(), TinyNetworks.code(), folder));
    assertEquals("trains", reached.getMessage());
  }

  @Test
  void train_whileAnotherThreadTrains_isAnError() {
    RuntimeException over = new RuntimeException("over");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                TrainingProcess.trainer(STEPS)
                    .reportingTo(
                        (member, step, steps, loss) -> {
                          assertRefused("this process");
                          throw over;
                        })
                    .train(TinyNetworks.images(), TinyNetworks.code(), folder));
    assertEquals(over, thrown);
  }
}
