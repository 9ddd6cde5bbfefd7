package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How well influence is estimated on the ensemble that comes with the examples, beside what
 * retraining it without a source does. That is hours of many processors, or minutes of a GPU: this
 * writes what a program needs that trains there ({@code docs/experiments/retraining}), and reads
 * what came of it. {@link NetworkStudy} does all of it itself, on smaller networks.
 */
@Command(
    name = "retraining",
    description =
        "Compares estimates of influence with retraining of the ensemble that comes with the"
            + " examples, which is done elsewhere: docs/experiments/retraining.")
final class RetrainingStudy implements Callable<Integer> {
  private final Supplier<RetrainingWorld> of;

  /** Made when it is needed, which takes a moment. */
  private RetrainingWorld world;

  @Spec private CommandSpec spec;

  @Option(
      names = "--inputs",
      paramLabel = "FOLDER",
      description = "Writes what the trainings need into a folder, and does no more.")
  private Path inputs;

  @Option(
      names = "--retrained",
      paramLabel = "FOLDER",
      description = "What the trainings have written.")
  private Path retrained;

  @Option(
      names = "--ours",
      paramLabel = "FOLDER",
      description =
          "The ensemble of the first seed as this library trained it, such as"
              + " abc-examples/src/main/resources/org/abc4j/examples/ensemble: says how far rounding"
              + " alone has moved its samples.")
  private Path ours;

  @Option(
      names = "--samples",
      description = "Looks at so many of the samples, the first. Default: ${DEFAULT-VALUE}.")
  private int samples = RetrainingTrial.SAMPLES;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the results. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("abc-retraining");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  RetrainingStudy(Supplier<RetrainingWorld> of) {
    this.of = of;
  }

  /** Of the ensemble that comes with the examples. */
  static RetrainingStudy ofShipped() {
    return new RetrainingStudy(() -> RetrainingWorld.shipped(RetrainingTrial.SAMPLES));
  }

  @Override
  public Integer call() throws IOException {
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(1, "--threads", threads);
    if ((inputs == null) == (retrained == null)) {
      throw new IllegalArgumentException(
          "either --inputs FOLDER, for what the trainings need, or --retrained FOLDER, for what came"
              + " of them, is needed, found "
              + (inputs == null ? "neither" : "both"));
    }
    world = of.get();
    samples = Math.min(samples, world.samples());
    PrintWriter to = spec.commandLine().getOut();
    if (inputs != null) {
      RetrainingInputs.write(inputs, world);
      to.println("Inputs: " + inputs.toAbsolutePath().normalize());
      return CommandLine.ExitCode.OK;
    }
    AtomicFiles.requireWritable(out, "a study");
    ExecutorService pool = StudyRunner.daemons(threads);
    try (WorkBar progress = WorkBar.of("Retraining", world.seeds().size())) {
      compare(Execution.sequential().on(pool, threads), progress, to);
    } finally {
      pool.shutdownNow();
    }
    to.println("Results: " + out.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }

  private void compare(Execution execution, WorkBar progress, PrintWriter to) throws IOException {
    String digest = RetrainingInputs.sha256(world);
    List<RetrainedEnsemble> all = new ArrayList<>();
    int removed = world.recipe().sources();
    for (long seed : seeds()) {
      RetrainedEnsemble one = RetrainedEnsemble.read(world, digest, retrained, seed);
      removed = Math.min(removed, one.sources().length);
      all.add(one);
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RetrainedEnsemble of = all.get(i);
      List<SourceChanges> truths = new ArrayList<>(List.of(of.changes(samples, removed)));
      if (all.size() > 1) {
        truths.add(all.get((i + 1) % all.size()).changes(samples, removed));
      }
      RetrainingTrial trial = RetrainingTrial.of(world, of, truths, execution);
      to.println(trial.described());
      if (i == 0 && ours != null) {
        to.println(trial.rounding(EnsembleFolder.open(ours).ensemble(), execution));
      }
      to.flush();
      KeptLines kept = new KeptLines(out.resolve("lines"), origin(digest, of, removed));
      String name = "seed-" + of.seed() + "-samples-" + samples;
      lines.addAll(kept.of(name, () -> trial.lines(execution.reportingTo(progress.next()))));
      trial.write(out.resolve("seed-" + of.seed() + ".png"));
    }
    KeptLines.write(out.resolve("retraining.csv"), NetworkTrial.header(), lines);
    NetworkSummary.trials(lines).forEach(to::println);
  }

  /** Those that there are results of. */
  private List<Long> seeds() {
    List<Long> seeds =
        world.seeds().stream()
            .filter(seed -> Files.exists(RetrainedEnsemble.file(retrained, seed)))
            .toList();
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException(
          "there are results of none of the seeds " + world.seeds() + " in " + retrained);
    }
    return seeds;
  }

  private String origin(String digest, RetrainedEnsemble of, int removed) throws IOException {
    return "# "
        + LibraryVersion.text()
        + ", inputs "
        + digest
        + ", "
        + removed
        + " sources, samples "
        + Sha256.of(RetrainedEnsemble.file(retrained, of.seed()));
  }
}
