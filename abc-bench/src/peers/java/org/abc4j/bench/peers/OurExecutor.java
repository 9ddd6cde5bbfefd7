package org.abc4j.bench.peers;

import org.abc4j.model.AdamConfig;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.Network;

/** Another executor of ours, to be timed in the same rounds as the pure-JVM engine. */
interface OurExecutor {

  /** Its name in the results. */
  String title();

  /** A network for predictions and tangents. */
  DifferentiableNoiseModel model(Network network, NoiseSchedule schedule);

  /** A network in training, without an average of its weights. */
  TrainableNoiseModel training(Network network, AdamConfig adam, NoiseSchedule schedule);
}
