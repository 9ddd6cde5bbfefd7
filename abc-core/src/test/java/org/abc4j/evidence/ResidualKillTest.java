package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that computes residuals is killed at moments that nobody chose. */
class ResidualKillTest {
  /** More with {@code -Dabc.kills=20}. */
  private static final int KILLS = Integer.getInteger("abc.kills", 5);

  /** Enough that there is something left to be killed. */
  private static final int DRAWS = 8 * KILLS;

  private static final int LONGEST_DELAY_MILLIS = 350;

  @TempDir private Path temp;

  @Test
  void residuals_killedAndStartedAgain_areTheSameBytesOfEveryFile() throws Exception {
    Path ensemble = Files.createDirectories(temp.resolve("ensemble"));
    EnsembleFolder trained = ResidualFixture.ensemble(ensemble, 5);
    Path killed = temp.resolve("killed");
    int kills = 0;
    for (int start = 0; start < KILLS; start++) {
      kills += killed(Draws.below(LONGEST_DELAY_MILLIS, 23, 0, start), ensemble, killed) ? 1 : 0;
    }
    Process last = start(ensemble, killed);
    String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, last.waitFor(), said);
    assertTrue(kills >= KILLS / 2, "processes killed while they computed: " + kills);
    Path whole = temp.resolve("whole");
    ResidualProcess.folder(trained, whole, DRAWS)
        .residuals(ResidualFixture.STEPS, Execution.sequential());
    assertEquals(12, TinyNetworks.digests(whole).size());
    assertEquals(TinyNetworks.digests(whole), TinyNetworks.digests(killed));
  }

  private static Process start(Path ensemble, Path into) throws IOException {
    return Jvm.start(
        ResidualProcess.class,
        List.of(),
        ensemble.toString(),
        into.toString(),
        Integer.toString(DRAWS));
  }

  /** Whether the process was still computing when it was killed. */
  private static boolean killed(int delayMillis, Path ensemble, Path into)
      throws IOException, InterruptedException {
    Process process = start(ensemble, into);
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder said = new StringBuilder();
      String line = "";
      while (line != null && !line.equals(ResidualProcess.BEGUN)) {
        said.append(line).append('\n');
        line = output.readLine();
      }
      if (line == null) {
        assertEquals(0, process.waitFor(), said.toString());
        return false;
      }
      return !process.waitFor(delayMillis, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
