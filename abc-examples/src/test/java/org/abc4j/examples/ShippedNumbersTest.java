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
          "first-steps", "82e4c73b545d6109bbf1208925597f786a712ccc785ba4358a5ba70432d0cb87",
          "first-steps-own-draws",
              "7bbcd723e135fc40e8dbe6c5d985ca43f3958edd97b100107364d5fd9196ed60",
          "further-steps", "4a176dfd17a8c130b8faccea10a94a09abf36973f6d664285682f7faa388549f",
          "prediction", "199b5939b098fb44df440cd0f57b773617b171bda3555e34458449f09ec1ad60",
          "tangents", "47fb3b5165e884b3ee36e215b2100e2bd3b172915aeaa76bf0e6c3be28d3ceb4");

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
