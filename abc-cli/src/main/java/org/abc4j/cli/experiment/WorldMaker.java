package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;

/** Where data and models of an experiment come from. */
@FunctionalInterface
public interface WorldMaker {

  /**
   * Opens data, and models as far as they are there; trains nothing.
   *
   * @param plan the plan
   * @param data the folder of data sets; empty where data are stand-ins
   * @param folder the experiment's folder, which keeps models
   * @param work the threads, and who hears of progress
   * @return what the experiment is done with, to be closed by the caller
   * @throws org.abc4j.cli.UnusableInput if a data set is missing, saying which files go where and
   *     where they come from
   * @throws IOException if something cannot be read
   */
  ExperimentWorld open(ExperimentPlan plan, Optional<Path> data, Path folder, Work work)
      throws IOException;

  /**
   * What trained models in an experiment's folder, where it was another program. Looks at these
   * folders alone: no data are read.
   *
   * @param plan the plan
   * @param folder the experiment's folder
   * @return its name by the folder of the models; none where they are made here
   * @throws IOException if something cannot be read
   */
  default Map<String, String> executors(ExperimentPlan plan, Path folder) throws IOException {
    return Map.of();
  }

  /**
   * Makes sure that a plan's data are there, before anything is timed or written.
   *
   * @param plan the plan
   * @param data the folder of data sets; empty where data are stand-ins, or were kept
   * @param folder the experiment's folder, which need not exist
   * @param work the threads, and who hears of progress
   * @throws org.abc4j.cli.UnusableInput if a data set is missing, as {@link #open} says it
   * @throws IOException if something cannot be read
   */
  default void requireData(ExperimentPlan plan, Optional<Path> data, Path folder, Work work)
      throws IOException {
    // Whoever makes data up has all there is.
  }
}
