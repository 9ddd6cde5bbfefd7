package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Batch;
import org.abc4j.codebook.DataSources;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;

/** A training in a process of its own, to be killed. */
final class TrainingProcess {
  static final String BEGUN = "begun";
  static final int REMOVED = 2;

  private TrainingProcess() {}

  /** Checkpoints every three steps, so that a kill may come in the middle of writing one. */
  static UNetEnsembleTrainer trainer(int steps) {
    TrainingConfig config =
        TrainingConfig.paper(11, steps)
            .withBatchSize(4)
            .withLearningRate(1e-3)
            .withAverage(0.9)
            .withFlips();
    return UNetEnsembleTrainer.of(TinyNetworks.config().withDropout(0.1), config)
        .withCheckpointEvery(3);
  }

  /**
   * Trains into the folder and for the steps that are named, or repairs into it the ensemble that
   * is named third; says when the first step is taken.
   */
  public static void main(String[] arguments) throws IOException {
    boolean[] begun = {false};
    UNetEnsembleTrainer trainer =
        trainer(Integer.parseInt(arguments[1]))
            .reportingTo(
                (member, step, steps, loss) -> {
                  if (!begun[0]) {
                    begun[0] = true;
                    System.out.println(BEGUN);
                    System.out.flush();
                  }
                });
    Path target = Path.of(arguments[0]);
    if (arguments.length == 3) {
      trainer.repair(EnsembleFolder.open(Path.of(arguments[2])), imagesLeft(), target);
    } else {
      trainer.train(TinyNetworks.images(), TinyNetworks.code(), target);
    }
  }

  /** The images that are left without the source that a repair does without. */
  static Batch imagesLeft() {
    DataSources sources = TinyNetworks.code().sources();
    return TinyNetworks.images()
        .select(sources.itemsWithout(REMOVED).mapToInt(Math::toIntExact).toArray());
  }
}
