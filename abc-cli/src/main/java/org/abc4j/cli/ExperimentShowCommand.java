package org.abc4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentCost;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.PaperNumbers;
import org.abc4j.cli.experiment.PlannedMetric;
import org.abc4j.cli.experiment.RoughTime;
import org.abc4j.cli.experiment.Space;
import org.abc4j.cli.experiment.StandIns;
import org.abc4j.cli.experiment.TrainingCommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The plan of an experiment. */
@Command(
    name = "show",
    description =
        "Says what a run of an experiment would do and take, very roughly how long on this"
            + " machine's threads, what the paper found, and the command that trains the same"
            + " ensemble alone. Computes nothing: a run times networks before it begins.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc experiment show MNIST_256 --scale tiny",
      "  abc experiment show MNIST_256 --metric lpips-vgg --extractor networks"
    })
final class ExperimentShowCommand extends Task {
  @Parameters(paramLabel = "NAME", description = "Name of the experiment, as listed.")
  private String name;

  @Mixin private ExperimentOptions options;
  @Mixin private MetricOptions metrics;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    ExperimentRegistry registry = options.registry();
    metrics.requireTogether();
    // Before networks of gigabytes are read.
    ExperimentPlan plain = options.plan(registry, registry.get(name));
    List<PlannedMetric> planned;
    try (MetricOptions.Open open = metrics.open(work)) {
      planned = open.planned();
    }
    ExperimentPlan plan = plain.withMetrics(planned);
    say(plan, planned, console);
    sayRoughTime(plan, planned.size(), threads.threads, console);
    double disk = ExperimentCost.of(plan, planned.size()).diskBytes();
    console.line(
        "%-20s about %s, of models and of what is kept of samples%s",
        "Disk:",
        Estimate.bytes((long) disk),
        planned.isEmpty() ? "" : "; features of training images come on top");
    for (String number : PaperNumbers.lines(plan.experiment())) {
      console.line("%-20s %s", "Paper:", number);
    }
    Optional<String> command = TrainingCommandLine.of(plan, "DATA", "FOLDER/ensemble");
    console.line(
        "%-20s %s",
        "Ensemble:",
        command.orElse("made by abc experiment run alone, in the folder named ensemble"));
    console.put("paper", plan.experiment().paper());
    console.put("command", command.orElse(null));
  }

  /** A time that nobody measures, for plans before they are run and for those of seconds. */
  static void sayRoughTime(ExperimentPlan plan, int metrics, int threads, Console console) {
    RoughTime time = RoughTime.of(plan, threads);
    if (plan.scale().standIn()) {
      // Most of which is Java's beginning and the page's pictures.
      console.line("%-20s seconds", "Time:");
      return;
    }
    console.put("roughSeconds", time.seconds());
    console.line(
        "%-20s about %s on %d thread%s%s, from counts alone and not measured here: it may be a third"
            + " of that or three times as much",
        "Time:",
        Estimate.text(time.duration()),
        threads,
        threads == 1 ? "" : "s",
        uncounted(plan, metrics));
  }

  /** What a time is said without: how long an image takes there is not known before. */
  private static String uncounted(ExperimentPlan plan, int metrics) {
    List<String> without = new ArrayList<>();
    if (metrics > 0) {
      without.add("networks of metrics");
    }
    if (plan.experiment().space() != Space.PIXEL) {
      without.add("encoding and decoding");
    }
    return without.isEmpty() ? "" : " without " + String.join(" and ", without);
  }

  /** A plan for people and programs, of a run that measures by these beside pixels. */
  static void say(ExperimentPlan plan, List<PlannedMetric> measured, Console console) {
    Map<String, String> lines = StandIns.lines(plan, measured);
    lines.forEach((key, text) -> console.line("%-20s %s", key + ":", text));
    ExperimentCost cost = ExperimentCost.of(plan, measured.size());
    console.line("%-20s %s", "Counted:", cost.text());
    console.put("plan", lines);
    console.put("cost", cost);
  }
}
