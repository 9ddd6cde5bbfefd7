package org.abc4j.unet;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.ExampleGradient;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;

/**
 * A U-Net on the pure-JVM engine, as a member of an ensemble.
 *
 * <p>Batches are taken in blocks of rows, so that memory does not grow with the batch; K tangents
 * of a row share one forward pass. A row's result is the same bits in any batch, on the Vector API
 * at any width and without it. Calls may overlap: each uses arrays of its own, which are kept for
 * later calls. The weights must not be changed while a call is under way.
 */
public final class UNetModel implements DifferentiableNoiseModel {
  /** Rows, or tangents, that go through the network together. */
  private static final int BLOCK = 8;

  private final Network network;
  private final NoiseSchedule schedule;
  private final Kernels kernels;
  private final ConcurrentLinkedDeque<NetworkPass> idle = new ConcurrentLinkedDeque<>();

  private UNetModel(Network network, NoiseSchedule schedule, Kernels kernels) {
    network.config().requireOutputsLikeInputs();
    this.network = network;
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.kernels = kernels;
  }

  /**
   * A model of a network's weights as they are.
   *
   * @param network the network, of as many output channels as input channels
   * @param schedule the noise schedule that it was trained with
   * @return the model
   * @throws IllegalArgumentException if the channels differ
   */
  public static UNetModel of(Network network, NoiseSchedule schedule) {
    return new UNetModel(network, schedule, Kernels.get());
  }

  static UNetModel of(Network network, NoiseSchedule schedule, Kernels kernels) {
    return new UNetModel(network, schedule, kernels);
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(schedule);
  }

  @Override
  public Shape shape() {
    return network.config().inputShape();
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    return linearize(x, timestep, Batch.of(shape())).value();
  }

  @Override
  public int preferredRows() {
    return BLOCK;
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents) {
    return linearize(x, timestep, tangents, () -> {});
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents, Execution execution) {
    return linearize(x, timestep, tangents, execution::checkCancelled);
  }

  /** What is to be run before each block of rows or tangents may end the call. */
  private Linearization linearize(Batch x, int timestep, Batch tangents, Runnable before) {
    int perRow = DifferentiableNoiseModel.requireTangents(this, x, tangents);
    int rows = x.rows();
    int m = shape().size();
    float[] images = x.toArray();
    float[] directions = tangents.toArray();
    float[] value = new float[images.length];
    float[] derivative = new float[directions.length];
    NetworkPass pass = idle.poll();
    if (pass == null) {
      pass = network.newPass(kernels);
    }
    int block = perRow == 0 ? BLOCK : 1;
    for (int first = 0; first < rows; first += block) {
      before.run();
      int count = Math.min(block, rows - first);
      int[] timesteps = new int[count];
      Arrays.fill(timesteps, timestep);
      float[] part = Arrays.copyOfRange(images, first * m, (first + count) * m);
      System.arraycopy(pass.forward(count, part, timesteps), 0, value, first * m, count * m);
      for (int k = 0; k < perRow; k += BLOCK) {
        before.run();
        int group = Math.min(BLOCK, perRow - k);
        int at = (first * perRow + k) * m;
        float[] some = Arrays.copyOfRange(directions, at, at + group * m);
        System.arraycopy(pass.tangents(group, some), 0, derivative, at, group * m);
      }
    }
    idle.push(pass);
    return Linearization.of(Batch.of(shape(), value), Batch.of(shape(), derivative));
  }

  /**
   * Shows the gradient of each example's own loss, by all weights and by its noisy image, without
   * dropout. There is one gradient of the weights in memory at a time, whatever the batch; each is
   * the same bits in any batch.
   *
   * @param batch noisy images, their timesteps and the noise to predict
   * @param visitor sees the gradients in the order of the rows, on this thread
   * @throws IllegalArgumentException if the images have another shape
   */
  public void perExample(TrainingBatch batch, ExampleGradient.Visitor visitor) {
    NoiseModel.requireShape(this, batch.noisy());
    // Arrays that are not kept: gradients are as large as the weights.
    network
        .newPass(kernels)
        .perExample(
            batch.noisy().toArray(), batch.timesteps(), batch.noise().toArray(), null, visitor);
  }

  @Override
  public String toString() {
    return "UNetModel[" + shape() + ", channels " + network.config().channels() + "]";
  }
}
