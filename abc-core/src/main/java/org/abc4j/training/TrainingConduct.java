package org.abc4j.training;

import java.util.Objects;
import org.abc4j.Execution;

/**
 * How a training is carried out, which is no matter to the models that it gives: where and whether
 * to go on, who hears of steps, how many of them a killed process loses, and whether the states
 * that models end in stay. Immutable.
 *
 * @param execution where models are trained, and whether to go on
 * @param listener hears of each step
 * @param checkpointEvery steps of a model between its checkpoints, at least 1
 * @param keepsStates whether states stay
 */
record TrainingConduct(
    Execution execution, TrainingListener listener, int checkpointEvery, boolean keepsStates) {
  private static final int CHECKPOINT_EVERY = 250;

  TrainingConduct {
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(listener, "listener");
    MemberTrainer.requireInterval(checkpointEvery);
  }

  /** On the calling thread, heard of by nobody. */
  static TrainingConduct usual() {
    return new TrainingConduct(
        Execution.sequential(), (model, step, steps, loss) -> {}, CHECKPOINT_EVERY, false);
  }

  TrainingConduct with(Execution other) {
    return new TrainingConduct(other, listener, checkpointEvery, keepsStates);
  }

  TrainingConduct reportingTo(TrainingListener other) {
    return new TrainingConduct(execution, other, checkpointEvery, keepsStates);
  }

  TrainingConduct withCheckpointEvery(int steps) {
    return new TrainingConduct(execution, listener, steps, keepsStates);
  }

  TrainingConduct keepingStates() {
    return new TrainingConduct(execution, listener, checkpointEvery, true);
  }

  /** Counts the steps of so many models, each of so many, for all who hear of them. */
  Steps steps(int models, int steps) {
    return Steps.of(models, steps, execution, listener);
  }

  /** What trains each model. */
  MemberTrainer trainer(TrainingConfig training) {
    return MemberTrainer.of(training, checkpointEvery);
  }
}
