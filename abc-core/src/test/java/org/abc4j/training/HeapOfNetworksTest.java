package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.testing.Jvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is what was said, measured in a JVM of its own. */
class HeapOfNetworksTest {
  private static final Pattern LINE = Pattern.compile("measured (\\d+) said (\\d+)");

  @ParameterizedTest
  @ValueSource(strings = {"training", "ensemble"})
  void heap_ofNetworks_isWithinAFifthOfWhatIsSaid(String what)
      throws IOException, InterruptedException {
    Process process = Jvm.start(HeapOfNetworks.class, List.of("-Xmx600m"), what);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    Matcher found = LINE.matcher(output);
    assertTrue(found.find(), output);
    double measured = Double.parseDouble(found.group(1));
    double said = Double.parseDouble(found.group(2));
    assertEquals(1, measured / said, 0.2, output);
  }
}
