package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentCost;
import org.abc4j.cli.experiment.ExperimentFolder;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.ExperimentRun;
import org.abc4j.cli.experiment.OpenMetric;
import org.abc4j.cli.experiment.PlanFile;
import org.abc4j.cli.experiment.RoughTime;
import org.abc4j.cli.experiment.Space;
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
      "  abc experiment run MNIST_256 --data d --metric dinov2 --extractor nets --out m",
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
              + " celeba, metfaces, artbench; of autoencoders, such as basic-autoencoder-128 and"
              + " stable-diffusion-256; and of classifiers, such as classifier-mnist-16, whose"
              + " features are a perceptual metric where --metric names none. Scale smoke needs none.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the run; with --all one with a folder for each.")
  private Path out;

  @Mixin private ExperimentOptions options;
  @Mixin private MetricOptions metrics;
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
    metrics.requireTogether();
    ExperimentRegistry registry = options.registry();
    if (which.all) {
      try (MetricOptions.Open open = metrics.open(work)) {
        runAll(registry, open, console, work);
      }
      return;
    }
    ExperimentPlan plain = options.plan(registry, registry.get(which.name));
    // Before networks of gigabytes are read.
    open(plain, out, Optional.ofNullable(data), work);
    try (MetricOptions.Open open = metrics.open(work)) {
      ExperimentPlan plan = plain.withMetrics(open.planned());
      ExperimentRun run = run(plan, Optional.ofNullable(data), open, work);
      List<OpenMetric> measured = run.metrics();
      ExperimentShowCommand.say(plan, measured.stream().map(OpenMetric::planned).toList(), console);
      sayTime(plan, measured, console, work);
      Path page = into(run, out);
      console.line("%-20s %s", "Report:", page.toAbsolutePath().normalize());
      console.put("report", page.toAbsolutePath().normalize().toString());
    }
  }

  private ExperimentRun run(
      ExperimentPlan plan, Optional<Path> from, MetricOptions.Open open, Work work) {
    return new ExperimentRun(plan, from, Worlds.MAKER, work)
        .by(open.metrics(), metrics.mostBytes());
  }

  private void runAll(
      ExperimentRegistry registry, MetricOptions.Open open, Console console, Work work)
      throws IOException {
    for (Experiment one : registry.all()) {
      ExperimentPlan plan = options.plan(registry, one).withMetrics(open.planned());
      Duration rough = RoughTime.of(plan, work.threads()).duration();
      console.line(
          "%-17s %s, roughly %s", one.name(), ExperimentCost.of(plan).text(), Estimate.text(rough));
    }
    for (Experiment one : registry.all()) {
      Path folder = out.resolve(one.name());
      long start = System.nanoTime();
      String said;
      try {
        ExperimentPlan plan = options.plan(registry, one).withMetrics(open.planned());
        Optional<Path> from = Optional.ofNullable(data);
        open(plan, folder, from, work);
        Path page = into(run(plan, from, open, work), folder);
        said = String.format(Locale.ROOT, "%5.1f s  %s", (System.nanoTime() - start) / NANOS, page);
      } catch (CancellationException stopped) {
        throw stopped;
      } catch (IOException | RuntimeException failure) {
        // A fault of the program is said with its stack, and ends all.
        if (Failures.of(failure).isEmpty()) {
          throw failure;
        }
        refused = true;
        said = "not run: " + Failures.of(failure).get().message();
      }
      console.line("%-17s %s", one.name(), said);
      console.add("experiments", one.name() + ": " + said);
    }
    if (!refused) {
      ExperimentReportCommand.say(out, console);
    }
  }

  /**
   * A run of which is known that its folder can be used and that its data are there; nothing was
   * read, timed or written yet.
   */
  static ExperimentRun open(ExperimentPlan plan, Path folder, Optional<Path> data, Work work)
      throws IOException {
    requireReady(plan, folder, data, work);
    return new ExperimentRun(plan, data, Worlds.MAKER, work);
  }

  /** Refuses a folder that cannot be used or has another plan, and one whose data are not there. */
  static void requireReady(ExperimentPlan plan, Path folder, Optional<Path> data, Work work)
      throws IOException {
    requireUsable(folder);
    PlanFile.requireBegunFor(folder, plan);
    Worlds.MAKER.requireData(plan, data, folder, work);
  }

  /** Models may have been trained there before, by the command that {@code show} prints. */
  private static void requireUsable(Path folder) throws IOException {
    OutputFolder.requireUsable(folder, "an experiment", ExperimentFolder.MODELS, PlanFile.NAME);
  }

  /** Of networks whose time is worth a timing; the rest takes seconds, or minutes. */
  private static void sayTime(
      ExperimentPlan plan, List<OpenMetric> measured, Console console, Work work) {
    double seconds = 0;
    for (OpenMetric metric : measured) {
      seconds += metric.passSeconds(plan.imageShape()) * ExperimentCost.of(plan, 1).features();
    }
    if (!measured.isEmpty()) {
      console.line(
          "%-20s about %s for all metrics, an image at a time, less what is there already",
          "Time of metrics:", Estimate.text(Duration.ofSeconds((long) Math.ceil(seconds))));
      console.put("estimatedSecondsOfMetrics", (long) Math.ceil(seconds));
    }
    if (plan.isClosedForm() || plan.scale().standIn()) {
      ExperimentShowCommand.sayRoughTime(plan, measured.size(), work.threads(), console);
      return;
    }
    Duration time =
        Stoppable.measured(
            work, listener -> ExperimentCost.of(plan).time(plan, work.threads(), listener));
    console.line(
        "%-20s about %s on %d threads%s, less what is there already",
        "Time:",
        Estimate.text(time),
        work.threads(),
        plan.experiment().space() == Space.PIXEL ? "" : " without encoding and decoding");
    console.put("estimatedSeconds", time.toSeconds());
  }

  private static Path into(ExperimentRun run, Path folder) throws IOException {
    try {
      return run.into(folder);
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
