package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    assertTrue(
        out.contains("Paper:               mean of log10 of counterfactual radii: 1.914"), out);
    assertFalse(out.contains("log10Radius"), out);
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
    assertEquals("there is no experiment '../up' (abc experiment list names all 30)", name);
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
            .contains("no experiment 'MNIST_256' (abc experiment list names all 3)"));

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
        CommandRun.of("experiment", "show", "MNIST_256", "--scales", same)
            .failure(ExitCode.BAD_INPUT);
    assertTrue(twice.contains("same.json: scale 'paper' is there already"), twice);

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
    String said = CommandRun.of("experiment", "report", folder).failure(ExitCode.BAD_INPUT);
    assertTrue(said.contains("has no folder of an experiment in it: abc experiment run"), said);
  }

  /** What was given is missing: exit code 3, as the table in docs/cli.md says. */
  @Test
  void foldersThatAreNotThere_areWrongInputOfEachCommand() {
    Path none = folder.resolve("none");
    Object[][] calls = {
      {"check", none},
      {"report", none},
      {"take", none, "--weights", folder},
      {"inputs", "MNIST_256", "--data", none, "--out", folder.resolve("out")},
      {"run", "MNIST_256", "--data", none, "--out", folder.resolve("out")},
    };
    for (Object[] call : calls) {
      String said = CommandRun.of(with(call, "experiment")).failure(ExitCode.BAD_INPUT);
      assertTrue(said.startsWith("'" + none), said);
      assertTrue(said.contains("not there") || said.contains("no such folder"), said);
    }
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  @Test
  void report_ofARunItself_saysWhichFolderIsMeant() throws IOException {
    Path run = folder.resolve("run");
    CommandRun.of("experiment", "inputs", "MNIST_256", "--scale=smoke", "--out", run).well();
    String said = CommandRun.of("experiment", "report", run).failure(ExitCode.BAD_INPUT);
    assertTrue(said.contains("as it is one itself: name the folder that it lies in"), said);
    String page = CommandRun.of("experiment", "report", folder).well().lines().get(0);
    String text = Files.readString(Path.of(page.substring(page.indexOf(' ')).strip()));
    assertTrue(text.contains("No numbers yet in run: abc experiment run, with"), text);
    assertFalse(text.contains("<figure"), text);
  }

  @Test
  void take_ofAFolderWithoutWeights_saysWhatIsExpected() {
    Path run = folder.resolve("run");
    CommandRun.of("experiment", "inputs", "MNIST_256", "--scale=smoke", "--out", run).well();
    Path report = run.resolve("inputs").getParent().resolve("nothing");
    String none =
        CommandRun.of("experiment", "take", run, "--weights", report).failure(ExitCode.BAD_INPUT);
    assertTrue(none.startsWith("'" + report + "' is not there: weights are a file"), none);
    assertTrue(report.toFile().mkdir());
    String empty =
        CommandRun.of("experiment", "take", run, "--weights", report).failure(ExitCode.BAD_INPUT);
    assertTrue(empty.startsWith("'" + report + "' has no weights: expected files *.safe"), empty);
    assertTrue(empty.contains("docs/experiments/retraining/train.py"), empty);
  }

  /** Data would be found missing too. */
  @Test
  void run_inAFolderOfAnotherPlan_saysHowTheyDiffer() throws IOException {
    Path run = folder.resolve("run");
    CommandRun.of("experiment", "inputs", "MNIST_256", "--scale=smoke", "--out", run).well();
    String said = wrong("run", "MNIST_256", "--out", run);
    assertEquals(
        "'"
            + run
            + "' was begun for MNIST_256 at scale smoke of unet, and this call asks for MNIST_256 at"
            + " scale tiny of unet: give --scale smoke, or name another folder",
        said);
    assertTrue(
        wrong("inputs", "MNIST_256", "--out", run, "--scale=paper").contains("give --scale smoke"));
    assertTrue(
        wrong("run", "MNIST_256", "--out", run, "--members=closed-form")
            .endsWith("give --scale smoke --members unet, or name another folder"));
    assertTrue(
        wrong("run", "MNIST_512", "--out", run, "--scale=smoke")
            .endsWith("asks for MNIST_512 at scale smoke of unet: name another folder"));
    Path plan = run.resolve("plan.json");
    Files.writeString(plan, Files.readString(plan).replace("\"steps\" : 2,", "\"steps\" : 3,"));
    assertTrue(
        wrong("run", "MNIST_256", "--out", run, "--scale=smoke")
            .endsWith(
                "that scale had other settings (--scales); give those, or name another folder"));
  }

  private static String wrong(Object... call) {
    return CommandRun.of(with(call, "experiment")).failure(ExitCode.REFUSED);
  }

  @Test
  void list_atAScale_hasItsNumbers() throws IOException {
    List<String> paper = CommandRun.of("experiment", "list").well().lines();
    List<String> tiny = CommandRun.of("experiment", "list", "--scale=tiny").well().lines();
    assertEquals(32, tiny.size());
    assertTrue(tiny.get(0).contains("scale tiny with unet members"), tiny.get(0));
    assertTrue(paper.get(6).matches("MNIST_8192 .* 8192 +8192 +22 .*"), paper.get(6));
    assertTrue(tiny.get(7).matches("MNIST_8192 .* mnist +1024 +1024 +22 .*"), tiny.get(7));
    List<String> smoke = CommandRun.of("experiment", "list", "--scale=smoke").well().lines();
    assertTrue(smoke.get(7).contains(" stand-in for mnist "), smoke.get(7));
    JsonNode fits =
        CommandRun.of("experiment", "list", "--members=closed-form", "--json").well().json();
    assertEquals(8192, fits.get("experiments").get(5).get("sources").asInt());
    assertEquals("tiny", fits.get("experiments").get(5).get("scale").asText());
    CommandRun none = CommandRun.of("experiment", "list", "--scale=foo");
    assertTrue(none.failure(ExitCode.USAGE).contains("'foo'"), none.err());
    assertEquals("", none.out());
  }

  @Test
  void show_saysARoughTimeAndTheDisk() throws IOException {
    CommandRun run = CommandRun.of("experiment", "show", "MNIST_256", "--threads=2").well();
    assertTrue(
        run.out().matches("(?s).*\nTime: +about \\S.* on 2 threads, from counts alone and not.*"),
        run.out());
    assertTrue(run.out().matches("(?s).*\nDisk: +about [0-9].* MB, of models.*"), run.out());
    JsonNode one = CommandRun.of("experiment", "show", "MNIST_256", "--threads=1", "--json").json();
    JsonNode two = CommandRun.of("experiment", "show", "MNIST_256", "--threads=2", "--json").json();
    assertEquals(one.get("roughSeconds").asDouble() / 2, two.get("roughSeconds").asDouble(), 1);
  }

  @Test
  void show_atSmoke_namesNoRealDataSet() {
    String out = CommandRun.of("experiment", "show", "FASHION_256", "--scale=smoke").well().out();
    assertTrue(out.contains("\nData:                stand-in for fashion-mnist, part"), out);
    assertTrue(out.contains("made-up images, stand-in for fashion-mnist\n"), out);
    assertTrue(out.contains("\nTime:                seconds\n"), out);
    assertTrue(out.contains("At this scale none of these data is used"), out);
  }

  @Test
  void check_refusesWhatIsNoRun() throws IOException {
    String none = CommandRun.of("experiment", "check", folder).failure(ExitCode.BAD_INPUT);
    assertTrue(none.contains("plan.json"), none);
    Files.writeString(folder.resolve("plan.json"), "{\"format\": \"abc-experiment-1\"}");
    CommandRun.of("experiment", "check", folder).failure(ExitCode.BAD_INPUT);
  }
}
