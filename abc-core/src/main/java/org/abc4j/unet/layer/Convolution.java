package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;

/** A convolution of an odd side; side 1 is also the linear map of each pixel. */
final class Convolution extends Layer {
  private static final int SPREAD_SLOT = 3;
  private static final int BIAS_SLOT = 5;

  private final Node input;
  private final Parameter weight;

  /** Null if there is none. */
  private final Parameter bias;

  private final ImageMap map;
  private final ImageMap adjointMap;
  private final boolean winograd;
  private final String kind;

  /**
   * How adjoints go back where there is a stride; null where zeros are put between them instead.
   */
  private final Transposition transposition;

  Convolution(
      Node input,
      Node output,
      Parameter weight,
      Parameter biasOrNull,
      int side,
      int stride,
      ConvolutionMethod method) {
    this(new ImageMap(input, output, side, stride), weight, biasOrNull, method);
  }

  Convolution(ImageMap map, Parameter weight, Parameter biasOrNull, ConvolutionMethod method) {
    super(map.to());
    this.input = map.from();
    this.weight = weight;
    this.bias = biasOrNull;
    this.map = map;
    // The adjoint of leaving out pixels is putting zeros between them.
    Node spread = new Node(-1, input.height(), input.width(), output.channels(), true);
    this.adjointMap =
        new ImageMap(
            map.stride() == 1 ? output : spread,
            input,
            map.side(),
            1,
            map.side() - 1 - map.before());
    this.winograd = method.isWinograd(map);
    // Of side 3 the zeros are few, and results are the bits that they were before there was this.
    this.transposition =
        map.stride() > 1 && map.side() > 3 && map.isDivided() ? new Transposition(map) : null;
    String extent =
        map.side() + "x" + map.side() + (map.stride() == 1 ? "" : ", stride " + map.stride());
    this.kind = (winograd ? "Winograd " : "direct ") + extent;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  String kind() {
    return kind;
  }

  @Override
  List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  /** Numbers of the transformed kernel; 0 if there is none. */
  long transformedSize() {
    return winograd ? weight.winogradSize() : 0;
  }

  /** Numbers that the way back derives from the kernel. */
  long adjointSize() {
    return winograd ? weight.winogradAdjointSize() : weight.adjointSize();
  }

  /** Numbers of working space, whatever the rows. */
  long scratchSize() {
    return winograd ? WinogradConvolution.scratchSize(map) : PaddedImage.size(map);
  }

  /** Numbers of working space for each row. */
  long gatheredSize() {
    return winograd ? 0 : DirectConvolution.scratchSize(map);
  }

  @Override
  void forward(Pass pass) {
    apply(pass, pass.value(input), pass.value(output), pass.rows(), bias());
  }

  @Override
  void tangents(Pass pass) {
    apply(pass, pass.tangent(input), pass.tangent(output), pass.tangentRows(), null);
  }

  private float[] bias() {
    return bias == null ? null : bias.values();
  }

  private void apply(Pass pass, float[] in, float[] out, int rows, float[] biasOrNull) {
    if (winograd) {
      float[] kernel = weight.winograd(pass);
      WinogradConvolution.apply(pass, map, kernel, in, out, rows, biasOrNull);
    } else {
      DirectConvolution.apply(pass, map, weight.values(), in, out, rows, biasOrNull, false);
    }
  }

  @Override
  void backward(Pass pass) {
    float[] adjoint = pass.adjoint(output);
    if (pass.wantsGradients()) {
      addGradients(pass, adjoint);
    }
    int rows = pass.rows();
    boolean isNew = pass.isAdjointNew(input);
    if (winograd) {
      float[] kernel = weight.winogradAdjoint(pass);
      WinogradConvolution.addAdjoint(pass, adjointMap, kernel, adjoint, input, isNew);
      return;
    }
    float[] inputAdjoint = isNew ? pass.adjointToSet(input) : pass.adjoint(input);
    if (transposition != null) {
      float[] kernel = weight.parts(pass, transposition);
      transposition.apply(pass, kernel, adjoint, inputAdjoint, rows, null, !isNew);
      return;
    }
    float[] spread = map.stride() == 1 ? adjoint : spread(pass, adjoint);
    DirectConvolution.apply(
        pass, adjointMap, weight.adjoint(pass), spread, inputAdjoint, rows, null, !isNew);
  }

  private void addGradients(Pass pass, float[] adjoint) {
    if (bias != null) {
      addBiasGradient(pass, bias, output, adjoint);
    }
    float[] in = pass.value(input);
    float[] gradient = pass.gradient(weight);
    if (winograd) {
      WinogradConvolution.addGradient(pass, map, in, adjoint, gradient, pass.rows());
    } else {
      DirectConvolution.addGradient(pass, map, in, adjoint, gradient, pass.rows());
    }
  }

  private float[] spread(Pass pass, float[] adjoint) {
    int rows = pass.rows();
    float[] spread = pass.scratch(SPREAD_SLOT, rows * adjointMap.from().size());
    int channels = output.channels();
    int stride = map.stride();
    Arrays.fill(spread, 0, rows * input.pixels() * channels, 0);
    for (int row = 0; row < rows; row++) {
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          System.arraycopy(
              adjoint,
              ((row * output.height() + y) * output.width() + x) * channels,
              spread,
              ((row * input.height() + y * stride) * input.width() + x * stride) * channels,
              channels);
        }
      }
    }
    return spread;
  }

  /** Sums image by image, which rounds less than one long sum. */
  static void addBiasGradient(Pass pass, Parameter bias, Node output, float[] adjoint) {
    float[] gradient = pass.gradient(bias);
    int channels = output.channels();
    float[] sums = pass.scratch(BIAS_SLOT, channels);
    for (int row = 0; row < pass.rows(); row++) {
      pass.kernels.columnSums(output.pixels(), channels, adjoint, row * output.size(), sums);
      for (int c = 0; c < channels; c++) {
        gradient[c] += sums[c];
      }
    }
  }
}
