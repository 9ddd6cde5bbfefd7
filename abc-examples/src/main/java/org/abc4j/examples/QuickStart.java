package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.io.AtomicFiles;
import org.abc4j.report.Report;
import org.abc4j.report.ReportPart;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetCost;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * From a trained ensemble of U-Nets to a report: generates samples, enumerates every counterfactual
 * exactly and by differential ablation, and says which sources left more trace in a sample than
 * chance would.
 *
 * <p>The ensemble is the one that comes with the examples, or one that {@link Train} made.
 */
@Command(
    name = "quickstart",
    description =
        "Generates samples from a trained ensemble of U-Nets, with every counterfactual of each and"
            + " the sources that left more trace than chance would, and writes a report.")
public final class QuickStart implements Callable<Integer> {
  /** Samples that are studied if nothing else is said. */
  static final int SAMPLES = 10;

  /**
   * How samples are drawn if nothing else is said. On the ensemble that came with the examples
   * first this gave the images and the ranking of sources that DDIM gives at 20 steps, see {@code
   * docs/performance.md}.
   */
  static final SamplerSetting SAMPLER =
      new SamplerSetting(SamplerChoice.UNIPC, Spacing.TRAILING, 10);

  private final ClassLoader loader;
  private final String prefix;

  @Spec private CommandSpec spec;

  @Mixin private final StudyOptions options = new StudyOptions(Path.of("abc-quickstart"), SAMPLER);

