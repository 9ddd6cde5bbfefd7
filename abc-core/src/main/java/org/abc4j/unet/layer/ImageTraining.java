package org.abc4j.unet.layer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;

/**
 * An {@link ImageNetwork} in training: batches forward, adjoints backward, and steps of Adam.
 *
 * <p>A batch is split into blocks of rows that are worked on side by side; what is summed over
 * rows, gradients and the statistics of batch normalisation, is summed in the order of the blocks.
 * So a step's result is the same bits on any number of threads, on the Vector API and without it.
 * All of a batch is in memory, values and adjoints of every layer. Not thread-safe.
 */
public final class ImageTraining {
  /** Rows of a block unless told otherwise; part of the arithmetic. */
  public static final int BLOCK = 4;

  private final ImageNetwork network;
  private final Kernels kernels;
  private final Adam adam;
  private final int block;
  private final DerivedWeights derived = DerivedWeights.unbounded();
  private final List<Pass> passes = new ArrayList<>();
  private int rows;

  ImageTraining(ImageNetwork network, AdamConfig config, Kernels kernels, int block) {
    if (block < 1) {
      throw new IllegalArgumentException("a block has at least 1 row, found " + block);
    }
    this.block = block;
    this.network = network;
    this.kernels = kernels;
    this.adam = new Adam(config, network.parameters().values());
  }

  private int blocks() {
    return (rows + block - 1) / block;
  }

  private Passes batch(Execution execution) {
    return new Passes(passes.subList(0, blocks()), execution);
  }

  /**
   * Memory of the arrays of all blocks so far: values, adjoints, working space and gradients. Each
   * block takes the same.
   *
   * @return bytes, without weights and moments
   */
  public long bytes() {
    return passes.stream().mapToLong(Pass::bytes).sum();
  }

  /**
   * Computes a batch's values, in training: what is normalised by batch is normalised by this one.
   *
   * @param batchRows number of images, at least 1
   * @param images their values, NCHW
   * @param execution whose threads compute; it is not asked whether to go on
   * @return what comes out, NCHW
   * @throws IllegalArgumentException if there is no image, or not as many values as that
   */
  public float[] forward(int batchRows, float[] images, Execution execution) {
    Node input = network.input();
    if (batchRows < 1 || images.length != (long) batchRows * input.size()) {
      throw new IllegalArgumentException(
          "a batch of at least 1 image of "
              + input.size()
              + " values each, found "
              + batchRows
              + " images and "
              + images.length
              + " values");
    }
    rows = batchRows;
    while (passes.size() < blocks()) {
      passes.add(network.layers().newPass(kernels, derived, new Workspace()));
    }
    for (int b = 0; b < blocks(); b++) {
      passes.get(b).begin(b * block, Math.min(block, rows - b * block), null);
    }
    Passes batch = batch(execution);
    batch.forEach(
        pass ->
            ChannelOrder.toPixels(
                input, images, pass.firstRow() * input.size(), pass.value(input), pass.rows()));
    network.layers().layers().forEach(layer -> layer.forward(batch));
    Node output = network.output();
    float[] values = new float[Math.multiplyExact(rows, output.size())];
    batch.forEach(
        pass ->
            ChannelOrder.fromPixels(
                output, pass.value(output), values, pass.firstRow() * output.size(), pass.rows()));
    return values;
  }

  /**
   * Pulls an adjoint back through the last batch, and sets the gradients of all weights.
   *
   * @param adjoint derivative of a loss by what came out, NCHW
   * @param execution whose threads compute; it is not asked whether to go on
   * @return derivative of the loss by the images, NCHW
   * @throws IllegalArgumentException if there are not as many values as that
   */
  public float[] backward(float[] adjoint, Execution execution) {
    Node output = network.output();
    if (rows == 0 || adjoint.length != (long) rows * output.size()) {
      throw new IllegalArgumentException(
          "the adjoint of the last batch has "
              + (long) rows * output.size()
              + " values, found "
              + adjoint.length);
    }
    Collection<Parameter> parameters = network.parameters().values();
    Passes batch = batch(execution);
    batch.forEach(
        pass -> {
          pass.clearGradients(parameters);
          pass.clearAdjoints();
          ChannelOrder.toPixels(
              output, adjoint, pass.firstRow() * output.size(), pass.adjoint(output), pass.rows());
        });
    List<Layer> layers = network.layers().layers();
    for (int i = layers.size() - 1; i >= 0; i--) {
      layers.get(i).backward(batch);
    }
    Node input = network.input();
    float[] values = new float[rows * input.size()];
    batch.forEach(
        pass ->
            ChannelOrder.fromPixels(
                input, pass.adjoint(input), values, pass.firstRow() * input.size(), pass.rows()));
    sumGradients(parameters, execution);
    return values;
  }

  /** Adds the gradients of all blocks to those of the first, in their order. */
  private void sumGradients(Collection<Parameter> parameters, Execution execution) {
    List<Parameter> list = List.copyOf(parameters);
    List<float[]> sums = list.stream().map(passes.get(0)::gradient).toList();
    execution.forEach(
        list.size(),
        i -> {
          float[] sum = sums.get(i);
          for (int b = 1; b < blocks(); b++) {
            float[] own = passes.get(b).gradient(list.get(i));
            for (int k = 0; k < sum.length; k++) {
              sum[k] += own[k];
            }
          }
        });
  }

  /**
   * The gradient of a weight from the last {@link #backward}, summed over the batch.
   *
   * @param parameter a parameter of the network
   * @return a copy, in the order of PyTorch
   */
  public float[] gradient(Parameter parameter) {
    return parameter.unpacked(passes.get(0).gradient(parameter));
  }

  /** Takes a step of Adam along the gradients of the last {@link #backward}. */
  public void step() {
    adam.step(passes.get(0));
  }

  /**
   * All that a training goes on from: weights, statistics and the optimizer's moments, by name.
   *
   * @return copies, each in the order of PyTorch
   */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    network.parameters().forEach((name, parameter) -> state.put(name, parameter.toArray()));
    network.statistics().forEach((name, parameter) -> state.put(name, parameter.toArray()));
    state.putAll(adam.state());
    return state;
  }

  /**
   * Goes back to a state.
   *
   * @param state what {@link #state} returned, perhaps among other things
   * @param steps steps taken up to then
   * @throws IllegalArgumentException if something is missing or of another size, naming it, or the
   *     steps are negative; then nothing has changed
   */
  public void restore(Map<String, float[]> state, int steps) {
    List<Parameter> all = new ArrayList<>(network.parameters().values());
    all.addAll(network.statistics().values());
    all.forEach(parameter -> parameter.checked(state, parameter.name()));
    adam.restore(state, steps);
    all.forEach(parameter -> parameter.set(state.get(parameter.name())));
  }
}
