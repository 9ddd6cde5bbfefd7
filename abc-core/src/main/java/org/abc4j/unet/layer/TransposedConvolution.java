package org.abc4j.unet.layer;

import java.util.List;

/**
 * A transposed convolution with bias that makes an image as many times larger as its stride says:
 * PyTorch's {@code ConvTranspose2d} with padding side/2 and output padding stride − 1.
 */
final class TransposedConvolution extends Layer {
  private final Node input;
  private final Parameter weight;
  private final Parameter bias;

  /** The convolution whose adjoint it is. */
  private final ImageMap map;

  private final Transposition transposition;

  /**
   * @param weight {@code [inputs, outputs, side, side]}, as PyTorch has it
   */
  TransposedConvolution(
      Node input, Node output, Parameter weight, Parameter bias, int side, int stride) {
    super(output);
    this.input = input;
    this.weight = weight;
    this.bias = bias;
    this.map = new ImageMap(output, input, side, stride);
    this.transposition = new Transposition(map);
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  void forward(Pass pass) {
    apply(pass, pass.value(input), pass.value(output), pass.rows(), bias.values());
  }

  @Override
  void tangents(Pass pass) {
    apply(pass, pass.tangent(input), pass.tangent(output), pass.tangentRows(), null);
  }

  private void apply(Pass pass, float[] in, float[] out, int rows, float[] biasOrNull) {
    float[] kernel = weight.parts(pass, transposition);
    transposition.apply(pass, kernel, in, out, rows, biasOrNull, false);
  }

  @Override
  void backward(Pass pass) {
    float[] adjoint = pass.adjoint(output);
    if (pass.wantsGradients()) {
      Convolution.addBiasGradient(pass, bias, output, adjoint);
      // Adjoint and value change places: the adjoint of an adjoint is the convolution itself.
      DirectConvolution.addGradient(
          pass, map, adjoint, pass.value(input), pass.gradient(weight), pass.rows());
    }
    boolean isNew = pass.isAdjointNew(input);
    float[] inputAdjoint = isNew ? pass.adjointToSet(input) : pass.adjoint(input);
    DirectConvolution.apply(
        pass, map, weight.values(), adjoint, inputAdjoint, pass.rows(), null, !isNew);
  }
}
