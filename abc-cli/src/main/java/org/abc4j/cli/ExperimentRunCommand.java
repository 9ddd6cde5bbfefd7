package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentFolder;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.ExperimentRun;
import org.abc4j.cli.experiment.WorldMaker;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs experiments. */
@Command(
    name = "run",
    description =
        "Runs an experiment into a folder: trains what is missing, generates samples and their"
            + " landscapes, and writes tables, figures and a page beside the paper's numbers. The"
            + " plan is said first. Stopped or killed, the same command goes on, to the same"
            + " bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc experiment run MNIST_256 --data data --scale tiny --out mnist-256",
      "  abc experiment run --all --scale smoke --out smoke"
    })
final class ExperimentRunCommand extends Task {
  private static final double NANOS = 1e9;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of data sets, each in a subfolder: mnist, fashion-mnist, cifar-10, cifar-100,"
              + " celeba, metfaces, artbench. Scale smoke needs none.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the run; with --all one with a folder for each.")
  private Path out;

  @Mixin private ExperimentOptions options;
  @Mixin private ThreadOptions threads;

  private boolean refused;

  /** One or all. */
  private static final class Which {
    @Parameters(paramLabel = "NAME", description = "Name of the experiment, as listed.")
    private String name;

    @Option(names = "--all", description = "Runs all of them, one after the other.")
    private boolean all;
  }

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  int exitCode() {
    return refused ? ExitCode.REFUSED : ExitCode.OK;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    ExperimentRegistry registry = options.registry();
    WorldMaker worlds = Worlds.MAKER;
    if (!which.all) {
      ExperimentPlan plan = options.plan(registry, registry.get(which.name));
      OutputFolder.requireUsable(out, "an experiment", ExperimentFolder.PLAN);
      ExperimentShowCommand.say(plan, console);
      Path page = run(plan, out, worlds, work);
      console.line("%-20s %s", "Report:", page.toAbsolutePath().normalize());
      console.put("report", page.toAbsolutePath().normalize().toString());
      return;
    }
    List<Experiment> all = registry.all();
    for (Experiment one : all) {
      ExperimentPlan plan = options.plan(registry, one);
      Path folder = out.resolve(one.name());
      OutputFolder.requireUsable(folder, "an experiment", ExperimentFolder.PLAN);
      long start = System.nanoTime();
      String said;
      try {
        Path page = run(plan, folder, worlds, work);
        said = String.format(Locale.ROOT, "%5.1f s  %s", (System.nanoTime() - start) / NANOS, page);
      } catch (Refusal missing) {
        refused = true;
        said = "not run: " + missing.getMessage();
      }
      console.line("%-17s %s", one.name(), said);
      console.add("experiments", one.name() + ": " + said);
    }
    if (!refused) {
      ExperimentReportCommand.say(out, console);
    }
  }

  private Path run(ExperimentPlan plan, Path folder, WorldMaker worlds, Work work)
      throws IOException {
    try {
      return new ExperimentRun(plan, Optional.ofNullable(data), worlds, work).into(folder);
    } catch (CancellationException stopped) {
      CancellationException said =
          new CancellationException(
              "stopped; what was computed is kept in "
                  + folder
                  + ", and the same command goes on from there, to the same bytes");
      said.initCause(stopped);
      throw said;
    }
  }
}
