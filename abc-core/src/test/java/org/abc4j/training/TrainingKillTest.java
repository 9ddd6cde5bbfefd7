package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that trains is killed at moments that nobody chose, as by {@code kill -9}. */
class TrainingKillTest {
  /** More with {@code -Dabc.kills=20}. */
  private static final int KILLS = Integer.getInteger("abc.kills", 5);

  /** Enough that there is something left to be killed. */
  private static final int STEPS = 8 * KILLS;

  private static final int LONGEST_DELAY_MILLIS = 350;
  private static final long SEED = 17;

  @TempDir private Path folder;

  @Test
  void train_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path killed = folder.resolve("killed");
    killAndEnd(0, killed.toString(), Integer.toString(STEPS));
    Path whole = folder.resolve("whole");
    TrainingProcess.trainer(STEPS).train(TinyNetworks.images(), TinyNetworks.code(), whole);
    assertEquals(TinyNetworks.digests(whole), TinyNetworks.digests(killed));
  }

  @Test
  void repair_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    // Half of the members are trained, so twice the steps.
    int steps = 2 * STEPS;
    UNetEnsembleTrainer trainer = TrainingProcess.trainer(steps);
    EnsembleFolder trained =
        trainer.train(TinyNetworks.images(), TinyNetworks.code(), folder.resolve("trained"));
    Path without = folder.resolve("without");
    EnsembleFolder before =
        EnsembleRemoval.of(trained, Instant.EPOCH, "", TrainingProcess.REMOVED).to(without);
    Path killed = folder.resolve("killed");
    killAndEnd(1, killed.toString(), Integer.toString(steps), without.toString());
    Path whole = folder.resolve("whole");
    trainer.repair(before, TrainingProcess.imagesLeft(), whole);
    assertEquals(TinyNetworks.digests(whole), TinyNetworks.digests(killed));
  }

  private static void killAndEnd(int stream, String... arguments) throws Exception {
    int kills = 0;
    for (int start = 0; start < KILLS; start++) {
      int delayMillis = Draws.below(LONGEST_DELAY_MILLIS, SEED, stream, start);
      kills += killed(delayMillis, arguments) ? 1 : 0;
    }
    Process last = start(arguments);
    String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, last.waitFor(), said);
    assertTrue(kills >= KILLS / 2, "processes killed while they trained: " + kills);
  }

  private static Process start(String... arguments) throws IOException {
    return Jvm.start(TrainingProcess.class, List.of(), arguments);
  }

  /** Whether the process was still training when it was killed. */
  private static boolean killed(int delayMillis, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(arguments);
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder said = new StringBuilder();
      String line = "";
      while (line != null && !line.equals(TrainingProcess.BEGUN)) {
        said.append(line).append('\n');
        line = output.readLine();
      }
      if (line == null) {
        assertEquals(0, process.waitFor(), said.toString());
        return false;
      }
      boolean ended = process.waitFor(delayMillis, TimeUnit.MILLISECONDS);
      return !ended;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
