package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ModelsElsewhere;
import org.abc4j.io.FolderLock;
import org.abc4j.training.TrainingInputs;
import org.abc4j.unet.layer.Network;

/**
 * An experiment whose models another program trains: writes what that program needs into the
 * experiment's folder, and takes the weights back, so that a run goes on with them.
 */
public final class ExperimentElsewhere {
  /** Folder of what the other program needs, in the experiment's. */
  public static final String INPUTS = "inputs";

  private final ExperimentPlan plan;
  private final Optional<Path> data;
  private final WorldMaker worlds;
  private final Work work;

  /**
   * Of a plan.
   *
   * @param plan the plan
   * @param data the folder of data sets, if there is one
   * @param worlds where data come from
   * @param work the threads, and who hears of progress
   */
  public ExperimentElsewhere(
      ExperimentPlan plan, Optional<Path> data, WorldMaker worlds, Work work) {
    this.plan = plan;
    this.data = data;
    this.worlds = worlds;
    this.work = work;
  }

  /**
   * Begins the experiment's folder and writes the inputs into it.
   *
   * @param out the experiment's folder
   * @return the inputs
   * @throws IOException if a file cannot be read or written
   * @throws Refusal if the folder is another experiment's, a data set is missing, or these models
   *     cannot be trained elsewhere
   */
  public TrainingInputs write(Path out) throws IOException {
    requireNetworks();
    PlanFile.begin(out, plan);
    try (FolderLock lock = FolderLock.hold(out, out.resolve("lock"));
        ExperimentWorld world = worlds.open(plan, data, out, work)) {
      TrainingInputs inputs = trainedElsewhere(world).inputs();
      inputs.write(out.resolve(INPUTS));
      return inputs;
    }
  }

  /**
   * Takes weights into the experiment's folder: all models of one of its folders, or none of it.
   * All weights are looked at, and models that are there already compared with theirs, before
   * anything is written.
   *
   * @param out the experiment's folder, begun
   * @param files files of weights, or folders of them
   * @return for each folder of models what was taken, in words
   * @throws IOException if a file cannot be read or written, or is damaged, or has a weight that is
   *     none of the network's, of another shape or not finite
   * @throws Refusal if the weights are of other inputs, some models of a folder are missing, or
   *     others are there, or the same, trained by something else
   */
  public Map<String, String> take(Path out, List<Path> files) throws IOException {
    requireNetworks();
    try (FolderLock lock = FolderLock.hold(out, out.resolve("lock"));
        ExperimentWorld world = worlds.open(plan, data, out, work)) {
      ModelsElsewhere models = trainedElsewhere(world);
      TrainingInputs inputs = models.inputs();
      WeightFiles weights =
          WeightFiles.read(
              files,
              inputs.sha256(),
              inputs.names(),
              Network.of(plan.network()).parameters(),
              plan.training().steps());
      Map<String, List<String>> whole = new LinkedHashMap<>();
      for (String folder : models.folders()) {
        List<String> names = names(inputs, folder);
        if (hasAll(names, weights)) {
          whole.put(folder, names);
        }
      }
      weights.requireFinite();
      Map<String, Integer> there = new HashMap<>();
      for (Map.Entry<String, List<String>> one : whole.entrySet()) {
        String executor = weights.executor(one.getValue());
        there.put(one.getKey(), models.there(one.getKey(), executor, weights.of(one.getKey())));
      }
      Map<String, String> taken = new LinkedHashMap<>();
      for (String folder : models.folders()) {
        List<String> names = names(inputs, folder);
        if (whole.containsKey(folder)) {
          models.take(folder, weights.executor(names), weights.of(folder));
        }
        taken.put(folder, words(names.size(), there.get(folder)));
      }
      return taken;
    }
  }

  private void requireNetworks() {
    if (plan.isClosedForm()) {
      throw new Refusal(
          "members of kind " + plan.kind() + " are fitted, not trained: there is nothing to train");
    }
  }

  private ModelsElsewhere trainedElsewhere(ExperimentWorld world) {
    if (world instanceof ModelsElsewhere models) {
      return models;
    }
    throw new Refusal("models of " + plan.experiment().name() + " are made here alone");
  }

  private static List<String> names(TrainingInputs inputs, String folder) {
    return inputs.names().stream().filter(name -> name.startsWith(folder + "/")).toList();
  }

  /**
   * What was done.
   *
   * @param models models of a folder
   * @param there how many of them were there already; null if there are no weights
   */
  private static String words(int models, Integer there) {
    if (there == null) {
      return "no weights, " + models + " models left to be trained here";
    }
    if (there == models) {
      return models + " models there already, with these weights";
    }
    return (models - there) + " models taken" + (there == 0 ? "" : ", " + there + " there already");
  }

  /** Whether there are weights of all models of a folder, and not of none. */
  private static boolean hasAll(List<String> names, WeightFiles weights) {
    List<String> missing = names.stream().filter(name -> !weights.has(name)).toList();
    if (missing.isEmpty() || missing.size() == names.size()) {
      return missing.isEmpty();
    }
    throw new Refusal(
        "a folder's models are taken all together, but "
            + missing.size()
            + " of "
            + names.size()
            + " have no weights in these files, "
            + missing.get(0)
            + " first");
  }
}
