package org.abc4j.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.Adam;
import org.abc4j.unet.layer.ExampleGradient;
import org.abc4j.unet.layer.ExponentialAverage;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Parameter;

/**
 * A U-Net in training on the pure-JVM engine.
 *
 * <p>A step's result is the same bits on any machine, with the Vector API or without. Not
 * thread-safe; members train side by side, each on one thread.
 */
public final class TrainableUNet implements TrainableNoiseModel {
  /** Rows that go through the network together; their gradients add up in order. */
  private static final int BLOCK = 8;

  private final Network network;
  private final UNetModel model;
  private final NetworkPass pass;
  private final Adam adam;
  private final ExponentialAverage average;

  private TrainableUNet(
      Network network,
      AdamConfig config,
      double emaDecay,
      NoiseSchedule schedule,
      Kernels kernels) {
    this.network = Objects.requireNonNull(network, "network");
    this.model = UNetModel.of(network, schedule, kernels);
    this.pass = network.newPass(kernels);
    this.adam = new Adam(config, network.parameters().values());
    this.average = new ExponentialAverage(emaDecay, network.parameters().values());
  }

  /**
   * Training that starts from a network's weights, and changes them.
   *
   * @param network the network
   * @param config settings of the optimizer
   * @param emaDecay decay of the weights' exponential average, in [0, 1); 0 for none
   * @param schedule the noise schedule
   * @return the model in training
   * @throws IllegalArgumentException if the decay is out of range
   */
  public static TrainableUNet of(
      Network network, AdamConfig config, double emaDecay, NoiseSchedule schedule) {
    return of(network, config, emaDecay, schedule, Kernels.get());
  }

  static TrainableUNet of(
      Network network,
      AdamConfig config,
      double emaDecay,
      NoiseSchedule schedule,
      Kernels kernels) {
    return new TrainableUNet(network, config, emaDecay, schedule, kernels);
  }

  @Override
  public Shape shape() {
    return model.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return model.schedule();
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    return model.predict(x, timestep);
  }

  @Override
  public double train(TrainingBatch batch) {
    NoiseModel.requireShape(this, batch.noisy());
    double loss =
        pass.train(
            adam,
            batch.noisy().rows(),
            BLOCK,
            batch.noisy().toArray(),
            batch.timesteps(),
            batch.noise().toArray(),
            batch::dropout);
    average.update();
    return loss;
  }

  /**
   * Shows the gradient of each example's own loss, by all weights and by its noisy image, with the
   * dropout of a training step. The mean of those by the weights is what {@link #train} would step
   * along, but for rounding. There is one of them in memory at a time, whatever the batch; each is
   * the same bits in any batch that has the example in the same row. Changes nothing.
   *
   * @param batch what a step would be taken on
   * @param visitor sees the gradients in the order of the rows; must not use this model
   * @throws IllegalArgumentException if the images have another shape
   */
  public void perExample(TrainingBatch batch, ExampleGradient.Visitor visitor) {
    NoiseModel.requireShape(this, batch.noisy());
    pass.perExample(
        batch.noisy().toArray(),
        batch.timesteps(),
        batch.noise().toArray(),
        batch::dropout,
        visitor);
  }

  @Override
  public Map<String, float[]> weights() {
    return average.weights();
  }

  @Override
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    network.parameters().forEach((name, parameter) -> state.put(name, parameter.toArray()));
    state.putAll(adam.state());
    state.putAll(average.state());
    return state;
  }

  @Override
  public void restore(Map<String, float[]> state, int steps) {
    // All of it is checked first, so that a state that does not fit leaves the model as it was.
    if (steps < 0) {
      throw new IllegalArgumentException("steps taken are at least 0, found " + steps);
    }
    for (Parameter parameter : network.parameters().values()) {
      requireFits(state, parameter);
    }
    for (Parameter parameter : network.parameters().values()) {
      parameter.set(state.get(parameter.name()));
    }
    adam.restore(state, steps);
    average.restore(state);
  }

  private static void requireFits(Map<String, float[]> state, Parameter parameter) {
    int size = 1;
    for (int extent : parameter.shape()) {
      size *= extent;
    }
    for (String prefix : List.of("", Adam.FIRST, Adam.SECOND, ExponentialAverage.PREFIX)) {
      float[] values = state.get(prefix + parameter.name());
      if (values == null || values.length != size) {
        throw new IllegalArgumentException(
            "the state has "
                + size
                + " values under "
                + prefix
                + parameter.name()
                + ", found "
                + (values == null ? "nothing" : values.length + " values"));
      }
    }
  }
}
