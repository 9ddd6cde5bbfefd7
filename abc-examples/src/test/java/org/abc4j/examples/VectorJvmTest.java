package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs started as Maven starts them, in a Java without the Vector API. */
class VectorJvmTest {
  private static final String INCUBATOR = "incubator modules: jdk.incubator.vector";

  @TempDir Path temp;

  private Process start(Class<?> program, String... args) throws IOException {
    return CommandRun.java(program, List.of(args))
        .directory(temp.toFile())
        .redirectOutput(temp.resolve("stdout").toFile())
        .redirectError(temp.resolve("stderr").toFile())
        .start();
  }

  private String stdout() throws IOException {
    return Files.readString(temp.resolve("stdout"));
  }

  private String stderr() throws IOException {
    return Files.readString(temp.resolve("stderr"));
  }

  @Test
  void run_withoutTheModule_isInAChildThatHasIt() throws Exception {
    Process process = start(QuickStart.class, "--help");
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), stderr());
    assertTrue(stdout().contains("--ensemble"), stdout());
    assertTrue(stderr().contains(INCUBATOR), stderr());
  }

  @Test
  void run_failure_isTheChildsExitCodeAndMessage() throws Exception {
    Process process = start(QuickStart.class, "--samples", "0");
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(1, process.exitValue());
    assertTrue(stderr().contains("--samples must be at least 1, found 0"), stderr());
  }

  @Test
  void run_training_endsByItselfWithItsFiles() throws Exception {
    Path out = temp.resolve("out");
    Process process = start(Train.class, TinyEnsemble.options(out));
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), stderr());
    assertTrue(EnsembleFolder.isComplete(out));
  }

  /** As Ctrl-C does it: the hook of the parent stops the child, which saves and says so. */
  @Test
  void run_toldToStop_savesAndSaysHowToGoOnBeforeItEnds() throws Exception {
    Path out = temp.resolve("out");
    Process process = start(Train.class, TinyEnsemble.options(out, 100_000));
    assumeTrue(process.supportsNormalTermination());
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!stderr().contains("loss") && process.isAlive() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    process.destroy();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertTrue(
        stderr()
            .matches(
                "(?s).*Stopped after [0-9,]+ of 800,000 steps, which are kept in "
                    + java.util.regex.Pattern.quote(out.toString())
                    + ": .*"),
        stderr());
    assertFalse(EnsembleFolder.isComplete(out));
    assertTrue(Files.exists(EnsembleFolder.memberFile(out.resolve("checkpoints"), 0)));
  }
}
