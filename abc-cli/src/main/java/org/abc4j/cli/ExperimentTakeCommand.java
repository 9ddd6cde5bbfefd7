package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentElsewhere;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes models that another program has trained. */
@Command(
    name = "take",
    description =
        "Takes the weights that another program has trained from an experiment's inputs into the"
            + " experiment's folder, which then says so. abc experiment run goes on with them.",
    footerHeading = "%nExample:%n",
    footer = {"  abc experiment take mnist-256 --weights trained"})
final class ExperimentTakeCommand extends Task {
  @Parameters(paramLabel = "FOLDER", description = "Folder in which inputs were written.")
  private Path folder;

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      required = true,
      description =
          "A file of weights, or a folder of them and of their parts; may be given several times."
              + " What is of other experiments is passed over.")
  private List<Path> weights;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of data sets, if the folder has not kept its data.")
  private Path data;

  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    ExperimentPlan plan = ExperimentRun.planOf(folder);
    Optional<Path> from = Optional.ofNullable(data);
    Worlds.MAKER.requireData(plan, from, folder, work);
    Map<String, String> taken =
        new ExperimentElsewhere(plan, from, Worlds.MAKER, work).take(folder, weights);
    taken.forEach((models, what) -> console.line("%-20s %s", models + ":", what));
    console.put("taken", taken);
  }
}
