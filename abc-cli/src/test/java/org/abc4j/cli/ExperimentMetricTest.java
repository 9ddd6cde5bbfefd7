package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.classifier.ClassifierFolder;
import org.abc4j.cli.experiment.ExperimentCheck;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRun;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.OpenMetric;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Perceptual metrics of {@code abc experiment}. */
class ExperimentMetricTest {
  @TempDir private Path folder;

  private String metric() throws IOException {
    Files.writeString(folder.resolve("one.tiny"), "0.5");
    return "--metric=" + MetricTest.describe(folder, "one");
  }

  @Test
  void run_byAMetric_isPlannedCountedAndChecked() throws IOException {
    String metric = metric();
    Path out = folder.resolve("out");
    Object[] run = {
      "experiment",
      "run",
      "MNIST_256",
      "--scale=smoke",
      "--members=gaussian",
      "--out=" + out,
      metric
    };
    String said = CommandRun.of(run).well().out();
    assertTrue(said.contains("Figure 4, D.1; Figure 11, by one"), said);
    assertTrue(said.contains("Figures 5, 7 and 8, D.2; Figures 12 and 13, by one"), said);
    assertTrue(
        said.matches("(?s).*Metrics: +Euclidean of pixels, one \\(network [0-9a-f]{12}\\).*"));
    assertTrue(said.contains("images shown to networks of metrics"), said);
    assertTrue(said.contains("Time of metrics:     about "), said);
    assertTrue(Files.exists(out.resolve("report/figures/radii-by-one.png")));
    assertTrue(Files.readString(out.resolve("plan.json")).contains("\"metrics\""));
    String same = CommandRun.of("experiment", "check", out, metric).well().out();
    assertTrue(same.startsWith("Same: "), same);
    String none = CommandRun.of("experiment", "check", out).failure(ExitCode.REFUSED);
    assertTrue(none.contains("this run measures by one, found no metric"), none);
    run[6] = "--quiet";
    String without = CommandRun.of(run).failure(ExitCode.REFUSED);
    assertTrue(without.contains("of gaussian by one (network "), without);
  }

  @Test
  void show_countsWhatNetworksAreShown() throws IOException {
    JsonNode shown =
        CommandRun.of("experiment", "show", "MNIST_256", "--scale=smoke", metric(), "--json")
            .well()
            .json();
    // Each is an image. The sample of Figure 11, and that of Figure 12 with its counterfactuals.
    int sources = Integer.parseInt(shown.get("plan").get("Sources").asText().split(" ")[0]);
    assertEquals(sources + 1 + 2 + sources, shown.get("cost").get("features").asDouble());
    String lone =
        CommandRun.of("experiment", "show", "MNIST_256", "--extractor=" + folder)
            .failure(ExitCode.USAGE);
    assertTrue(lone.contains("--extractor is for --metric"), lone);
  }

  @Test
  void run_withoutAMetric_takesTheClassifierBesideTheData() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    ExperimentDataTest.digits(data);
    ExperimentPlan plan = SmallPlans.of("MNIST_256", MemberKind.GAUSSIAN, false);
    Path out = folder.resolve("out");
    assertFalse(run(plan, out, data).contains("Figure 11"));
    Path tables = out.resolve("results/landscapes-by-metrics.csv");
    assertFalse(Files.exists(tables));
    Path classifier = data.resolve("classifier-mnist-8");
    CommandRun.of(
            "classifier",
            data.resolve("mnist"),
            "--layout=mnist",
            "--out=" + classifier,
            "--small",
            "--size=8",
            "--epochs=1",
            "--adversarial-epochs=1",
            "--attack-steps=1",
            "--batch=8")
        .well();
    // The same folder: what is found beside the data is no matter of the plan.
    String page = run(plan, out, data);
    assertTrue(page.contains("Figure 11, by classifier"), page);
    assertTrue(page.contains("s four: classifier."), page);
    assertTrue(Files.readString(tables).contains("\"classifier\""));
    assertTrue(Files.readString(out.resolve("digests.json")).contains("\"metric classifier\""));
    assertTrue(
        page.contains(ClassifierFolder.open(classifier).classifier().sha256()), "classifier");
    try (Work work = new Work(1, true)) {
      ExperimentCheck found =
          new ExperimentRun(plan, Optional.of(data), Worlds.MAKER, work).check(out, false);
      assertEquals(Optional.empty(), found.difference());
    }
    try (Work work = new Work(1, true)) {
      ExperimentRun again = ExperimentRunCommand.open(plan, out, Optional.of(data), work);
      OpenMetric opened = again.metrics().get(0);
      assertSame(opened, again.metrics().get(0));
      again.into(out);
      String closed =
          assertThrows(IllegalStateException.class, () -> opened.passSeconds(plan.imageShape()))
              .getMessage();
      assertTrue(closed.contains("classifier's features were closed"), closed);
      OpenMetric anew = again.metrics().get(0);
      again.check(out, false);
      assertThrows(IllegalStateException.class, () -> anew.passSeconds(plan.imageShape()));
    }
    // The way back. Without --data, which kept data allow, nobody would notice.
    String refused =
        assertThrows(
                Refusal.class,
                () -> {
                  try (Work work = new Work(1, true)) {
                    new ExperimentRun(plan, Optional.empty(), Worlds.MAKER, work).into(out);
                  }
                })
            .getMessage();
    assertTrue(refused.contains("classifier beside the data sets") && refused.contains("--data"));
    assertTrue(Files.exists(tables));
    Files.move(classifier, data.resolve("elsewhere"));
    // As a run that was killed, or an earlier release, may have left it.
    Files.writeString(out.resolve("results/retraining-visual-similarity-by-metrics.csv"), "x\n");
    assertFalse(run(plan, out, data).contains("Figure 11"));
    try (Stream<Path> results = Files.list(out.resolve("results"))) {
      assertEquals(
          List.of(), results.filter(file -> file.toString().contains("by-metrics")).toList());
    }
    assertTrue(Files.exists(out.resolve("results/landscapes.csv")));
    try (Work work = new Work(1, true)) {
      ExperimentCheck found =
          new ExperimentRun(plan, Optional.of(data), Worlds.MAKER, work).check(out, false);
      assertEquals(Optional.empty(), found.difference());
    }
  }

  private static String run(ExperimentPlan plan, Path out, Path data) throws IOException {
    try (Work work = new Work(2, true)) {
      return Files.readString(
          ExperimentRunCommand.open(plan, out, Optional.of(data), work).into(out));
    }
  }
}
