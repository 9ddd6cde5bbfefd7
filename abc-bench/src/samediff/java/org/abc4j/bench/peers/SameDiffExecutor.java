package org.abc4j.bench.peers;

import org.abc4j.model.AdamConfig;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.samediff.SameDiffNoiseModel;
import org.abc4j.samediff.SameDiffTrainableModel;
import org.abc4j.unet.layer.Network;

/** SameDiff on ND4J; compiled and named to {@link PeersMain} by the profile samediff. */
final class SameDiffExecutor implements OurExecutor {

  @Override
  public String title() {
    return "SameDiff";
  }

  @Override
  public DifferentiableNoiseModel model(Network network, NoiseSchedule schedule) {
    return SameDiffNoiseModel.of(network, schedule);
  }

  @Override
  public TrainableNoiseModel training(Network network, AdamConfig adam, NoiseSchedule schedule) {
    return SameDiffTrainableModel.of(network, adam, 0, schedule);
  }
}
