package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.unet.UNetCost;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How well influence is estimated on trained networks: exact, differential and calibrated beside
 * what retraining without each source does, and beside how well one retraining tells of another;
 * how often evidence is found, with words dealt anew beside; and whether planted sources are found.
 * {@link InfluenceStudy} does the like on members in closed form.
 *
 * <p>Members and results are kept as they are made, so that a study that was stopped goes on, to
 * the same bytes.
 */
@Command(
    name = "networks",
    description =
        "Compares estimates of influence with retraining, on small networks. Stopped, it goes on"
            + " with the same command.")
public final class NetworkStudy extends KeptStudy {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "IDX images with labels beside them, or a folder of them: the first 256. Default: the"
              + " bundled images.")
  private Path data;

  @Option(
      names = "--sources",
      description = "Sources, of one class each. Default: ${DEFAULT-VALUE}.")
  private int sources = 16;

  @Option(names = "--items", description = "Images of a source. Default: ${DEFAULT-VALUE}.")
  private int items = 4;

  @Option(names = "--members", description = "Members. Default: ${DEFAULT-VALUE}.")
  private int members = 12;

  @Option(names = "--weight", description = "Members that see a source. Default: ${DEFAULT-VALUE}.")
  private int weight = 4;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description = "Pixels a side of the images, 8 or 16. Default: ${DEFAULT-VALUE}.")
  private int side = 16;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "C",
      description =
          "Channels of the network's blocks, the last a multiple of 8, others of 4. Default: 8,8.")
  private List<Integer> channels = List.of(8, 8);

  @Option(
      names = "--steps",
      description = "Optimizer steps of each member. Default: ${DEFAULT-VALUE}.")
  private int steps = 1000;

  @Option(names = "--batch", description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batch = 16;

  @Option(
      names = "--starts",
      split = ",",
      paramLabel = "KIND",
      description =
          "Some of own and shared: whether members have initial weights and draws of their own, as"
              + " ever, or differ by their data alone. Default: own.")
  private Set<NetworkWorld.Starts> starts = new LinkedHashSet<>(List.of(NetworkWorld.Starts.OWN));

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds of trainings, for retraining at least two. Default: 1,2.")
  private Set<Long> seeds = new LinkedHashSet<>(List.of(1L, 2L));

  @Option(
      names = "--removed",
      paramLabel = "COUNT",
      description =
          "Retrains without each of so many sources, the first; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int removed = 16;

  @Option(
      names = "--deals",
      description =
          "How often words are dealt anew among sources and reserve. Default: ${DEFAULT-VALUE}.")
  private int deals = 25;

  @Option(names = "--samples", description = "Samples an ensemble. Default: ${DEFAULT-VALUE}.")
  private int samples = 24;

  @Option(
      names = "--shipped",
      description =
          "Trains nothing: the evidence that the ensemble which comes with the examples bears, with"
              + " its words and with words dealt anew.")
  private boolean shipped;

  /**
   * Runs the study.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    main(NetworkStudy.class, args, NetworkStudy::commandLine);
  }

  static CommandLine commandLine() {
    return line(new NetworkStudy()).addSubcommand(RetrainingStudy.ofShipped());
  }

  private NetworkStudy() {
    super(Path.of("abc-networks"));
  }

  @Override
  void requireOptions() {
    Commands.requireAtLeast(0, "--deals", deals);
    Commands.requireAtLeast(1, "--samples", samples);
    if (!shipped) {
      recipe();
    }
  }

  @Override
  Path study(Execution execution, PrintWriter to) throws IOException {
    if (shipped) {
      ofShipped(execution, to);
    } else {
      trained(execution, to);
    }
    return out();
  }

  private void trained(Execution execution, PrintWriter to) throws IOException {
    NetworkRecipe recipe = recipe();
    TrainingData images =
        data == null
            ? TrainingData.bundled(TrainingData.BUNDLED)
            : TrainingData.read(data, TrainingData.BUNDLED);
    Batch ordered = recipe.images(images.images());
    to.println(described(recipe, ordered));
    to.flush();
    try (WorkBar progress = WorkBar.of("Networks", weight(recipe))) {
      run(new NetworkRun(recipe, ordered, samples, out(), execution, progress), to);
    }
  }

  private void ofShipped(Execution execution, PrintWriter to) throws IOException {
    try (ShippedEnsemble ensemble =
            ShippedEnsemble.open(NetworkStudy.class.getClassLoader(), ShippedEnsemble.PREFIX);
        WorkBar progress = WorkBar.of("Networks", 1)) {
      EnsembleFolder folder = ensemble.folder();
      KeptLines kept =
          new KeptLines(
              out().resolve("lines"),
              "# " + LibraryVersion.text() + ", shipped, " + folder.manifest().memberSha256());
      List<String> lines =
          kept.of(
              "shipped-deals-" + deals + "-samples-" + samples,
              () ->
                  ShippedEvidence.lines(
                      folder, deals, samples, execution.reportingTo(progress.next())));
      KeptLines.write(out().resolve("evidence.csv"), NetworkEvidence.header(), lines);
      NetworkSummary.evidence(lines).forEach(to::println);
    }
  }

  /** Says and writes what was found as soon as it is. */
  private void run(NetworkRun run, PrintWriter to) throws IOException {
    if (removed > 0) {
      List<String> trials = new ArrayList<>();
      for (NetworkWorld.Starts kind : starts) {
        trials.addAll(run.trial(kind, seeds, removed));
      }
      KeptLines.write(out().resolve("retraining.csv"), NetworkTrial.header(), trials);
      NetworkSummary.trials(trials).forEach(to::println);
      to.flush();
    }
    List<String> evidence = new ArrayList<>();
    for (NetworkWorld.Starts kind : starts) {
      for (long seed : seeds) {
        evidence.addAll(run.evidence(kind, seed, deals));
      }
    }
    KeptLines.write(out().resolve("evidence.csv"), NetworkEvidence.header(), evidence);
    NetworkSummary.evidence(evidence).forEach(to::println);
    to.flush();
    List<String> planted = new ArrayList<>();
    for (NetworkWorld.Starts kind : starts) {
      planted.addAll(run.planted(kind, seeds.iterator().next()));
    }
    KeptLines.write(out().resolve("planted.csv"), NetworkEvidence.headerOfPlanted(), planted);
    NetworkSummary.planted(planted).forEach(to::println);
  }

  private NetworkRecipe recipe() {
    Commands.requireAtLeast(3, "--sources", sources);
    Commands.requireAtLeast(1, "--items", items);
    Commands.requireAtLeast(5, "--members", members);
    Commands.requireAtLeast(1, "--weight", weight);
    Commands.requireAtLeast(1, "--steps", steps);
    Commands.requireAtLeast(1, "--batch", batch);
    Commands.requireAtLeast(0, "--removed", removed);
    Commands.requireAtLeast(removed, "--sources with --removed " + removed, sources);
    if (removed > 0) {
      Commands.requireAtLeast(2, "the number of --seeds", seeds.size());
    }
    NetworkRecipe recipe =
        new NetworkRecipe(sources, items, members, weight, side, channels, steps, batch);
    requireAnItemForEachTraining(recipe.code());
    return recipe;
  }

  /** A member that one source alone is seen by has nothing to be trained on without it. */
  private void requireAnItemForEachTraining(CodeAssignment code) {
    for (int member = 0; member < members; member++) {
      long seen =
          IntStream.of(code.splits().indices(member))
              .mapToLong(code.sources()::sourceOf)
              .distinct()
              .count();
      if (seen < 2) {
        throw new IllegalArgumentException(
            "member "
                + member
                + " sees "
                + seen
                + " of the "
                + sources
                + " sources, of which it must be left one when one is removed: more --sources or a"
                + " greater --weight are needed");
      }
    }
  }

  private String described(NetworkRecipe recipe, Batch images) {
    UNetCost cost = UNetCost.of(recipe.world(images, NetworkWorld.Starts.OWN, 0).network());
    int trainings = NetworkMembers.trainings(recipe, removed) * seeds.size() + members;
    return String.format(
        Locale.ROOT,
        "%s; %,d parameters and %,d multiply-adds an image; %d trainings, %.1f·10¹² multiply-adds",
        recipe,
        cost.parameters(),
        cost.multiplyAdds(),
        trainings * starts.size(),
        3e-12 * trainings * starts.size() * steps * batch * cost.multiplyAdds());
  }

  private long weight(NetworkRecipe recipe) {
    long each = (seeds.size() + 1) * NetworkRun.weightOfEvidence(recipe);
    long trial = removed == 0 ? 0 : NetworkRun.weightOfTrial(recipe, seeds.size(), removed);
    return starts.size() * (each + trial);
  }
}
