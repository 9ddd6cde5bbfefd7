package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentElsewhere;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.training.TrainingInputs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What another program needs to train an experiment's models. */
@Command(
    name = "inputs",
    description =
        "Writes what another program needs to train the models of an experiment, on a GPU perhaps:"
            + " images, splits and the addresses of all draws, into DIR/inputs. The program lies"
            + " under docs/experiments/retraining; abc experiment take takes the weights back.",
    footerHeading = "%nExample:%n",
    footer = {"  abc experiment inputs MNIST_256 --data data --scale tiny --out mnist-256"})
final class ExperimentInputsCommand extends Task {
  @Parameters(paramLabel = "NAME", description = "Name of the experiment, as listed.")
  private String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of data sets, each in a subfolder. Scale smoke needs none.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the run, as for abc experiment run.")
  private Path out;

  @Mixin private ExperimentOptions options;
  @Mixin private MetricOptions metrics;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    metrics.requireTogether();
    ExperimentRegistry registry = options.registry();
    ExperimentPlan plan = options.plan(registry, registry.get(name));
    Optional<Path> from = Optional.ofNullable(data);
    ExperimentRunCommand.requireReady(plan, out, from, work);
    // Inputs are the same, but the folder is that of a run by these metrics.
    try (MetricOptions.Open open = metrics.open(work)) {
      plan = plan.withMetrics(open.planned());
    }
    TrainingInputs inputs = new ExperimentElsewhere(plan, from, Worlds.MAKER, work).write(out);
    Path written = out.resolve(ExperimentElsewhere.INPUTS).toAbsolutePath().normalize();
    console.line("Inputs:     %s", written);
    console.line("SHA-256:    %s", inputs.sha256());
    console.line("Models:     %d of %d steps", inputs.names().size(), plan.training().steps());
    console.put("inputs", written.toString());
    console.put("sha256", inputs.sha256());
    console.put("models", inputs.names());
  }
}
