package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Passes of batches through a {@link Network}: forward, K tangents that share it, and backward.
 *
 * <p>Images go in and out in NCHW order, as everywhere outside. What goes out is called noise here,
 * whatever the network's {@link org.abc4j.model.Prediction} makes of it. Not thread-safe: one
 * thread at a time.
 */
public final class NetworkPass {
  /** What a {@link LayerObserver} hears after the last layer. */
  public static final String OUTPUT = "images out";

  private static final LayerObserver UNOBSERVED = kind -> {};

  private final Network network;
  private final Pass pass;

  NetworkPass(Network network, Pass pass) {
    this.network = network;
    this.pass = pass;
  }

  /**
   * Predicts noise, and keeps what the derivatives need.
   *
   * @param rows number of images
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @return predicted noise, NCHW
   * @throws IllegalArgumentException if an array's length is not that of so many rows
   */
  public float[] forward(int rows, float[] x, int[] timesteps) {
    return forward(0, rows, x, timesteps, null);
  }

  /**
   * Predicts noise, and keeps nothing: neither derivatives nor {@link #output} may follow. To the
   * same bits as {@link #forward}, in a fraction of its memory.
   *
   * @param rows number of images
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @return predicted noise, NCHW
   * @throws IllegalArgumentException if an array's length is not that of so many rows
   */
  public float[] predict(int rows, float[] x, int[] timesteps) {
    return predict(rows, x, timesteps, UNOBSERVED);
  }

  /**
   * {@link #predict(int, float[], int[])}, of whose layers someone hears: for measurements.
   *
   * @param rows number of images
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @param observer told of each layer that begins
   * @return predicted noise, NCHW
   * @throws IllegalArgumentException if an array's length is not that of so many rows
   * @throws NullPointerException if there is no observer
   */
  public float[] predict(int rows, float[] x, int[] timesteps, LayerObserver observer) {
    Objects.requireNonNull(observer, "observer");
    requireRows(rows, x, timesteps);
    pass.beginPassing(rows);
    return throughLayers(rows, x, timesteps, observer);
  }

  /** Hears of the layers of a pass: for measurements. What kinds there are may change. */
  public interface LayerObserver {
    /**
     * A layer begins, or the images go out.
     *
     * @param kind what kind of layer, such as {@code Winograd 3x3}, {@code Attention}; {@link
     *     #OUTPUT} after the last
     */
    void begins(String kind);
  }

  private float[] forward(
      int firstRow, int rows, float[] x, int[] timesteps, DropoutMask maskOrNull) {
    requireRows(rows, x, timesteps);
    pass.begin(firstRow, rows, maskOrNull);
    return throughLayers(rows, x, timesteps, UNOBSERVED);
  }

  private void requireRows(int rows, float[] x, int[] timesteps) {
    requireLength("images", rows, network.input(), x);
    if (timesteps.length != rows) {
      throw new IllegalArgumentException(
          rows + " rows have as many timesteps, found " + timesteps.length);
    }
  }

  private void requireKept(String what) {
    if (!pass.keeps()) {
      throw new IllegalStateException(
          what + " follow a forward pass, and the last one was a prediction, which keeps nothing");
    }
  }

  private float[] throughLayers(int rows, float[] x, int[] timesteps, LayerObserver observer) {
    ChannelOrder.toPixels(network.input(), x, pass.value(network.input()), rows);
    int width = network.time().channels();
    float[] time = pass.value(network.time());
    float[] embedding = {};
    for (int row = 0; row < rows; row++) {
      if (row == 0 || timesteps[row] != timesteps[row - 1]) {
        embedding = network.config().timeEmbedding(timesteps[row]);
      }
      System.arraycopy(embedding, 0, time, row * width, width);
    }
    for (Layer layer : network.layers()) {
      observer.begins(layer.kind());
      layer.forward(pass);
    }
    observer.begins(OUTPUT);
    return ChannelOrder.fromPixels(network.output(), pass.value(network.output()), rows);
  }

