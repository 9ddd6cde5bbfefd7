package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.experiment.ExperimentFolder;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.training.ImportedTraining;
import org.abc4j.training.RetrainedModels;

/**
 * The folders of a plan's networks in an experiment's folder, which need not be there, and what
 * they say of who trained them. No data are read for that. Immutable.
 *
 * @param plan the plan, of networks
 * @param folder the experiment's folder
 */
record ModelFolders(ExperimentPlan plan, Path folder) {

  /** Names of the folders, the ensemble's first. */
  List<String> names() {
    List<String> names = new ArrayList<>(List.of(ExperimentFolder.ENSEMBLE));
    if (plan.hasSingle()) {
      names.add(ExperimentFolder.RETRAINED);
    }
    if (plan.isRetrainedAgain()) {
      names.add(ExperimentFolder.AGAIN);
    }
    return names;
  }

  Path of(String name) {
    return folder.resolve(name);
  }

  /** What trained the models of a folder, if it was another program. */
  Optional<String> executor(String name) throws IOException {
    Path place = of(name);
    if (name.equals(ExperimentFolder.ENSEMBLE)) {
      return ImportedTraining.executor(place);
    }
    return RetrainedModels.isIn(place) ? RetrainedModels.open(place).executor() : Optional.empty();
  }

  /** The same of all folders, by their names; none where they were made here. */
  Map<String, String> executors() throws IOException {
    Map<String, String> executors = new LinkedHashMap<>();
    for (String name : names()) {
      executor(name).ifPresent(executor -> executors.put(name, executor));
    }
    return executors;
  }
}
