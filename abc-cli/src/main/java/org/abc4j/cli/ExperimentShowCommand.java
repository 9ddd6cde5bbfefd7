package org.abc4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentCost;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.PlannedMetric;
import org.abc4j.cli.experiment.TrainingCommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The plan of an experiment. */
@Command(
    name = "show",
    description =
        "Says what a run of an experiment would do and take, what the paper found, and the command"
            + " that trains the same ensemble alone. Computes nothing.",
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
    for (Map.Entry<String, Double> number : plan.experiment().paper().entrySet()) {
      console.line("Paper:      %s = %s", number.getKey(), number.getValue());
    }
    Optional<String> command = TrainingCommandLine.of(plan, "DATA", "FOLDER/ensemble");
    console.line(
        "Ensemble:   %s",
        command.orElse("made by abc experiment run alone, in the folder named ensemble"));
    console.put("paper", plan.experiment().paper());
    console.put("command", command.orElse(null));
  }

  /** A plan for people and programs, of a run that measures by these beside pixels. */
  static void say(ExperimentPlan plan, List<PlannedMetric> measured, Console console) {
    Map<String, String> lines = plan.lines(measured);
    lines.forEach((key, text) -> console.line("%-20s %s", key + ":", text));
    ExperimentCost cost = ExperimentCost.of(plan, measured.size());
    console.line("%-20s %s", "Counted:", cost.text());
    console.put("plan", lines);
    console.put("cost", cost);
  }
}
