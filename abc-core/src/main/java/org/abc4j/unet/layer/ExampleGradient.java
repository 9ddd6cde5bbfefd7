package org.abc4j.unet.layer;

import java.util.Objects;

/**
 * The gradient of one example's noise-prediction loss, the mean of (ε̂ − ε)² over its values.
 *
 * <p>Lives in the arrays of a {@link NetworkPass}, so it is there only while its {@link Visitor} is
 * called, on that thread; what the methods return are copies, to keep.
 */
public final class ExampleGradient {
  private final Network network;
  private final int row;
  private final double loss;
  private final float[] input;

  /** Null when the next example has its turn. */
  private NetworkPass pass;

  ExampleGradient(Network network, NetworkPass pass, int row, double loss, float[] input) {
    this.network = network;
    this.pass = Objects.requireNonNull(pass);
    this.row = row;
    this.loss = loss;
    this.input = input;
  }

  /** Sees the gradients of a batch's examples, one after another. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Sees one. The model that it comes from must not be used meanwhile if it is one in training.
     *
     * @param gradient the gradient, which is gone when this method returns
     */
    void visit(ExampleGradient gradient);
  }

  void end() {
    pass = null;
  }

  private NetworkPass alive() {
    if (pass == null) {
      throw new IllegalStateException(
          "the gradient of example " + row + " was asked for after its visit");
    }
    return pass;
  }

  /**
   * Which example it is.
   *
   * @return its row in the batch
   */
  public int row() {
    return row;
  }

  /**
   * The example's loss.
   *
   * @return the mean of (ε̂ − ε)² over its values
   */
  public double loss() {
    return loss;
  }

  /**
   * The derivative of the loss by the noisy image.
   *
   * @return a copy, NCHW
   * @throws IllegalStateException if the visit is over
   */
  public float[] ofInput() {
    alive();
    return input.clone();
  }

  /**
   * The derivative of the loss by a weight.
   *
   * @param name the weight's name in diffusers' {@code state_dict}
   * @return a copy, in the order of diffusers, as {@link Parameter#toArray}
   * @throws IllegalArgumentException if the network has no such weight
   * @throws IllegalStateException if the visit is over
   */
  public float[] ofWeight(String name) {
    Parameter parameter = network.parameters().get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("this network has no weight " + name);
    }
    return alive().gradient(parameter);
  }

  @Override
  public String toString() {
    return "ExampleGradient[row " + row + ", loss " + loss + "]";
  }
}