  /**
   * Pushes tangents through the last forward pass, as often as wanted.
   *
   * @param tangentsPerRow K, the number of tangents of each row
   * @param tangents rows · K tangents of the images, NCHW; row b·K + k the k-th of row b
   * @return tangents of the predicted noise, in the same order
   * @throws IllegalArgumentException if the array's length is not that of so many tangents
   * @throws IllegalStateException if the last pass was a {@link #predict}
   */
  public float[] tangents(int tangentsPerRow, float[] tangents) {
    return tangents(tangentsPerRow, tangents, UNOBSERVED);
  }

  /**
   * {@link #tangents(int, float[])}, of whose layers someone hears: for measurements.
   *
   * @param tangentsPerRow K, the number of tangents of each row
   * @param tangents rows · K tangents of the images, NCHW; row b·K + k the k-th of row b
   * @param observer told of each layer that begins
   * @return tangents of the predicted noise, in the same order
   * @throws IllegalArgumentException if the array's length is not that of so many tangents
   * @throws IllegalStateException if the last pass was a {@link #predict}
   * @throws NullPointerException if there is no observer
   */
  public float[] tangents(int tangentsPerRow, float[] tangents, LayerObserver observer) {
    Objects.requireNonNull(observer, "observer");
    requireKept("tangents");
    requireLength("tangents", pass.rows() * tangentsPerRow, network.input(), tangents);
    if (tangents.length == 0) {
      return new float[0];
    }
    pass.beginTangents(tangentsPerRow);
    ChannelOrder.toPixels(
        network.input(), tangents, pass.tangent(network.input()), pass.tangentRows());
    for (Layer layer : network.layers()) {
      if (layer.output.dependsOnInput()) {
        observer.begins(layer.kind());
        layer.tangents(pass);
      }
    }
    observer.begins(OUTPUT);
    return ChannelOrder.fromPixels(
        network.output(), pass.tangent(network.output()), pass.tangentRows());
  }

  /**
   * Predicts noise in training, with dropout.
   *
   * @param rows number of images
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @param mask which values are kept
   * @return predicted noise, NCHW
   * @throws IllegalArgumentException if an array's length is not that of so many rows
   */
  public float[] forward(int rows, float[] x, int[] timesteps, DropoutMask mask) {
    return forward(0, rows, x, timesteps, mask);
  }

  /**
   * Pulls an adjoint back through the last forward pass.
   *
   * @param adjoint derivative of a loss by the predicted noise, NCHW
   * @return derivative of the loss by the noisy images, NCHW; those by the weights are in {@link
   *     #gradient}
   * @throws IllegalArgumentException if the array's length is not that of the last forward pass's
   *     prediction
   * @throws IllegalStateException if the last pass was a {@link #predict}
   */
  public float[] backward(float[] adjoint) {
    requireKept("adjoints");
    requireLength("adjoints", pass.rows(), network.output(), adjoint);
    pass.clearGradients(network.parameters().values());
    return addGradients(adjoint);
  }

  private float[] addGradients(float[] adjoint) {
    pass.clearAdjoints();
    ChannelOrder.toPixels(network.output(), adjoint, pass.adjoint(network.output()), pass.rows());
    List<Layer> layers = network.layers();
    for (int i = layers.size() - 1; i >= 0; i--) {
      layers.get(i).backward(pass);
    }
    return ChannelOrder.fromPixels(network.input(), pass.adjoint(network.input()), pass.rows());
  }

