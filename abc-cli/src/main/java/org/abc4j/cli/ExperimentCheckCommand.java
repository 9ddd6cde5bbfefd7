package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentCheck;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes the numbers of a run again. */
@Command(
    name = "check",
    description =
        "Computes every number of a run's folder again, from its plan, data and models, and"
            + " compares files byte for byte. The first that differs is named, with exit code 4, or a"
            + " model that is missing: nothing is trained but by --retrain. Holds the folder, so is"
            + " refused while a run goes on in it.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc experiment check mnist-256 --data data",
      "  abc experiment check m --data d --metric dinov2 --extractor nets"
    })
final class ExperimentCheckCommand extends Task {
  @Parameters(paramLabel = "FOLDER", description = "Folder of a run.")
  private Path folder;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of data sets, as it was given to the run.")
  private Path data;

  @Option(
      names = "--retrain",
      description =
          "Trains all models again too, into FOLDER/check, and compares them. Stopped, the same"
              + " command goes on; done, it begins anew.")
  private boolean retrain;

  @Mixin private MetricOptions metrics;
  @Mixin private ThreadOptions threads;

  private boolean differs;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  int exitCode() {
    return differs ? ExitCode.REFUSED : ExitCode.OK;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    metrics.requireTogether();
    ExperimentPlan plan = ExperimentRun.planOf(folder);
    ExperimentCheck found;
    try (MetricOptions.Open open = metrics.open(work, plan)) {
      found =
          new ExperimentRun(plan, Optional.ofNullable(data), Worlds.MAKER, work)
              .by(open.metrics(), metrics.mostBytes())
              .check(folder, retrain);
    }
    differs = found.difference().isPresent();
    String remedy =
        found.isWrittenAgain()
            ? "; its parts are the same, and abc experiment run writes it again from them"
            : "";
    console.line(
        "%s",
        found
            .difference()
            .map(what -> "Differs:    " + Failures.oneLine(what) + remedy)
            .orElse("Same:       " + found.files() + " files, byte for byte"));
    console.put("files", found.files());
    console.put("difference", found.difference().orElse(null));
  }
}
