package org.abc4j.unet;

import java.util.Collection;
import java.util.LinkedHashMap;
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
import org.abc4j.unet.layer.DerivedWeights;
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
  /**
   * Rows of images up to 64×64 that go through the network together; their gradients add up in
   * order.
   */
  public static final int BLOCK = 8;

  private final Network network;
  private final UNetModel model;

  /** Predicts with the averages; null until it is asked to, and after each step. */
  private UNetModel averaged;

  private final boolean averages;
  private final NetworkPass pass;
  private final Adam adam;
  private final ExponentialAverage average;

  private TrainableUNet(
      Network network,
      AdamConfig config,
      double emaDecay,
      boolean averageWarmUp,
      NoiseSchedule schedule,
      Kernels kernels) {
    this.network = Objects.requireNonNull(network, "network");
    network.config().requireNoise();
    // Each step changes the weights and goes through them several times.
    DerivedWeights derived = DerivedWeights.unbounded();
    this.model = UNetModel.of(network, schedule, kernels).with(derived);
    this.pass = network.newPass(kernels, derived);
    this.adam = new Adam(config, network.parameters().values());
    this.average = new ExponentialAverage(emaDecay, averageWarmUp, network.parameters().values());
    this.averages = emaDecay > 0;
  }

  /**
   * Training that starts from a network's weights, and changes them.
   *
   * @param network the network
   * @param config settings of the optimizer
   * @param emaDecay decay of the weights' exponential average, in [0, 1); 0 for none
   * @param schedule the noise schedule
   * @return the model in training
   * @throws IllegalArgumentException if the decay is out of range, or the network's output is not
   *     the noise
   */
  public static TrainableUNet of(
      Network network, AdamConfig config, double emaDecay, NoiseSchedule schedule) {
    return of(network, config, emaDecay, schedule, Kernels.get());
  }

  /**
   * The same with an average that begins short, or not.
   *
   * @param network the network
   * @param config settings of the optimizer
   * @param emaDecay decay of the weights' exponential average, in [0, 1); 0 for none
   * @param averageWarmUp whether it warms up, {@link ExponentialAverage}
   * @param schedule the noise schedule
   * @return the model in training
   * @throws IllegalArgumentException if the decay is out of range, or the network's output is not
   *     the noise
   */
  public static TrainableUNet of(
      Network network,
      AdamConfig config,
      double emaDecay,
      boolean averageWarmUp,
      NoiseSchedule schedule) {
    return new TrainableUNet(network, config, emaDecay, averageWarmUp, schedule, Kernels.get());
  }

  static TrainableUNet of(
      Network network,
      AdamConfig config,
      double emaDecay,
      NoiseSchedule schedule,
      Kernels kernels) {
    return new TrainableUNet(network, config, emaDecay, false, schedule, kernels);
  }

  /**
   * Rows that go through a network together in a step.
   *
   * @param config its configuration
   * @return {@link #BLOCK}, or fewer of larger images
   */
  public static int block(UNetConfig config) {
    return config.rowsTogether(BLOCK);
  }

  @Override
  public Shape shape() {
    return model.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return model.schedule();
  }

  /** With {@link #weights()}: with their average if one is kept, in a network made for it. */
  @Override
  public Batch predict(Batch x, int timestep) {
    return (averages ? averaged() : model).predict(x, timestep);
  }

  private UNetModel averaged() {
    if (averaged == null) {
      Network copy = network.emptyCopy();
      weights().forEach((name, values) -> copy.parameters().get(name).set(values));
      averaged = model.of(copy);
    }
    return averaged;
  }

  @Override
  public double train(TrainingBatch batch) {
    NoiseModel.requireShape(this, batch.noisy());
    double loss =
        pass.train(
            adam,
            batch.noisy().rows(),
            block(network.config()),
            batch.noisy().toArray(),
            batch.timesteps(),
            batch.noise().toArray(),
            batch::dropout);
    average.update();
    averaged = null;
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
    Collection<Parameter> parameters = network.parameters().values();
    // All of it is checked before any of it is taken over.
    parameters.forEach(parameter -> parameter.checked(state, parameter.name()));
    adam.check(state, steps);
    average.check(state);
    parameters.forEach(parameter -> parameter.set(state.get(parameter.name())));
    adam.restore(state, steps);
    average.restore(state, steps);
    averaged = null;
  }
}