  @Option(
      names = "--ensemble",
      paramLabel = "FOLDER",
      description =
          "An ensemble that mvn -q -Ptrain has made; its residuals on its images are kept in it, in"
              + " the folder residuals. Default: the one that comes with the examples.")
  private Path ensemble;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "The IDX image file that the ensemble of --ensemble was trained on, gzipped or not, or a"
              + " folder of (Fashion-)MNIST files; labels are found beside it. Default: the bundled"
              + " 256 images of Fashion-MNIST.")
  private Path path;

  @Option(names = "--samples", description = "Samples. Default: ${DEFAULT-VALUE}.")
  private int samples = SAMPLES;

  @Option(
      names = "--no-clipping",
      description = "Samples without holding the predicted clean image within ±1 at each step.")
  private boolean unclipped;

  QuickStart(ClassLoader loader, String prefix) {
    this.loader = loader;
    this.prefix = prefix;
  }

  /**
   * Runs the quick start.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int exitCode = VectorJvm.run(QuickStart.class, args, () -> commandLine().execute(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return commandLine(QuickStart.class.getClassLoader(), ShippedEnsemble.PREFIX);
  }

  /** With the ensemble that comes with the examples at another place. */
  static CommandLine commandLine(ClassLoader loader, String prefix) {
    return Commands.line(new QuickStart(loader, prefix));
  }

  @Override
  public Integer call() throws IOException {
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(1, "--threads", options.threads);
    if (ensemble != null) {
      return study(EnsembleFolder.open(ensemble), "The ensemble in " + ensemble);
    }
    if (path != null) {
      throw new IllegalArgumentException(
          "--data "
              + path
              + " says what an ensemble of yours was trained on, so --ensemble is needed too; the one"
              + " that comes with the examples was trained on the bundled images");
    }
    try (ShippedEnsemble shipped = ShippedEnsemble.open(loader, prefix)) {
      return study(shipped.folder(), "The ensemble that comes with the examples");
    }
  }

  private int study(EnsembleFolder folder, String name) throws IOException {
    Sampler sampler =
        options.sampler(folder.manifest().schedule(), unclipped ? Clipping.NONE : Clipping.USUAL);
    CodeAssignment code = folder.ensemble().code();
    TrainingData data = data(code.sources(), folder, name);
    AtomicFiles.requireWritable(options.out, "a report");
    PrintWriter lines = spec.commandLine().getOut();
    lines.println("Training images: " + data.name());
    lines.flush();

    List<SampleStudy> studies = studies(folder, data, sampler);
    AssignmentFile.write(options.out.resolve("codebook.json"), code);
    int shown = Math.min(StudyOptions.SHOWN, (int) code.sources().count());
    ReportPart part =
        new ReportPart("unet", "Trained members", List.of(introduction(folder)), studies, shown);
    Map<String, String> facts = StudyRunner.facts(data, code, sampler, options);
    facts.put("Ensemble", name);
    facts.put("SHA-256 of the training images", folder.manifest().dataSha256());
    folder
        .manifest()
        .provenance()
        .forEach((what, value) -> facts.put("Provenance: " + what, value));
    for (int member = 0; member < code.codebook().length(); member++) {
      facts.put("SHA-256 of member " + member, folder.manifest().memberSha256().get(member));
    }
    Path page = Report.of(data.shown(), List.of(part), facts).write(options.out);
    lines.printf(
        Locale.ROOT,
        "Median Spearman, exact against first order: %.3f%n",
        SampleStudy.median(studies, SampleStudy::spearman));
    lines.println("Report: " + page.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }

  /** With calibrated influence, unless members were removed. */
  private List<SampleStudy> studies(EnsembleFolder folder, TrainingData data, Sampler sampler)
      throws IOException {
    CodeAssignment code = folder.ensemble().code();
    if (folder.removed().weight() > 0) {
      try (StudyRunner runner = StudyRunner.of(code, samples, options.threads)) {
        return runner.study(folder.ensemble(), data, sampler, options.seed, samples);
      }
    }
    TrainingPoints points = points(folder, data);
    CalibratedAttributor attributor =
        new CalibratedAttributor(points, residuals(folder, points, sampler))
            .withPlacebos(folder.neverHeld());
    try (StudyRunner runner = StudyRunner.calibrating(code, samples, options.threads)) {
      return runner.study(folder.ensemble(), data, attributor, sampler, options.seed, samples);
    }
  }

  private static TrainingPoints points(EnsembleFolder folder, TrainingData data) {
    return UNetEnsembleTrainer.of(folder).training().flips()
        ? data.points().withFlips()
        : data.points();
  }

  /**
   * Kept beside an ensemble of the reader's, if that may be written to. Of the one that comes with
   * the examples those come too that the usual sampler needs; others are computed for this once, as
   * nothing is written into a class path.
   */
  private TrainingResiduals residuals(EnsembleFolder folder, TrainingPoints points, Sampler sampler)
      throws IOException {
    List<SamplingStep> late = TrainingResiduals.lateSteps(sampler);
    ExecutorService pool = StudyRunner.daemons(options.threads);
    try (WorkBar progress = WorkBar.of("Residuals", 1)) {
      Execution execution =
          Execution.sequential().on(pool, options.threads).reportingTo(progress.next());
      ResidualFolder kept = ResidualFolder.beside(folder, points, ResidualDraws.usual());
      boolean mayKeep = ensemble != null && Files.isWritable(folder.path());
      return mayKeep || kept.has(late)
          ? kept.residuals(late, execution)
          : TrainingResiduals.compute(
              folder.ensemble(), points, late, ResidualDraws.usual(), execution);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The images that the ensemble was trained on, as their digest shows. */
  private TrainingData data(DataSources sources, EnsembleFolder folder, String name)
      throws IOException {
    int images = Math.toIntExact(sources.items());
    String expected = folder.manifest().dataSha256();
    if (path == null && images > TrainingData.BUNDLED) {
      throw otherImages(name, expected, "there are " + TrainingData.BUNDLED + " bundled ones");
    }
    TrainingData data =
        path == null ? TrainingData.bundled(images) : TrainingData.read(path, images);
    if (!data.sha256().equals(expected)) {
      throw otherImages(name, expected, data.name() + " have " + data.sha256());
    }
    return data.withSources(sources);
  }

  private IllegalArgumentException otherImages(String name, String expected, String found) {
    return new IllegalArgumentException(
        name
            + " was trained on images of SHA-256 "
            + expected
            + ", but "
            + found
            + (path == null ? ": say with --data what it was trained on" : ""));
  }

  private static String introduction(EnsembleFolder folder) {
    return String.format(
        Locale.ROOT,
        "Each member is a U-Net of %,d weights that this library has trained on the images it was"
            + " given, one fixed set of members for each source.",
        UNetCost.of(folder.config()).parameters());
  }
}
