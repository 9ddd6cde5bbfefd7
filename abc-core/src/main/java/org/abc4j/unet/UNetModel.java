package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.ExampleGradient;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Workspace;
import org.abc4j.unet.layer.WorkspacePool;

/**
 * A U-Net on the pure-JVM engine, as a member of an ensemble.
 *
 * <p>Batches are taken in blocks of rows, so that memory does not grow with the batch; K tangents
 * of a row share one forward pass. A row's result is the same bits in any batch, on the Vector API
 * at any width and without it.
 *
 * <p>A model holds its network's weights and, within the bound of its {@link DerivedWeights}, what
 * is derived from them. The arrays of a call belong to the thread that makes it and are taken from
 * {@link WorkspacePool#shared}, in which all models' calls find them. Calls may overlap. The
 * weights must not be changed while a call is under way.
 */
public final class UNetModel implements DifferentiableNoiseModel {
  /** Rows, or about as many tangents, that go through the network together. */
  private static final int BLOCK = 8;

  private final Network network;

  /** The same of this network's images. */
  private final int block;

  private final NoiseSchedule schedule;
  private final Kernels kernels;
  private final DerivedWeights derived;

  private UNetModel(
      Network network, NoiseSchedule schedule, Kernels kernels, DerivedWeights derived) {
    network.config().requireOutputsLikeInputs();
    this.network = network;
    this.block = network.config().rowsTogether(BLOCK);
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.kernels = kernels;
    this.derived = Objects.requireNonNull(derived, "derived");
  }

  /**
   * A model of a network's weights as they are, which keeps what it derives from them within {@link
   * DerivedWeights#shared}.
   *
   * @param network the network, of as many output channels as input channels
   * @param schedule the noise schedule that it was trained with
   * @return the model
   * @throws IllegalArgumentException if the channels differ
   */
  public static UNetModel of(Network network, NoiseSchedule schedule) {
    return of(network, schedule, Kernels.get());
  }

  static UNetModel of(Network network, NoiseSchedule schedule, Kernels kernels) {
    return new UNetModel(network, schedule, kernels, DerivedWeights.shared());
  }

  /**
   * A model that somebody else has trained, from a folder as diffusers writes it: {@link
   * UNetCheckpoint} says what is read.
   *
   * @param folder the folder of a pipeline, or of its network with its scheduler's file in it
   * @return the model, which knows the schedule that it was trained with
   * @throws org.abc4j.io.MalformedFileException if a file is missing or damaged, or asks for what
   *     {@link UNet} has not, naming it
   * @throws IOException if a file cannot be read
   */
  public static UNetModel read(Path folder) throws IOException {
    return UNetCheckpoint.open(folder).model();
  }

  /**
   * With another bound on what is kept of what is derived from the weights.
   *
   * @param derived the bound, which other models may share
   * @return a copy, of the same network
   */
  public UNetModel with(DerivedWeights derived) {
    return new UNetModel(network, schedule, kernels, derived);
  }

  /** The same of another network's weights, of which nothing derived is kept for long. */
  UNetModel of(Network other) {
    return new UNetModel(other, schedule, kernels, DerivedWeights.unbounded());
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
    return predict(x, timestep, () -> {});
  }

  private Batch predict(Batch x, int timestep, Runnable before) {
    NoiseModel.requireShape(this, x);
    int m = shape().size();
    float[] images = x.toArray();
    float[] value = new float[images.length];
    makingRoom(
        pass -> {
          for (int first = 0; first < x.rows(); first += block) {
            before.run();
            int count = Math.min(block, x.rows() - first);
            float[] part = Arrays.copyOfRange(images, first * m, (first + count) * m);
            float[] predicted = pass.predict(count, part, timesteps(count, timestep));
            toNoise(predicted, part, timestep);
            System.arraycopy(predicted, 0, value, first * m, count * m);
          }
        });
    return Batch.of(shape(), value);
  }

  /** Makes noise, or its tangents, of what the network gave for states, or for theirs. */
  private void toNoise(float[] outputs, float[] states, int timestep) {
    network.config().variant().prediction().toNoise(outputs, states, schedule, timestep);
  }

  /** Runs passes in a workspace that is lent for them. */
  private void inWorkspace(Consumer<NetworkPass> work) {
    Workspace workspace = WorkspacePool.shared().take();
    try {
      work.accept(network.newPass(kernels, derived, workspace));
    } finally {
      WorkspacePool.shared().give(workspace);
    }
  }

  /** The same of passes that may be run again, should the heap have no room for them at first. */
  private void makingRoom(Consumer<NetworkPass> work) {
    derived.makingRoom(
        () -> {
          inWorkspace(work);
          return null;
        });
  }

  private static int[] timesteps(int rows, int timestep) {
    int[] timesteps = new int[rows];
    Arrays.fill(timesteps, timestep);
    return timesteps;
  }

  @Override
  public int preferredRows() {
    return block;
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
    if (perRow == 0) {
      return Linearization.of(predict(x, timestep, before), tangents);
    }
    int m = shape().size();
    float[] images = x.toArray();
    float[] directions = tangents.toArray();
    float[] value = new float[images.length];
    float[] derivative = new float[directions.length];
    makingRoom(
        pass -> {
          for (int row = 0; row < x.rows(); row++) {
            before.run();
            float[] image = Arrays.copyOfRange(images, row * m, (row + 1) * m);
            float[] predicted = pass.forward(1, image, timesteps(1, timestep));
            toNoise(predicted, image, timestep);
            System.arraycopy(predicted, 0, value, row * m, m);
            int group;
            for (int k = 0; k < perRow; k += group) {
              before.run();
              group = tangentsTogether(perRow - k, block);
              int at = (row * perRow + k) * m;
              float[] some = Arrays.copyOfRange(directions, at, at + group * m);
              float[] pushed = pass.tangents(group, some);
              toNoise(pushed, some, timestep);
              System.arraycopy(pushed, 0, derivative, at, group * m);
            }
          }
        });
    return Linearization.of(Batch.of(shape(), value), Batch.of(shape(), derivative));
  }

  /**
   * How many tangents go through next. Each time some do, slopes and shares of attention are made
   * anew, so a few that are left over go with the block before.
   */
  static int tangentsTogether(int left, int block) {
    return left < block + (block + 1) / 2 ? left : block;
  }

  /**
   * Shows the gradient of each example's own loss, by all weights and by its noisy image, without
   * dropout. There is one gradient of the weights in memory at a time, whatever the batch; each is
   * the same bits in any batch.
   *
   * @param batch noisy images, their timesteps and the noise to predict
   * @param visitor sees the gradients in the order of the rows, on this thread
   * @throws IllegalArgumentException if the images have another shape, or the network's output is
   *     not the noise
   */
  public void perExample(TrainingBatch batch, ExampleGradient.Visitor visitor) {
    NoiseModel.requireShape(this, batch.noisy());
    network.config().requireNoise();
    // The gradients, as large as the weights, go with the pass.
    inWorkspace(
        pass ->
            pass.perExample(
                batch.noisy().toArray(),
                batch.timesteps(),
                batch.noise().toArray(),
                null,
                visitor));
  }

  @Override
  public String toString() {
    return "UNetModel[" + shape() + ", channels " + network.config().channels() + "]";
  }
}
