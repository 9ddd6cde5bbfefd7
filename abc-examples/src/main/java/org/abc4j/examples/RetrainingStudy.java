package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class RetrainingStudy extends KeptStudy {
  private final Supplier<RetrainingWorld> of;

  /** Made when it is needed, which takes a moment. */
  private RetrainingWorld world;

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

  RetrainingStudy(Supplier<RetrainingWorld> of) {
    super(Path.of("abc-retraining"));
    this.of = of;
  }

  /** Of the ensemble that comes with the examples. */
  static RetrainingStudy ofShipped() {
    return new RetrainingStudy(() -> RetrainingWorld.shipped(RetrainingTrial.SAMPLES));
  }

  @Override
  void requireOptions() {
    Commands.requireAtLeast(1, "--samples", samples);
    if ((inputs == null) == (retrained == null)) {
      throw new IllegalArgumentException(
          "either --inputs FOLDER, for what the trainings need, or --retrained FOLDER, for what came"
              + " of them, is needed, found "
              + (inputs == null ? "neither" : "both"));
    }
  }

  @Override
  Path study(Execution execution, PrintWriter to) throws IOException {
    world = of.get();
    samples = Math.min(samples, world.samples());
    if (inputs != null) {
      RetrainingInputs.write(inputs, world);
      return inputs;
    }
    try (WorkBar progress = WorkBar.of("Retraining", seeds().size())) {
      compare(execution, progress, to);
    }
    return out();
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
      List<RetrainedEnsemble> truths = new ArrayList<>(List.of(all.get(i)));
      if (all.size() > 1) {
        truths.add(all.get((i + 1) % all.size()));
      }
      String origin = origin(digest, truths, removed);
      lines.addAll(of(truths, removed, origin, i == 0, execution, progress, to));
    }
    KeptLines.write(out().resolve("retraining.csv"), NetworkTrial.header(), lines);
    NetworkSummary.trials(lines).forEach(to::println);
  }

  /** Of the first of these, with what the others changed beside; nothing kept is made again. */
  private List<String> of(
      List<RetrainedEnsemble> truths,
      int removed,
      String origin,
      boolean rounding,
      Execution execution,
      WorkBar progress,
      PrintWriter to)
      throws IOException {
    RetrainedEnsemble of = truths.get(0);
    Supplier<RetrainingTrial> trial =
        once(
            () ->
                RetrainingTrial.of(
                    world,
                    of,
                    truths.stream().map(truth -> truth.changes(samples, removed)).toList(),
                    execution));
    KeptLines kept = new KeptLines(out().resolve("lines"), origin);
    String name = "seed-" + of.seed() + "-samples-" + samples;
    kept.of(name + "-said", () -> List.of(trial.get().described())).forEach(to::println);
    if (rounding && ours != null) {
      EnsembleFolder folder = EnsembleFolder.open(ours);
      new KeptLines(kept.folder(), origin + ", ours " + folder.manifest().memberSha256())
          .of(name + "-rounding", () -> List.of(trial.get().rounding(folder.ensemble(), execution)))
          .forEach(to::println);
    }
    to.flush();
    Execution reporting = execution.reportingTo(progress.next());
    List<String> lines = kept.of(name, () -> trial.get().lines(reporting));
    Path sheet = out().resolve(name + ".png");
    if (!Files.exists(sheet)) {
      trial.get().write(sheet);
    }
    return lines;
  }

  /** Of what is made when it is first asked for. */
  private static <T> Supplier<T> once(Supplier<T> making) {
    List<T> made = new ArrayList<>();
    return () -> {
      if (made.isEmpty()) {
        made.add(making.get());
      }
      return made.get(0);
    };
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

  private String origin(String digest, List<RetrainedEnsemble> truths, int removed)
      throws IOException {
    List<String> digests = new ArrayList<>();
    for (RetrainedEnsemble truth : truths) {
      digests.add(Sha256.of(RetrainedEnsemble.file(retrained, truth.seed())));
    }
    return "# "
        + LibraryVersion.text()
        + ", inputs "
        + digest
        + ", "
        + removed
        + " sources, samples "
        + String.join(" beside ", digests);
  }
}
