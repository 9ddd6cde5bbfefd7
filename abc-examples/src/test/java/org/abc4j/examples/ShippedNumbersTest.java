package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The arithmetic that made the ensemble that comes with the examples. A change of it makes -Ptrain
 * give another ensemble, which then has to be made anew, with these hashes.
 */
class ShippedNumbersTest {
  private static final Map<String, String> FOR_EVER =
      Map.of(
          "first-steps", "7bbcd723e135fc40e8dbe6c5d985ca43f3958edd97b100107364d5fd9196ed60",
          "further-steps", "8213d299493627cdffa4dceab2c675d3bd0dc0e24f7cdd023dfd7cb366f06b17",
          "prediction", "5bfbaf5c83869ae46e7ba1c5f20a553c82481265a576179d5ecd9d08f64a7bca",
          "tangents", "bd17fe1cfc1d90ff695e15e00c593ee44072f3815b493555747f44c7ee11cc61");

  @TempDir private Path temp;

  @Test
  void numbers_here_areTheseForEver() throws IOException {
    assertEquals(FOR_EVER, ShippedNumbers.of(temp));
  }

  @Test
  void numbers_withoutTheVectorApi_areTheSame() throws Exception {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    Process process =
        CommandRun.java(ShippedNumbers.class, List.of(temp.toString()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(10, TimeUnit.MINUTES), "still running");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(err));
    assertTrue(Files.readString(err).contains("networks run on scalar kernels"), "without it");
    Map<String, String> found = new LinkedHashMap<>();
    Files.readString(out)
        .lines()
        .forEach(line -> found.put(line.split(" ")[0], line.split(" ")[1]));
    assertEquals(FOR_EVER, found);
  }
}
