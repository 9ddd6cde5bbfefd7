package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.OpenMetric;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MetricOptionsTest {
  @TempDir private Path folder;

  private static MetricOptions options(Path... descriptions) {
    MetricOptions options = new MetricOptions();
    String[] arguments = new String[descriptions.length];
    for (int k = 0; k < arguments.length; k++) {
      arguments[k] = "--metric=" + descriptions[k];
    }
    new CommandLine(options).parseArgs(arguments);
    return options;
  }

  private static ExperimentPlan plan() {
    return SmallPlans.of("MNIST_256", MemberKind.GAUSSIAN, true);
  }

  /** Their networks are nowhere: who looks for them first finds that. */
  @Test
  void names_areRefusedBeforeNetworksAreLookedFor() throws IOException {
    Path one = MetricTest.describe(folder, "one");
    Path same = MetricTest.describe(Files.createDirectory(folder.resolve("other")), "one");
    try (Work work = new Work(1, true)) {
      String unplanned =
          assertThrows(Refusal.class, () -> options(one).open(work, plan())).getMessage();
      assertTrue(unplanned.contains("this run measures by no metric, found one"), unplanned);
      String alike =
          assertThrows(IllegalArgumentException.class, () -> options(one, same).open(work))
              .getMessage();
      assertTrue(alike.contains("a name of its own, found [one, one]"), alike);
      String missing =
          assertThrows(UnusableInput.class, () -> options(one).open(work)).getMessage();
      assertTrue(missing.contains("is no file"), missing);
    }
  }

  /** The first is there, and is not opened: it would be found to be no network. */
  @Test
  void files_areLookedForBeforeAnyIsOpened() throws IOException {
    Path one = MetricTest.describe(folder, "one");
    Path two = MetricTest.describe(folder, "two");
    Files.writeString(folder.resolve("one.tiny"), "no number");
    try (Work work = new Work(1, true)) {
      String missing =
          assertThrows(UnusableInput.class, () -> options(one, two).open(work)).getMessage();
      assertTrue(missing.contains("two.tiny' is not there"), missing);
    }
  }

  @Test
  void metricsOfAPlan_areOpened() throws IOException {
    Path one = MetricTest.describe(folder, "one");
    Files.writeString(folder.resolve("one.tiny"), "0.5");
    try (Work work = new Work(1, true);
        MetricOptions.Open open = options(one).open(work)) {
      ExperimentPlan plan = plan().withMetrics(open.planned());
      try (MetricOptions.Open again = options(one).open(work, plan)) {
        assertEquals(List.of("one"), again.metrics().stream().map(OpenMetric::name).toList());
      }
    }
  }
}
