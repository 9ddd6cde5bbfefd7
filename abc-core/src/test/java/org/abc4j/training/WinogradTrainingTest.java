package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.ConvolutionMethod;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;

/** Training does not notice by which method convolutions are computed. */
class WinogradTrainingTest {
  private static final int STEPS = 200;
  private static final double ALLOWED = 0.01;
  private static final Shape SHAPE = new Shape(1, 16, 16);
  private static final UNetConfig CONFIG = UNetConfig.attendingOnce(SHAPE, List.of(16, 32), 1, 8);

  private static double[] losses(ConvolutionMethod method) {
    TrainingConfig training =
        new TrainingConfig(3, STEPS, 8, AdamConfig.pytorch(1e-3), false, 0, NoiseSchedule.linear());
    Network network = Network.of(CONFIG, method);
    InitialWeights.set(network, training.seed(), 0);
    TrainableUNet model = TrainableUNet.of(network, training.adam(), 0, training.schedule());
    Batch images = TinyNetworks.waves(SHAPE, 12);
    TrainingDraws draws = TrainingDraws.of(training, 0, images);
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      losses[step] = model.train(draws.batch(step));
    }
    return losses;
  }

  @Test
  void train_twoHundredSteps_hasTheLossesOfDirectConvolutions() {
    double[] direct = losses(ConvolutionMethod.DIRECT);
    double[] winograd = losses(ConvolutionMethod.WINOGRAD);
    boolean differs = false;
    for (int step = 0; step < STEPS; step++) {
      assertEquals(direct[step], winograd[step], ALLOWED * direct[step], "loss at step " + step);
      differs |= direct[step] != winograd[step];
    }
    assertTrue(differs, "both methods gave the same bits, so one of them was not used");
    assertTrue(direct[STEPS - 1] < 0.3 * direct[0], "the last loss is " + direct[STEPS - 1]);
  }
}
