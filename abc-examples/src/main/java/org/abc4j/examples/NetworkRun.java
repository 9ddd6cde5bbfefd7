package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;

/** Trains what a study of networks asks for and finds its lines, all kept in a folder. */
final class NetworkRun {
  /** What the lines of an ensemble weigh beside a training. */
  private static final long LINES = 4;

  private final NetworkRecipe recipe;
  private final Batch images;
  private final int samples;
  private final Path folder;
  private final KeptLines kept;
  private final Execution execution;
  private final WorkBar progress;

  /**
   * @param recipe of all ensembles
   * @param images their training images, in the order of the sources
   * @param samples samples of each ensemble
   * @param folder of members and lines
   * @param execution where work is done
   * @param progress hears of it
   */
  NetworkRun(
      NetworkRecipe recipe,
      Batch images,
      int samples,
      Path folder,
      Execution execution,
      WorkBar progress) {
    this.recipe = recipe;
    this.images = images;
    this.samples = samples;
    this.folder = folder;
    this.execution = execution;
    this.progress = progress;
    String digest = EnsembleFolder.dataSha256(images);
    kept =
        new KeptLines(
            folder.resolve("lines"),
            "# " + LibraryVersion.text() + ", " + recipe + ", images " + digest);
  }

  /** What {@link #evidence} weighs. */
  static long weightOfEvidence(NetworkRecipe recipe) {
    return recipe.members() + LINES;
  }

  /** What {@link #trial} weighs. */
  static long weightOfTrial(NetworkRecipe recipe, int seeds, int removed) {
    return seeds * (NetworkMembers.trainings(recipe, removed) + LINES);
  }

  private NetworkMembers members(
      String what, Batch of, NetworkWorld.Starts starts, long seed, int removed)
      throws IOException {
    String name = what + "-" + starts + "-seed-" + seed;
    NetworkMembers members =
        new NetworkMembers(folder.resolve(name), recipe.world(of, starts, seed));
    ProgressListener listener = progress.next(NetworkMembers.trainings(recipe, removed));
    members.train(removed, execution.reportingTo(listener));
    return members;
  }

  private interface Work {
    List<String> lines(Execution execution) throws IOException;
  }

  private List<String> lines(String name, long weight, Work work) throws IOException {
    ProgressListener listener = progress.next(weight);
    List<String> lines =
        kept.of(name + "-samples-" + samples, () -> work.lines(execution.reportingTo(listener)));
    listener.progress(1, 1);
    return lines;
  }

  /** {@link NetworkEvidence#lines} of an ensemble. */
  List<String> evidence(NetworkWorld.Starts starts, long seed, int deals) throws IOException {
    NetworkMembers members = members("plain", images, starts, seed, 0);
    return lines(
        "evidence-" + starts + "-seed-" + seed + "-deals-" + deals,
        LINES,
        reporting -> NetworkEvidence.lines(members, deals, samples, reporting));
  }

  /** {@link NetworkEvidence#planted} of an ensemble of other images. */
  List<String> planted(NetworkWorld.Starts starts, long seed) throws IOException {
    Batch other = PlantedImages.into(images, recipe.sources());
    NetworkMembers members = members("planted", other, starts, seed, 0);
    return lines(
        "planted-" + starts + "-seed-" + seed,
        LINES,
        reporting -> NetworkEvidence.planted(members, samples, reporting));
  }

  /** {@link NetworkTrial#lines} of ensembles that differ in their seed. */
  List<String> trial(NetworkWorld.Starts starts, Collection<Long> seeds, int removed)
      throws IOException {
    List<NetworkMembers> all = new ArrayList<>();
    StringBuilder name = new StringBuilder("trial-" + starts + "-removed-" + removed + "-seeds");
    for (long seed : seeds) {
      all.add(members("plain", images, starts, seed, removed));
      name.append('-').append(seed);
    }
    return lines(
        name.toString(),
        LINES * seeds.size(),
        reporting -> NetworkTrial.lines(all, samples, removed, reporting));
  }
}
