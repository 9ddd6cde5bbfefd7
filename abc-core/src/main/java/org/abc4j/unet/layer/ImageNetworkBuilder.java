package org.abc4j.unet.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;

/** Adds layers, each of which takes what the one before gives. Not thread-safe. */
public final class ImageNetworkBuilder {
  private final List<Layer> layers = new ArrayList<>();
  private final Node input;
  private Node last;
  private int nodes;

  ImageNetworkBuilder(Shape images) {
    this.input = node(images.height(), images.width(), images.channels());
    this.last = input;
  }

  private Node node(int height, int width, int channels) {
    return new Node(nodes++, height, width, channels, true);
  }

  private ImageNetworkBuilder layer(Layer layer) {
    layers.add(layer);
    last = layer.output;
    return this;
  }

  /**
   * A convolution with bias and zero padding of {@code side / 2}. A side that the stride does not
   * divide becomes the next whole number above, as PyTorch has it.
   *
   * @param name weights {@code name.weight [outputs, inputs, side, side]}, {@code name.bias}
   * @param outputs number of output channels, at least 1
   * @param side side of the kernel, odd
   * @param stride what sides are divided by
   * @return this builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public ImageNetworkBuilder convolution(String name, int outputs, int side, int stride) {
    return convolution(name, outputs, side, stride, Parameter.vector(name + ".bias", outputs));
  }

  /**
   * The same convolution without bias, as it stands before batch normalisation.
   *
   * @param name weights {@code name.weight [outputs, inputs, side, side]}
   * @param outputs number of output channels, at least 1
   * @param side side of the kernel, odd
   * @param stride what sides are divided by
   * @return this builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public ImageNetworkBuilder convolutionWithoutBias(
      String name, int outputs, int side, int stride) {
    return convolution(name, outputs, side, stride, null);
  }

  private ImageNetworkBuilder convolution(
      String name, int outputs, int side, int stride, Parameter biasOrNull) {
    requireKernel(name, outputs, side, stride);
    return layer(
        new Convolution(
            last,
            strided(stride, outputs),
            Parameter.kernel(name + ".weight", outputs, last.channels(), side),
            biasOrNull,
            side,
            stride,
            ConvolutionMethod.WINOGRAD));
  }

  private Node strided(int stride, int channels) {
    return node((last.height() - 1) / stride + 1, (last.width() - 1) / stride + 1, channels);
  }

  /**
   * A transposed convolution with bias: PyTorch's {@code ConvTranspose2d} with padding {@code side
   * / 2} and output padding {@code stride − 1}.
   *
   * @param name weights {@code name.weight [inputs, outputs, side, side]}, {@code name.bias}
   * @param outputs number of output channels, at least 1
   * @param side side of the kernel, odd and at least the stride
   * @param stride what sides are multiplied by
   * @return this builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public ImageNetworkBuilder transposedConvolution(String name, int outputs, int side, int stride) {
    requireKernel(name, outputs, side, stride);
    requireCovered(name, side, stride);
    return layer(
        new TransposedConvolution(
            last,
            node(last.height() * stride, last.width() * stride, outputs),
            Parameter.kernel(name + ".weight", last.channels(), outputs, side),
            Parameter.vector(name + ".bias", outputs),
            side,
            stride));
  }

  private static void requireKernel(String name, int outputs, int side, int stride) {
    if (outputs < 1 || side < 1 || side % 2 == 0 || stride < 1) {
      throw new IllegalArgumentException(
          name
              + " has at least 1 output, an odd side and a stride of at least 1, found "
              + outputs
              + ", "
              + side
              + " and "
              + stride);
    }
  }

  /** Of outputs that would otherwise see no input, or inputs that none would see. */
  private static void requireCovered(String name, int side, int stride) {
    if (stride > side) {
      throw new IllegalArgumentException(
          "the stride of " + name + " is at most its side, " + side + ", found " + stride);
    }
  }

  /**
   * Batch normalisation of each channel.
   *
   * @param name weights {@code name.weight}, {@code name.bias}; statistics {@code
   *     name.running_mean}, {@code name.running_var}
   * @return this builder
   */
  public ImageNetworkBuilder batchNorm(String name) {
    int channels = last.channels();
    return layer(
        new BatchNorm(
            last,
            node(last.height(), last.width(), channels),
            Parameter.vector(name + ".weight", channels),
            Parameter.vector(name + ".bias", channels),
            Parameter.vector(name + ".running_mean", channels),
            Parameter.vector(name + ".running_var", channels)));
  }

  /**
   * max(x, 0).
   *
   * @return this builder
   */
  public ImageNetworkBuilder relu() {
    return layer(new Relu(last, node(last.height(), last.width(), last.channels())));
  }

  /**
   * The greatest value under a window, of each channel: PyTorch's {@code MaxPool2d} with padding
   * {@code side / 2}, in which no value of the border is the greatest.
   *
   * @param side side of the window, odd
   * @param stride what sides are divided by
   * @return this builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public ImageNetworkBuilder maxPooling(int side, int stride) {
    requireKernel("max pooling", last.channels(), side, stride);
    requireCovered("max pooling", side, stride);
    return layer(
        new MaxPooling(new ImageMap(last, strided(stride, last.channels()), side, stride)));
  }

  /**
   * The mean of each channel over all pixels, an image of one pixel.
   *
   * @return this builder
   */
  public ImageNetworkBuilder averagePooling() {
    return layer(new AveragePooling(last, node(1, 1, last.channels())));
  }

  /**
   * A linear map with bias of an image of one pixel.
   *
   * @param name weights {@code name.weight [outputs, inputs]}, {@code name.bias}
   * @param outputs number of values that come out, at least 1
   * @return this builder
   * @throws IllegalArgumentException if there is more than one pixel, or no output
   */
  public ImageNetworkBuilder linear(String name, int outputs) {
    if (last.pixels() != 1 || outputs < 1) {
      throw new IllegalArgumentException(
          name + " maps 1 pixel to at least 1 output, found " + last.pixels() + " and " + outputs);
    }
    return layer(
        new Convolution(
            last,
            node(1, 1, outputs),
            Parameter.matrix(name + ".weight", outputs, last.channels()),
            Parameter.vector(name + ".bias", outputs),
            1,
            1,
            ConvolutionMethod.WINOGRAD));
  }

  /**
   * A residual block (He et al. 2016): two ways side by side from what is there, added up.
   *
   * @param way adds the layers of the one
   * @param shortcut adds those of the other; none for the identity
   * @return this builder
   * @throws IllegalArgumentException if they do not end at images of one shape
   */
  public ImageNetworkBuilder residual(
      Consumer<ImageNetworkBuilder> way, Consumer<ImageNetworkBuilder> shortcut) {
    Node begin = last;
    way.accept(this);
    Node first = last;
    last = begin;
    shortcut.accept(this);
    Node second = last;
    if (!shape(first).equals(shape(second))) {
      throw new IllegalArgumentException(
          "both ways of a residual block end at one shape, found "
              + shape(first)
              + " and "
              + shape(second));
    }
    return layer(new Sum(first, second, node(first.height(), first.width(), first.channels())));
  }

  private static Shape shape(Node node) {
    return new Shape(node.channels(), node.height(), node.width());
  }

  /**
   * The network, all of its weights and statistics 0.
   *
   * @return the network
   * @throws IllegalStateException if there is no layer
   */
  public ImageNetwork build() {
    if (layers.isEmpty()) {
      throw new IllegalStateException("a network has at least 1 layer, found none");
    }
    LayerList list = new LayerList(layers, List.of(input), last, nodes);
    return new ImageNetwork(list, input, last, Kernels.get());
  }
}
