package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentJsonTest {
  /** A value that is a number, a text or a truth, after a key or in a list. */
  private static final Pattern VALUE =
      Pattern.compile("(?<=[:\\[,] )(\"[^\"]*\"|-?[0-9][0-9.Ee-]*|true|false)(?=\\s*[,\\]}])");

  @TempDir Path folder;

  private Path plan() throws IOException {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    ExperimentPlan plan =
        new ExperimentPlan(
            registry.get("FASHION_384"), registry.scale("tiny"), MemberKind.POSTERIOR_MEAN);
    PlanFile.begin(folder, plan);
    assertEquals(plan, ExperimentRun.planOf(folder));
    return folder.resolve(PlanFile.NAME);
  }

  @Test
  void nullInsteadOfAnyValueOfAPlan_isRefusedWithItsPlace() throws IOException {
    Path file = plan();
    String whole = Files.readString(file);
    int tried = 0;
    for (Matcher value = VALUE.matcher(whole); value.find(); tried++) {
      Files.writeString(
          file, whole.substring(0, value.start()) + "null" + whole.substring(value.end()));
      MalformedFileException refused =
          assertThrows(MalformedFileException.class, () -> ExperimentRun.planOf(folder));
      assertTrue(refused.getMessage().contains("null"), refused.getMessage());
    }
    assertTrue(tried > 60, "only " + tried + " values");
  }

  @Test
  void bytesChangedAtRandom_areReadOrRefused_neverAFault() throws IOException {
    Path file = plan();
    byte[] whole = Files.readAllBytes(file);
    CounterRandom random = CounterRandom.of(3, Purpose.EXAMPLE);
    int refused = 0;
    for (int trial = 0; trial < 100; trial++) {
      byte[] changed = whole.clone();
      float[] draws = random.gaussians(trial, 0, 2);
      int at = (int) (Math.abs(draws[0] * 1e6) % changed.length);
      byte[] by = "\"{}[],:0-9enul".getBytes(StandardCharsets.US_ASCII);
      changed[at] = by[(int) (Math.abs(draws[1] * 1e6) % by.length)];
      Files.write(file, changed);
      try {
        ExperimentRun.planOf(folder);
      } catch (MalformedFileException expected) {
        refused++;
      }
    }
    assertTrue(refused > 50, "only " + refused + " refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "{\"items\": null}", "{\"a\": [1, {\"b\": null}]}", ""})
  void nullAnywhereInOtherFiles_isRefused(String text) throws IOException {
    Files.writeString(folder.resolve("digests.json"), text);
    ExperimentFolder of = new ExperimentFolder(folder);
    assertThrows(MalformedFileException.class, of::readDigests);
    Files.createDirectories(folder.resolve("stages"));
    Files.writeString(folder.resolve("stages/radii.json"), text);
    assertThrows(MalformedFileException.class, () -> of.isDone(Protocol.RADII, "x"));
    Path own = folder.resolve("own.json");
    Files.writeString(own, text);
    assertThrows(UnusableInput.class, () -> ExperimentRegistry.read(own));
  }

  @Test
  void parse_namesWhereTheNullIs() {
    byte[] text = "{\"a\": 1, \"b\": null}".getBytes(StandardCharsets.UTF_8);
    Exception refused =
        assertThrows(
            MalformedFileException.class,
            () -> ExperimentJson.parse("x", text, new TypeReference<Map<String, Double>>() {}));
    assertTrue(refused.getMessage().contains("/b"), refused.getMessage());
    byte[] list = "[1, null]".getBytes(StandardCharsets.UTF_8);
    refused =
        assertThrows(
            MalformedFileException.class,
            () -> ExperimentJson.parse("x", list, new TypeReference<List<Double>>() {}));
    assertTrue(refused.getMessage().contains("/1"), refused.getMessage());
  }
}
