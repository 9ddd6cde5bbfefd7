package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.abc4j.Batch;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.io.AtomicFiles;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.report.Report;
import org.abc4j.report.ReportPart;
import org.abc4j.sampling.Sampler;
import org.abc4j.store.AssignmentFile;
import org.abc4j.study.SampleStudy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * From real images to a report in some ten seconds: forms an ensemble, generates samples,
 * enumerates every counterfactual exactly and by differential ablation, and attributes the samples.
 *
 * <p>The members need no training: Gaussian denoisers, and apart from them the memorising limit.
 */
@Command(
    name = "demo",
    description =
        "Generates samples from ensembles that need no training, with every counterfactual of each,"
            + " and writes a report.")
public final class Demo implements Callable<Integer> {
  private static final int RESERVED = 16;

  /** What a Gaussian member adds to its variances. */
  static final double RIDGE = 0.01;

  /** How samples are drawn if nothing else is said. */
  static final SamplerSetting SAMPLER = SamplerSetting.USUAL;

  @Spec private CommandSpec spec;

  @Mixin private final StudyOptions options = new StudyOptions(Path.of("abc-demo-report"), SAMPLER);

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "IDX image file, gzipped or not, or a folder of (Fashion-)MNIST files, of which the test"
              + " images are taken first; labels are found beside it. Its first images are used, as"
              + " many as there are sources. Default: the bundled 256 images of Fashion-MNIST.")
  private Path path;

  @Option(
      names = "--sources",
      description =
          "Number of training images, each its own source, at least 4. Default: ${DEFAULT-VALUE}.")
  private int sources = 256;

  @Option(
      names = "--samples",
      description =
          "Samples of the Gaussian members; half as many of the memorising ones."
              + " Default: ${DEFAULT-VALUE}.")
  private int samples = 6;

  Demo() {}

  /**
   * Runs the demonstration.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return Commands.line(new Demo());
  }

  @Override
  public Integer call() throws IOException {
    Commands.requireAtLeast(StudyOptions.SHOWN, "--sources", sources);
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(1, "--threads", options.threads);
    Sampler sampler = options.sampler(NoiseSchedule.linear(), Clipping.NONE);
    TrainingData data =
        path == null ? TrainingData.bundled(sources) : TrainingData.read(path, sources);
    CodeAssignment code =
        Codebook.design(sources, RESERVED, options.seed).assign(data.sources(), options.seed);
    Commands.requireAnImageForEachMember(code, options.seed);
    AtomicFiles.requireWritable(options.out, "a report");
    PrintWriter lines = spec.commandLine().getOut();
    lines.println("Training images: " + data.name());
    lines.flush();
    int memorised = (samples + 1) / 2;

    List<ReportPart> parts = new ArrayList<>();
    try (StudyRunner runner = StudyRunner.of(code, samples + memorised, options.threads)) {
      Batch items = data.images().batch();
      NoiseSchedule schedule = sampler.schedule();
      Ensemble gaussian = ClosedFormEnsembles.gaussian(items, code, RIDGE, schedule);
      parts.add(gaussian(runner.study(gaussian, data, sampler, options.seed, samples)));
      Ensemble memorising = ClosedFormEnsembles.posteriorMean(items, code, schedule);
      parts.add(memorising(runner.study(memorising, data, sampler, options.seed, memorised)));
    }
    AssignmentFile.write(options.out.resolve("codebook.json"), code);
    Map<String, String> facts = StudyRunner.facts(data, code, sampler, options);
    facts.put("SHA-256 of the images", data.images().sha256());
    facts.put("Seed of the code", "" + options.seed);
    facts.put("Ridge of the Gaussian members", Double.toString(RIDGE));
    Path page = Report.of(data.shown(), parts, facts).write(options.out);
    lines.printf(
        Locale.ROOT,
        "Median Spearman, exact against first order: %.3f (Gaussian), %.3f (memorising)%n",
        SampleStudy.median(parts.get(0).studies(), SampleStudy::spearman),
        SampleStudy.median(parts.get(1).studies(), SampleStudy::spearman));
    lines.println("Report: " + page.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }

  private static ReportPart gaussian(List<SampleStudy> studies) {
    return new ReportPart(
        "gaussian",
        "Gaussian members",
        List.of(
            "Each member knows only the mean and the covariance of the images it saw, and"
                + " removes noise as well as one can with that (a Wiener filter). Its samples"
                + " have the light and dark of garments and no sharp outline. The members"
                + " need no training and depend on their data smoothly, so differential"
                + " ablation is accurate."),
        studies,
        StudyOptions.SHOWN);
  }

  private static ReportPart memorising(List<SampleStudy> studies) {
    return new ReportPart(
        "memorising",
        "The memorising limit",
        List.of(
            "Each member knows every image it saw by heart: the limit of a network that was"
                + " trained too long on too little. Its samples are blends of a few training"
                + " images, and leaving out members can turn a boot into a shirt, whether or"
                + " not they saw what it is made of: compare the placebos.",
            "First order is poor here: read the exact counterfactuals, and take the"
                + " first-order ones as a warning. Trained networks lie between the two"
                + " parts."),
        studies,
        StudyOptions.SHOWN);
  }
}
