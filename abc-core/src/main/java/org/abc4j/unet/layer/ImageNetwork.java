package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;

/**
 * A network from images to images, one layer after another, on the pure-JVM engine: what encoders,
 * decoders and classifiers are made of.
 *
 * <p>Weights and statistics have the names that PyTorch gives those of a module of the layer's
 * name, and its shapes. Images go in and out in NCHW order. A row's result is the same bits in any
 * batch, on the Vector API and without it. The weights may be set, or trained, while no pass is
 * under way; passes only read them, and may overlap.
 */
public final class ImageNetwork {
  private final LayerList layers;
  private final Node input;
  private final Node output;
  private final Map<String, Parameter> parameters;
  private final Map<String, Parameter> statistics;
  private final Kernels kernels;

  ImageNetwork(LayerList layers, Node input, Node output, Kernels kernels) {
    this.layers = layers;
    this.input = input;
    this.output = output;
    this.parameters = Collections.unmodifiableMap(layers.parameters());
    this.statistics = Collections.unmodifiableMap(layers.statistics());
    this.kernels = kernels;
  }

  /**
   * Begins a network.
   *
   * @param images the shape of what goes in
   * @return a builder without a layer
   */
  public static ImageNetworkBuilder of(Shape images) {
    return new ImageNetworkBuilder(images);
  }

  /** The same network, with the same weights, on other kernels. */
  ImageNetwork on(Kernels others) {
    return new ImageNetwork(layers, input, output, others);
  }

  /**
   * The shape of what goes in.
   *
   * @return the shape
   */
  public Shape inputShape() {
    return shape(input);
  }

  /**
   * The shape of what comes out.
   *
   * @return the shape
   */
  public Shape outputShape() {
    return shape(output);
  }

  private static Shape shape(Node node) {
    return new Shape(node.channels(), node.height(), node.width());
  }

  /**
   * What gradients train, by name, in the order of the layers.
   *
   * @return an unmodifiable map; setting a parameter changes the network
   */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * What is learnt of values in training by other means, by name, in the order of the layers.
   *
   * @return an unmodifiable map; setting one changes the network
   */
  public Map<String, Parameter> statistics() {
    return statistics;
  }

  /**
   * The network's values for some images, which are in memory together.
   *
   * @param rows number of images
   * @param images their values, NCHW
   * @return what comes out, NCHW
   * @throws IllegalArgumentException if there are not as many values as that
   */
  public float[] predict(int rows, float[] images) {
    requireLength(rows, images);
    return inWorkspace(
        pass -> {
          pass.beginPassing(rows);
          ChannelOrder.toPixels(input, images, pass.value(input), rows);
          layers.layers().forEach(layer -> layer.forward(pass));
          return ChannelOrder.fromPixels(output, pass.value(output), rows);
        });
  }

  /**
   * Pulls adjoints back to images: the derivative of what is made of the network's values, by the
   * images. Rows do not meet, and a row's result is the same bits in any batch.
   *
   * @param rows number of images, which are in memory together with all that is computed of them
   * @param images their values, NCHW
   * @param adjoint is given what comes out, and gives the derivative by it, both NCHW; perhaps
   *     asked again where memory was short
   * @return the derivative by the images, NCHW
   * @throws IllegalArgumentException if there are not as many values as that
   */
  public float[] pullBack(int rows, float[] images, UnaryOperator<float[]> adjoint) {
    requireLength(rows, images);
    return inWorkspace(
        pass -> {
          pass.beginWithoutGradients(rows);
          ChannelOrder.toPixels(input, images, pass.value(input), rows);
          layers.layers().forEach(layer -> layer.forward(pass));
          float[] out = adjoint.apply(ChannelOrder.fromPixels(output, pass.value(output), rows));
          if (out.length != rows * output.size()) {
            throw new IllegalArgumentException(
                "the adjoint of the values has "
                    + rows * output.size()
                    + " of them, found "
                    + out.length);
          }
          ChannelOrder.toPixels(output, out, pass.adjoint(output), rows);
          for (int i = layers.layers().size() - 1; i >= 0; i--) {
            layers.layers().get(i).backward(pass);
          }
          return ChannelOrder.fromPixels(input, pass.adjoint(input), rows);
        });
  }

