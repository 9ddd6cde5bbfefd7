package org.abc4j.samediff;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.ExponentialAverage;
import org.abc4j.unet.layer.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A U-Net in training on ND4J: what {@link org.abc4j.unet.TrainableUNet} is on the pure-JVM engine.
 *
 * <p>Draws, weights, optimizer state and their names are the same, so a state of one goes on in the
 * other; an ensemble's trainer refuses that, as the executor is part of a training's identity.
 * Results agree within rounding, not to the bit: Adam divides by the root of the gradients'
 * squares, so a weight whose gradient is near 0 takes its step by the rounding. Not thread-safe;
 * members train side by side, each on one thread. Memory does not grow with the steps. A model
 * whose step failed while its weights changed refuses all but {@link #restore} and {@link #close}.
 */
public final class SameDiffTrainableModel implements TrainableNoiseModel, AutoCloseable {
  /** Name of this executor in the folders of ensembles. */
  public static final String EXECUTOR = "SameDiff, ND4J 1.0.0-M2.1";

  /** Rows that go through the network together, so that memory is bounded; gradients add up. */
  private static final int BLOCK = 32;

  private final UNetConfig config;
  private final NoiseSchedule schedule;
  private final double emaDecay;
  private final boolean averageWarmUp;

  /** Steps taken so far. */
  private int steps;

  private final GraphWeights weights;
  private final GraphWeights average;
  private final GraphWeights gradients;
  private final GraphAdam adam;
  private final TrainingGraph training;
  private final UNetGraph prediction;
  private boolean closed;

  /** Whether weights, moments and average may be of different steps. */
  private boolean torn;

  private SameDiffTrainableModel(
      Network network,
      AdamConfig adam,
      double emaDecay,
      boolean averageWarmUp,
      NoiseSchedule schedule) {
    this.config = network.config();
    this.schedule = schedule;
    this.emaDecay = emaDecay;
    this.averageWarmUp = averageWarmUp;
    this.weights = GraphWeights.of(network);
    this.average = GraphWeights.of(network);
    this.gradients = weights.zeros();
    this.adam = new GraphAdam(adam, weights);
    this.training = TrainingGraph.of(config, weights);
    // Those that are predicted with in the end: the weights themselves where no average is kept.
    this.prediction = UNetGraph.prediction(config, average);
  }

  /**
   * Training that starts from a copy of a network's weights.
   *
   * @param network the network, of as many output channels as input channels
   * @param adam settings of the optimizer
   * @param emaDecay decay of the weights' exponential average, in [0, 1); 0 for none
   * @param schedule the noise schedule
   * @return the model in training
   * @throws IllegalArgumentException if the decay is out of range, the channels differ or the
   *     network's output is not the noise
   * @throws UnusableBackendException if ND4J cannot run here
   */
  public static SameDiffTrainableModel of(
      Network network, AdamConfig adam, double emaDecay, NoiseSchedule schedule) {
    return of(network, adam, emaDecay, false, schedule);
  }

  private static SameDiffTrainableModel of(
      Network network,
      AdamConfig adam,
      double emaDecay,
      boolean averageWarmUp,
      NoiseSchedule schedule) {
    Objects.requireNonNull(adam, "adam");
    Objects.requireNonNull(schedule, "schedule");
    ExponentialAverage.requireDecay(emaDecay);
    network.config().requireOutputsLikeInputs();
    network.config().requireNoise();
    Nd4jStart.ensure();
    return new SameDiffTrainableModel(network, adam, emaDecay, averageWarmUp, schedule);
  }

  /**
   * Training as a configuration says, for {@link org.abc4j.training.UNetEnsembleTrainer}: {@code
   * trainer.onExecutor(SameDiffTrainableModel.EXECUTOR, SameDiffTrainableModel::of)}.
   *
   * @param network the network, of as many output channels as input channels
   * @param training the configuration
   * @return the model in training
   * @throws IllegalArgumentException if the channels differ or the network's output is not the
   *     noise
   * @throws UnusableBackendException if ND4J cannot run here
   */
  public static SameDiffTrainableModel of(Network network, TrainingConfig training) {
    return of(
        network,
        training.adam(),
        training.emaDecay(),
        training.averageWarmUp(),
        training.schedule());
  }

  @Override
  public Shape shape() {
    return config.inputShape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(schedule);
  }

  /** With {@link #weights()}: with their average if one is kept. */
  @Override
  public Batch predict(Batch x, int timestep) {
    requireWhole();
    NoiseModel.requireShape(this, x);
    return prediction.predict(x, timestep);
  }

  @Override
  public double train(TrainingBatch batch) {
    requireWhole();
    NoiseModel.requireShape(this, batch.noisy());
    int m = shape().size();
    int rows = batch.noisy().rows();
    float[] images = batch.noisy().toArray();
    float[] noise = batch.noise().toArray();
    int[] timesteps = batch.timesteps();
    double count = (double) rows * m;
    Map<String, INDArray> sums = gradients.arrays();
    double squares = 0;
    int block = config.rowsTogether(BLOCK);
    for (int first = 0; first < rows; first += block) {
      int end = Math.min(rows, first + block);
      boolean begins = first == 0;
      squares +=
          training.differentiate(
              new TrainingGraph.Rows(
                  first,
                  Arrays.copyOfRange(images, first * m, end * m),
                  Arrays.copyOfRange(timesteps, first, end),
                  Arrays.copyOfRange(noise, first * m, end * m),
                  batch::dropout),
              1 / count,
              (name, gradient) -> {
                if (begins) {
                  sums.get(name).assign(gradient);
                } else {
                  sums.get(name).addi(gradient);
                }
              });
    }
    // From here on arrays change in place; before, a failure has changed nothing.
    torn = true;
    adam.step(sums);
    steps++;
    updateAverage();
    torn = false;
    return squares / count;
  }

  /** a ← w + decay·(a − w), in place: a temporary array would wait for the garbage collector. */
  private void updateAverage() {
    Map<String, INDArray> averages = average.arrays();
    float decay = ExponentialAverage.decay(emaDecay, averageWarmUp, steps);
    weights
        .arrays()
        .forEach(
            (name, weight) -> {
              INDArray mean = averages.get(name);
              if (decay == 0) {
                mean.assign(weight);
              } else {
                mean.subi(weight).muli(decay).addi(weight);
              }
            });
  }

  @Override
  public Map<String, float[]> weights() {
    requireWhole();
    return average.toArrays("");
  }

  @Override
  public Map<String, float[]> state() {
    requireWhole();
    Map<String, float[]> state = new LinkedHashMap<>(weights.toArrays(""));
    state.putAll(adam.state());
    state.putAll(average.toArrays(ExponentialAverage.PREFIX));
    return state;
  }

  @Override
  public void restore(Map<String, float[]> state, int taken) {
    requireOpen();
    // All of it is checked first, so that a state that does not fit leaves the model as it was.
    weights.requireAll(state, "");
    adam.requireState(state, taken);
    average.requireAll(state, ExponentialAverage.PREFIX);
    torn = true;
    weights.set(state, "");
    adam.restore(state, taken);
    steps = taken;
    average.set(state, ExponentialAverage.PREFIX);
    torn = false;
  }

  /** Bytes that calls have left for the next ones. */
  long pooledBytes() {
    return training.pooledBytes() + prediction.pooledBytes();
  }

  private void requireWhole() {
    requireOpen();
    if (torn) {
      throw new IllegalStateException(
          "a step of " + this + " has failed half-way; restore goes back to a whole one");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /** Frees all native memory. Other calls then fail with an {@link IllegalStateException}. */
  @Override
  public void close() {
    closed = true;
    training.free();
    prediction.free();
    adam.close();
    List.of(weights, average, gradients).forEach(GraphWeights::close);
  }

  @Override
  public String toString() {
    return "SameDiffTrainableModel[" + shape() + ", channels " + config.channels() + "]";
  }
}