  /**
   * Takes one optimizer step on the mean of (ε̂ − ε)², in blocks of rows whose gradients add up in
   * order.
   *
   * @param adam the optimizer of the network's weights
   * @param rows number of images
   * @param block rows that go through together; part of the arithmetic, so one number for a
   *     training
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @param noise the noise to predict, NCHW
   * @param mask which values dropout keeps
   * @return the loss before the step
   * @throws IllegalArgumentException if there are no rows, a block has none, or an array's length
   *     is not that of so many rows
   */
  public double train(
      Adam adam, int rows, int block, float[] x, int[] timesteps, float[] noise, DropoutMask mask) {
    if (rows < 1 || block < 1) {
      throw new IllegalArgumentException(
          "a step takes at least 1 row, in blocks of at least 1, found " + rows + " and " + block);
    }
    if (timesteps.length != rows) {
      throw new IllegalArgumentException(
          "a step of " + rows + " rows takes as many timesteps, found " + timesteps.length);
    }
    requireLength("images", rows, network.input(), x);
    requireLength("noises", rows, network.output(), noise);
    int in = network.input().size();
    int out = network.output().size();
    double squares = 0;
    pass.clearGradients(network.parameters().values());
    for (int first = 0; first < rows; first += block) {
      int count = Math.min(block, rows - first);
      float[] adjoint =
          forward(
              first,
              count,
              Arrays.copyOfRange(x, first * in, (first + count) * in),
              Arrays.copyOfRange(timesteps, first, first + count),
              mask);
      squares = toAdjoint(adjoint, noise, first * out, (double) rows * out, squares);
      addGradients(adjoint);
    }
    adam.step(pass);
    return squares / ((double) rows * out);
  }

  /**
   * Turns predictions into the derivatives of the mean squared error by them, and adds the squares
   * of the errors to a sum, one after another.
   */
  private static double toAdjoint(
      float[] predicted, float[] noise, int from, double count, double squares) {
    double sum = squares;
    for (int i = 0; i < predicted.length; i++) {
      double error = (double) predicted[i] - noise[from + i];
      sum += error * error;
      predicted[i] = (float) (2 * error / count);
    }
    return sum;
  }

  /**
   * Shows the gradient of each row's own loss, the mean of (ε̂ − ε)² over its values. Rows go
   * through one at a time, so that there is one gradient of the weights at a time, and each is the
   * same bits in any batch; their mean is what {@link #train} steps along, but for rounding.
   *
   * @param x noisy images, NCHW
   * @param timesteps t of each row
   * @param noise the noise to predict, NCHW
   * @param maskOrNull which values dropout keeps; null for no dropout
   * @param visitor sees them in the order of the rows
   * @throws IllegalArgumentException if an array's length is not that of so many rows
   */
  public void perExample(
      float[] x,
      int[] timesteps,
      float[] noise,
      DropoutMask maskOrNull,
      ExampleGradient.Visitor visitor) {
    int rows = timesteps.length;
    int in = network.input().size();
    int out = network.output().size();
    requireLength("images", rows, network.input(), x);
    requireLength("noises", rows, network.output(), noise);
    for (int row = 0; row < rows; row++) {
      float[] adjoint =
          forward(
              row,
              1,
              Arrays.copyOfRange(x, row * in, (row + 1) * in),
              new int[] {timesteps[row]},
              maskOrNull);
      double loss = toAdjoint(adjoint, noise, row * out, out, 0) / out;
      ExampleGradient gradient = new ExampleGradient(network, this, row, loss, backward(adjoint));
      try {
        visitor.visit(gradient);
      } finally {
        gradient.end();
      }
    }
  }

  /**
   * The gradient of a parameter from the last {@link #backward}, summed over the rows.
   *
   * @param parameter a parameter of the network
   * @return a copy, in the order of diffusers
   */
  public float[] gradient(Parameter parameter) {
    return parameter.unpacked(pass.gradient(parameter));
  }

  /**
   * The output of a module in the last forward pass.
   *
   * @param name diffusers' name of the module
   * @return its values, NCHW
   * @throws IllegalArgumentException if there is no such module
   * @throws IllegalStateException if the last pass was a {@link #predict}
   */
  public float[] output(String name) {
    requireKept("outputs of modules");
    Node node = network.named(name);
    return ChannelOrder.fromPixels(node, pass.value(node), pass.rows());
  }

  private static void requireLength(String what, int rows, Node node, float[] values) {
    if (values.length != (long) rows * node.size()) {
      throw new IllegalArgumentException(
          rows
              + " "
              + what
              + " of "
              + node.size()
              + " values have as many in all, found "
              + values.length);
    }
  }
}
