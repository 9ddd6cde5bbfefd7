package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@link NetworkDigest} on a Java virtual machine of its own.
 *
 * @param out what it printed
 * @param err what it logged
 */
record NetworkRun(String out, String err) {
  /** Runs to the end, which must be within two minutes. */
  static NetworkRun start(Path folder, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), NetworkDigest.class.getName()));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running: " + command);
    } finally {
      process.destroyForcibly();
    }
    NetworkRun run =
        new NetworkRun(
            Files.readString(out, StandardCharsets.UTF_8).strip(),
            Files.readString(err, StandardCharsets.UTF_8));
    assertEquals(0, process.exitValue(), run.err);
    return run;
  }

  /** How often something was logged. */
  int times(String said) {
    return err.split(said, -1).length - 1;
  }
}
