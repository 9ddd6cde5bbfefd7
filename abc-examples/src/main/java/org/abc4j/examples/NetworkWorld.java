package org.abc4j.examples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;

/**
 * An ensemble of U-Nets, and the trainings that leave a source out.
 *
 * <p>A member without a source starts from the same weights, at each step has the same timesteps
 * and noise, and draws the same items but for those of the source ({@link CoupledSplit}). That is
 * closer than {@link org.abc4j.training.UNetEnsembleTrainer#repair} comes: its members have
 * weights, timesteps and noise of before too, but draw among fewer items, hence others.
 *
 * @param items training images, item i of the code's sources in row i
 * @param code which source is seen by which members
 * @param network of every member
 * @param training how members are trained
 * @param starts what members have in common
 */
record NetworkWorld(
    Batch items, CodeAssignment code, UNetConfig network, TrainingConfig training, Starts starts) {

  /** What members have in common beside the data. */
  enum Starts {
    /** Nothing: each has its own initial weights and draws, as in any trained ensemble. */
    OWN,
    /** Initial weights and draws, so that members differ by their data alone. */
    SHARED;

    @Override
    public String toString() {
      return SamplerChoice.inWords(this);
    }
  }

  /**
   * A member at the end of its training.
   *
   * @param weights by their names
   * @param loss the mean of the last tenth of steps
   */
  record Trained(Map<String, float[]> weights, double loss) {}

  /** Whose initial weights and draws a member has. */
  private int drawsOf(int member) {
    return starts == Starts.SHARED ? 0 : member;
  }

  /** Items of a member's split but those of a source; −1 for all of it. */
  int[] split(int member, long without) {
    return IntStream.of(code.splits().indices(member))
        .filter(item -> code.sources().sourceOf(item) != without)
        .toArray();
  }

  /** All that the bytes of a member depend on. */
  Map<String, String> origin(int member, long without) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("library", LibraryVersion.text());
    origin.put("network", network.toString());
    origin.put("training", training.toString());
    origin.put("draws", "of member " + drawsOf(member));
    origin.put("images", EnsembleFolder.dataSha256(items));
    origin.put("split", Arrays.toString(split(member, without)));
    return origin;
  }

  /**
   * Trains a member without a source's items; −1 for all of its split.
   *
   * @throws ArithmeticException if the loss is not finite, naming member and step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  Trained train(int member, long without, Execution execution) {
    Network weights = Network.of(network);
    InitialWeights.set(weights, training.seed(), drawsOf(member));
    Rows split = CoupledSplit.of(items, split(member, without), training.seed());
    TrainingDraws draws = TrainingDraws.of(training, drawsOf(member), split);
    int last = Math.max(1, training.steps() / 10);
    double losses = 0;
    TrainableUNet model =
        TrainableUNet.of(weights, training.adam(), training.emaDecay(), training.schedule());
    for (int step = 0; step < training.steps(); step++) {
      execution.checkCancelled();
      double loss = model.train(draws.batch(step));
      if (!Double.isFinite(loss)) {
        throw new ArithmeticException(
            "member " + member + " diverges: the loss of step " + step + " is " + loss);
      }
      losses += step >= training.steps() - last ? loss / last : 0;
    }
    return new Trained(model.weights(), losses);
  }
}
