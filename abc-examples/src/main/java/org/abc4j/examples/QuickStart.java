package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.examples.report.Report;
import org.abc4j.examples.report.ReportPart;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.store.AssignmentFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * From real images to a report in under a minute: forms an ensemble, generates samples, enumerates
 * every counterfactual exactly and by differential ablation, and attributes the samples.
 *
 * <p>The members need no training: Gaussian denoisers, and apart from them the memorising limit.
 */
@Command(
    name = "quickstart",
    description =
        "Generates samples from an ensemble over real images, with every counterfactual of each,"
            + " and writes a report.")
public final class QuickStart implements Callable<Integer> {
  private static final int RESERVED = 16;
  private static final int SHOWN = 4;
  private static final double RIDGE = 0.01;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "IDX image file, gzipped or not, or a folder of (Fashion-)MNIST files, of which the test"
              + " images are taken first; labels are found beside it. Its first images are used, as"
              + " many as there are sources. Default: the bundled 256 images of Fashion-MNIST.")
  private Path data;

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

  @Option(names = "--steps", description = "Sampling steps. Default: ${DEFAULT-VALUE}.")
  private int steps = 50;

  @Option(names = "--seed", description = "Seed of code and noise. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the report. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("abc-report");

  QuickStart() {}

  /**
   * Runs the quick start.
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
    return Commands.line(new QuickStart());
  }

  @Override
  public Integer call() throws IOException {
    requireAtLeast(SHOWN, "--sources", sources);
    requireAtLeast(1, "--samples", samples);
    requireAtLeast(1, "--threads", threads);
    Sampler sampler = DdimSampler.steps(steps);
    NoiseSchedule schedule = sampler.schedule();
    TrainingData training =
        data == null ? TrainingData.bundled(sources) : TrainingData.read(data, sources);
    Batch items = training.images().batch();
    CodeAssignment code =
        Codebook.design(sources, RESERVED, seed).assign(DataSources.oneItemEach(sources), seed);
    requireAnImageForEachMember(code);
    Report.requireWritable(out);
    PrintWriter lines = spec.commandLine().getOut();
    lines.println("Training images: " + training.name());
    lines.flush();
    int memorised = (samples + 1) / 2;

    List<ReportPart> parts = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads, QuickStart::daemon);
    try (Progress progress = new Progress("Counterfactuals", samples + memorised)) {
      Execution execution = Execution.sequential().on(pool, threads);
      parts.add(
          new ReportPart(
              "gaussian",
              "Gaussian members",
              List.of(
                  "Each member knows only the mean and the covariance of the images it saw, and"
                      + " removes noise as well as one can with that (a Wiener filter). Its samples"
                      + " have the light and dark of garments and no sharp outline. The members"
                      + " need no training and depend on their data smoothly, so differential"
                      + " ablation is accurate."),
              study(
                  ClosedFormEnsembles.gaussian(items, code, RIDGE, schedule),
                  items,
                  sampler,
                  samples,
                  execution,
                  progress),
              SHOWN));
      parts.add(
          new ReportPart(
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
              study(
                  ClosedFormEnsembles.posteriorMean(items, code, schedule),
                  items,
                  sampler,
                  memorised,
                  execution,
                  progress),
              SHOWN));
    } finally {
      pool.shutdownNow();
    }
    AssignmentFile.write(out.resolve("codebook.json"), code);
    Path page = Report.of(training, parts, provenance(training, code, sampler)).write(out);
    lines.printf(
        Locale.ROOT,
        "Median Spearman, exact against first order: %.3f (Gaussian), %.3f (memorising)%n",
        SampleStudy.median(parts.get(0).studies(), SampleStudy::spearman),
        SampleStudy.median(parts.get(1).studies(), SampleStudy::spearman));
    lines.println("Report: " + page.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }

  private static void requireAtLeast(int least, String option, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " must be at least " + least + ", found " + value);
    }
  }

  /** With few sources, a member may be in nobody's word and have nothing to be made of. */
  private void requireAnImageForEachMember(CodeAssignment code) {
    for (int member = 0; member < code.codebook().length(); member++) {
      if (code.splits().indices(member).length == 0) {
        throw new IllegalArgumentException(
            "--sources "
                + sources
                + " with --seed "
                + seed
                + " leaves member "
                + member
                + " without an image: more sources are needed, or another seed");
      }
    }
  }

  private List<SampleStudy> study(
      Ensemble ensemble,
      Batch items,
      Sampler sampler,
      int count,
      Execution execution,
      Progress progress) {
    List<SampleStudy> studies = new ArrayList<>();
    for (Sample sample : sampler.samples(ensemble, ExogenousNoise.philox(seed), count)) {
      studies.add(SampleStudy.of(sample, items, execution.reportingTo(progress.next())));
    }
    return studies;
  }

  private Map<String, String> provenance(
      TrainingData training, CodeAssignment code, Sampler sampler) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Training images", training.name());
    facts.put("SHA-256 of the images", training.images().sha256());
    facts.put("Sources", code.sources().toString());
    facts.put("Codebook", code.codebook() + "; assigned at random with seed " + seed);
    facts.put("Reserved words", code.reserved() + ", which no source holds");
    facts.put(
        "Members", code.codebook().length() + ", each image seen by " + code.codebook().weight());
    facts.put("Ridge of the Gaussian members", Double.toString(RIDGE));
    facts.put("Sampler", sampler.toString());
    facts.put("Noise", "philox4x64-10, seed " + seed + ", samples from 0");
    facts.put("Java", Runtime.version() + ", " + threads + " threads");
    return facts;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "abc-worker");
    thread.setDaemon(true);
    return thread;
  }
}