  /** An image's value and its derivatives along some directions. */
  public static final class Tangents {
    private final float[] value;
    private final float[] derivatives;

    private Tangents(float[] value, float[] derivatives) {
      this.value = value;
      this.derivatives = derivatives;
    }

    /**
     * The network's value.
     *
     * @return what {@link ImageNetwork#predict} gives, to the bit
     */
    public float[] value() {
      return value.clone();
    }

    /**
     * Its derivative along each direction.
     *
     * @return as many images as there were directions, NCHW
     */
    public float[] derivatives() {
      return derivatives.clone();
    }
  }

  /** Tangents that go through the network together. */
  private static final int TOGETHER = 8;

  /**
   * The network's value for an image, and its derivatives along directions, by forward mode: one
   * pass for the value, and for each direction one of the derivative.
   *
   * @param image its values
   * @param directions as many directions as wanted, each of an image's values
   * @return the value and the derivatives
   * @throws IllegalArgumentException if there are not as many values as that
   */
  public Tangents tangents(float[] image, float[] directions) {
    requireLength(1, image);
    int size = input.size();
    int count = directions.length / size;
    requireLength(count, directions);
    return inWorkspace(
        pass -> {
          pass.begin(0, 1, null);
          ChannelOrder.toPixels(input, image, pass.value(input), 1);
          layers.layers().forEach(layer -> layer.forward(pass));
          float[] value = ChannelOrder.fromPixels(output, pass.value(output), 1);
          float[] derivatives = new float[Math.multiplyExact(count, output.size())];
          for (int from = 0; from < count; from += TOGETHER) {
            int some = Math.min(TOGETHER, count - from);
            pass.beginTangents(some);
            ChannelOrder.toPixels(input, directions, from * size, pass.tangent(input), some);
            layers.layers().forEach(layer -> layer.tangents(pass));
            ChannelOrder.fromPixels(
                output, pass.tangent(output), derivatives, from * output.size(), some);
          }
          return new Tangents(value, derivatives);
        });
  }

  private <T> T inWorkspace(Function<Pass, T> work) {
    DerivedWeights derived = DerivedWeights.shared();
    return derived.makingRoom(
        () -> {
          Workspace workspace = WorkspacePool.shared().take();
          try {
            return work.apply(layers.newPass(kernels, derived, workspace));
          } finally {
            WorkspacePool.shared().give(workspace);
          }
        });
  }

  private void requireLength(int rows, float[] images) {
    if (images.length != (long) rows * input.size()) {
      throw new IllegalArgumentException(
          rows
              + " images of shape "
              + inputShape()
              + " have "
              + (long) rows * input.size()
              + " values, found "
              + images.length);
    }
  }

  /**
   * What one row of a batch takes at least while the network is trained: values and adjoints,
   * without working space.
   *
   * @return bytes
   */
  public long bytesOfRow() {
    long saved = layers.layers().stream().mapToLong(Layer::savedSize).sum();
    return Float.BYTES * (layers.kept().size() + saved + layers.adjoints().size());
  }

  /**
   * Begins or goes on with a training, which changes the weights.
   *
   * @param adam settings of the optimizer
   * @return the training
   */
  public ImageTraining training(AdamConfig adam) {
    return training(adam, ImageTraining.BLOCK);
  }

  /**
   * The same, with blocks of other sizes: a network of many weights and small images does better
   * with more rows a block, as each block has gradients of all weights.
   *
   * @param adam settings of the optimizer
   * @param block rows of a block, at least 1; part of the arithmetic
   * @return the training
   * @throws IllegalArgumentException if the block has no row
   */
  public ImageTraining training(AdamConfig adam, int block) {
    return new ImageTraining(this, Objects.requireNonNull(adam, "adam"), kernels, block);
  }

  LayerList layers() {
    return layers;
  }

  Node input() {
    return input;
  }

  Node output() {
    return output;
  }

  @Override
  public String toString() {
    return "ImageNetwork["
        + inputShape()
        + " to "
        + outputShape()
        + ", "
        + Arrays.toString(layers.layers().stream().map(Layer::kind).toArray())
        + "]";
  }
}
