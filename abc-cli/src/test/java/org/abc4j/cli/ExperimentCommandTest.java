package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
  @TempDir Path folder;

  @Test
  void list_hasALineForEachExperiment() throws IOException {
    CommandRun run = CommandRun.of("experiment", "list").well();
    assertEquals(31, run.lines().size());
    assertTrue(run.lines().get(1).startsWith("MNIST_256 "), run.out());
    assertTrue(run.lines().get(30).endsWith("unattributable"), run.out());
    assertEquals(
        30, CommandRun.of("experiment", "list", "--json").well().json().get("experiments").size());
  }

  @Test
  void show_saysThePlanThePapersNumbersAndTheCommandThatTrains() throws IOException {
    String out = CommandRun.of("experiment", "show", "FASHION_256").well().out();
    assertTrue(out.contains("n = 22, w = 11, 19 words held back"), out);
    assertTrue(out.contains("64 of the paper's 100 samples"), out);
    assertTrue(out.contains("log10Radius.mean = 1.914"), out);
    assertTrue(
        out.contains(
            "abc train DATA/fashion-mnist --layout fashion-mnist --part test --first 256"
                + " --each-its-own --size 16 --random-flips --members 22 --weight 11 --placebos 19"
                + " --channels 16,32,32 --steps 1900 --batch 16 --rate 0.001 --average 0.995"
                + " --warm-up --seed 1 --out FOLDER/ensemble"),
        out);
    String classes = CommandRun.of("experiment", "show", "MNIST_classes").well().out();
    assertTrue(classes.contains("--members 6 --weight 3 --placebos 0"), classes);
    assertTrue(!classes.contains("--each-its-own"), classes);
    String binary = CommandRun.of("experiment", "show", "MNIST_binary").well().out();
    assertTrue(binary.contains("--groups 190 --group-seed 1 --binarise --size 16"), binary);
  }

  @Test
  void run_refusesNamesAndScalesThatThereAreNot() {
    String name =
        CommandRun.of("experiment", "run", "../up", "--out", folder.resolve("a"))
            .failure(ExitCode.USAGE);
    assertTrue(name.contains("MNIST_256") && name.contains("'../up'"), name);
    String scale =
        CommandRun.of("experiment", "show", "MNIST_256", "--scale=huge").failure(ExitCode.USAGE);
    assertTrue(scale.contains("paper, small, tiny, smoke"), scale);
    String kind =
        CommandRun.of("experiment", "show", "MNIST_256", "--members=x").failure(ExitCode.USAGE);
    assertTrue(kind.contains("posterior-mean"), kind);
  }

  /** Three of the paper's, of other names and numbers of images. */
  private Path own() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ArrayNode all;
    try (InputStream paper = ExperimentRegistry.class.getResourceAsStream("experiments.json")) {
      all = (ArrayNode) json.readTree(paper);
    }
    ArrayNode own = json.createArrayNode();
    for (int i = 0; i < 3; i++) {
      ObjectNode one = (ObjectNode) all.get(2 * i);
      own.add(one.put("name", "own-" + i).put("table", "own"));
    }
    Path file = folder.resolve("own.json");
    Files.writeString(file, json.writeValueAsString(own));
    return file;
  }

  @Test
  void experimentsOfOnesOwn_areListedShownRunTogetherCheckedAndReported() throws IOException {
    Path own = own();
    Object[] how = {"--experiments", own, "--scale=smoke", "--members=closed-form"};
    List<String> listed = CommandRun.of("experiment", "list", "--experiments", own).well().lines();
    assertEquals(4, listed.size());
    assertTrue(listed.get(3).startsWith("own-2 "), listed::toString);
    assertTrue(
        CommandRun.of(with(how, "experiment", "show", "own-1"))
            .well()
            .out()
            .contains("own-1, own"));
    assertTrue(
        CommandRun.of(with(how, "experiment", "show", "MNIST_256"))
            .failure(ExitCode.USAGE)
            .contains("one of own-0, own-1, own-2"));

    Path runs = folder.resolve("runs");
    CommandRun run = CommandRun.of(with(how, "experiment", "run", "--all", "--out", runs)).well();
    assertEquals(7, run.lines().size(), run.out());
    Path page = runs.resolve("summary/index.html");
    assertTrue(run.lines().get(6).endsWith(page.toString()), run.out());
    for (int i = 0; i < 3; i++) {
      Path one = runs.resolve("own-" + i);
      assertTrue(run.lines().get(3 + i).endsWith(one + "/report/index.html"), run.out());
      String found = CommandRun.of("experiment", "check", one).well().out();
      assertTrue(found.startsWith("Same: "), found);
    }

    byte[] together = Files.readAllBytes(page);
    Files.delete(page);
    Files.delete(runs.resolve("summary/comparison.csv"));
    JsonNode said = CommandRun.of("experiment", "report", runs, "--json").well().json();
    assertEquals(page.toString(), said.get("summary").asText());
    assertArrayEquals(together, Files.readAllBytes(page));
    String comparison = Files.readString(runs.resolve("summary/comparison.csv"));
    assertTrue(comparison.contains("not the paper's setting: 3 ensembles"), comparison);
    assertTrue(!comparison.contains("\"yes\""), comparison);
  }

  @Test
  void scalesOfOnesOwn_areBesideThoseThatCome() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ArrayNode own = json.createArrayNode();
    try (InputStream come = ExperimentRegistry.class.getResourceAsStream("scales.json")) {
      json.readTree(come).forEach(own::add);
    }
    Path same = folder.resolve("same.json");
    Files.writeString(same, json.writeValueAsString(own));
    String twice =
        CommandRun.of("experiment", "show", "MNIST_256", "--scales", same).failure(ExitCode.USAGE);
    assertTrue(twice.contains("'paper' twice"), twice);

    ArrayNode one = json.createArrayNode();
    one.add(((ObjectNode) own.get(2)).put("name", "tiny-long").put("steps", 19_000));
    Path file = folder.resolve("scales.json");
    Files.writeString(file, json.writeValueAsString(one));
    Object[] how = {"experiment", "show", "MNIST_256", "--scales", file};
    String shown = CommandRun.of(with(new Object[] {"--scale=tiny-long"}, how)).well().out();
    assertTrue(shown.contains("19000 steps of 16"), shown);
    String none = CommandRun.of(with(new Object[] {"--scale=huge"}, how)).failure(ExitCode.USAGE);
    assertTrue(none.contains("paper, small, tiny, smoke, tiny-long"), none);
  }

  private static Object[] with(Object[] options, Object... words) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(options)).toArray();
  }

  @Test
  void report_ofAFolderWithoutRuns_isRefused() {
    String said = CommandRun.of("experiment", "report", folder).failure(ExitCode.REFUSED);
    assertTrue(said.contains("has no folder of an experiment in it"), said);
  }

  @Test
  void check_refusesWhatIsNoRun() throws IOException {
    String none = CommandRun.of("experiment", "check", folder).failure(ExitCode.REFUSED);
    assertTrue(none.contains("plan.json"), none);
    Files.writeString(folder.resolve("plan.json"), "{\"format\": \"abc-experiment-1\"}");
    CommandRun.of("experiment", "check", folder).failure(ExitCode.BAD_INPUT);
  }
}
