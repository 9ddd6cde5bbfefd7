package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void check_refusesWhatIsNoRun() throws IOException {
    String none = CommandRun.of("experiment", "check", folder).failure(ExitCode.REFUSED);
    assertTrue(none.contains("plan.json"), none);
    Files.writeString(folder.resolve("plan.json"), "{\"format\": \"abc-experiment-1\"}");
    CommandRun.of("experiment", "check", folder).failure(ExitCode.BAD_INPUT);
  }
}
