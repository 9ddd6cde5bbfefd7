package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.util.List;
import org.abc4j.training.TrainedWeights;
import org.abc4j.training.TrainingInputs;

/** The side of a world whose models another program may train. */
public interface ModelsElsewhere {

  /**
   * What that program needs. Names of models begin with those of {@link #folders}.
   *
   * @return the inputs of all models of the plan
   * @throws org.abc4j.cli.Refusal if such models cannot be trained elsewhere, saying why
   */
  TrainingInputs inputs();

  /**
   * Folders of models, in the experiment's folder.
   *
   * @return their names
   */
  List<String> folders();

  /**
   * How many models of a folder are there already, with these weights. Nothing is written.
   *
   * @param folder one of {@link #folders}
   * @param executor what trained them
   * @param weights their weights
   * @return a number of models
   * @throws org.abc4j.cli.Refusal if the folder holds models of another training, or one of other
   *     weights
   * @throws IOException if a file cannot be read or is damaged
   */
  int there(String folder, String executor, TrainedWeights weights) throws IOException;

  /**
   * Takes all models of a folder.
   *
   * @param folder one of {@link #folders}
   * @param executor what trained them
   * @param weights their weights
   * @throws org.abc4j.cli.Refusal if the folder holds models of another training
   * @throws IOException if a file cannot be read or written
   */
  void take(String folder, String executor, TrainedWeights weights) throws IOException;
}
