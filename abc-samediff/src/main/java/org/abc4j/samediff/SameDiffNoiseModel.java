package org.abc4j.samediff;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;

/**
 * A U-Net on ND4J, as a member of an ensemble: what {@link org.abc4j.unet.UNetModel} is on the
 * pure-JVM engine, within 1e-5 of it.
 *
 * <p>Thread-safe; calls of one model wait for one another, those of different models run side by
 * side. Between calls a model holds at most twice the native memory that its largest call has
 * needed; {@link #close} frees that, and the weights go with the model.
 */
public final class SameDiffNoiseModel implements DifferentiableNoiseModel, AutoCloseable {
  private final UNetConfig config;
  private final NoiseSchedule schedule;
  private final GraphWeights weights;
  private final UNetGraph prediction;

  /** Made when it is first asked for: it takes three times as long to write. */
  private UNetGraph linearization;

  private SameDiffNoiseModel(UNetConfig config, GraphWeights weights, NoiseSchedule schedule) {
    this.config = config;
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.weights = weights;
    this.prediction = UNetGraph.prediction(config, weights);
  }

  /**
   * A model of a copy of a network's weights.
   *
   * @param network the network, of as many output channels as input channels
   * @param schedule the noise schedule that it was trained with
   * @return the model
   * @throws IllegalArgumentException if the channels differ
   * @throws UnusableBackendException if ND4J cannot run here
   */
  public static SameDiffNoiseModel of(Network network, NoiseSchedule schedule) {
    UNetConfig config = network.config();
    config.requireOutputsLikeInputs();
    Nd4jStart.ensure();
    return new SameDiffNoiseModel(config, GraphWeights.of(network), schedule);
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(schedule);
  }

  @Override
  public Shape shape() {
    return config.inputShape();
  }

  @Override
  public int preferredRows() {
    return config.rowsTogether(UNetGraph.BLOCK);
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    return noise(x, timestep);
  }

  private Batch noise(Batch x, int timestep) {
    Batch predicted = prediction.predict(x, timestep);
    if (config.variant().prediction() == Prediction.NOISE) {
      return predicted;
    }
    float[] values = predicted.toArray();
    toNoise(values, x.toArray(), timestep);
    return Batch.of(shape(), values);
  }

  private void toNoise(float[] outputs, float[] states, int timestep) {
    config.variant().prediction().toNoise(outputs, states, schedule, timestep);
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents) {
    return linearize(x, timestep, tangents, () -> {});
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents, Execution execution) {
    return linearize(x, timestep, tangents, execution::checkCancelled);
  }

  /** What is to be run before each group of tangents may end the call. */
  private Linearization linearize(Batch x, int timestep, Batch tangents, Runnable before) {
    int perRow = DifferentiableNoiseModel.requireTangents(this, x, tangents);
    if (perRow == 0) {
      before.run();
      return Linearization.of(noise(x, timestep), tangents);
    }
    int m = shape().size();
    float[] images = x.toArray();
    float[] directions = tangents.toArray();
    float[] value = new float[images.length];
    float[] derivative = new float[directions.length];
    UNetGraph graph = linearization();
    int block = config.rowsTogether(UNetGraph.BLOCK);
    for (int row = 0; row < x.rows(); row++) {
      float[] image = Arrays.copyOfRange(images, row * m, (row + 1) * m);
      for (int k = 0; k < perRow; k += block) {
        before.run();
        int at = (row * perRow + k) * m;
        int count = Math.min(block, perRow - k);
        float[] some = Arrays.copyOfRange(directions, at, at + count * m);
        float[][] found = graph.linearize(image, timestep, some);
        toNoise(found[0], image, timestep);
        toNoise(found[1], some, timestep);
        System.arraycopy(found[0], 0, value, row * m, m);
        System.arraycopy(found[1], 0, derivative, at, count * m);
      }
    }
    return Linearization.of(Batch.of(shape(), value), Batch.of(shape(), derivative));
  }

  private synchronized UNetGraph linearization() {
    if (linearization == null) {
      linearization = UNetGraph.linearization(config, weights, TangentRules.all());
    }
    return linearization;
  }

  /** Bytes that calls have left for the next ones. */
  synchronized long pooledBytes() {
    return prediction.pooledBytes() + (linearization == null ? 0 : linearization.pooledBytes());
  }

  /** Frees the memory that calls have left for the next ones. The model can still be used. */
  @Override
  public synchronized void close() {
    prediction.free();
    if (linearization != null) {
      linearization.free();
    }
  }

  @Override
  public String toString() {
    return "SameDiffNoiseModel[" + shape() + ", channels " + config.channels() + "]";
  }
}
