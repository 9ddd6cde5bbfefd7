package org.abc4j.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidualFuzzTest {
  private static final Scenario SCENARIO = Scenario.of(4, Kind.GAUSSIAN, Walk.DDIM);
  private static final List<SamplingStep> STEPS = SCENARIO.sampler().steps().subList(5, 6);

  /** A real disk, as files are mapped; what is spoilt is copied to it. */
  @TempDir private Path temp;

  private ResidualFolder folder(String name) {
    return ResidualFolderTest.folder(SCENARIO, temp.resolve(name), new ResidualDraws(1, 2));
  }

  @Test
  void residuals_spoiltFiles_areReadOrRefused() throws IOException {
    folder("sound").residuals(STEPS, Execution.sequential());
    Path sound;
    try (var files = Files.list(temp.resolve("sound"))) {
      sound = files.sorted().toList().get(0);
    }
    byte[] content = Files.readAllBytes(sound);
    Fuzz.run(
            "residuals",
            5,
            // Some of the residuals are computed, and two small files written.
            4 << 20,
            List.of(content),
            draws -> draws.safetensors(content, content),
            file -> {
              Path spoilt = Files.createDirectories(temp.resolve("spoilt"));
              Files.write(spoilt.resolve(sound.getFileName()), Files.readAllBytes(file));
              folder("spoilt").residuals(STEPS, Execution.sequential());
            })
        // No file is read that does not say the same, with the digest of the same values.
        .assertDeep(0, 20);
  }
}
