package org.abc4j.unet.layer;

import java.util.List;

/** y = max(x, 0). Its slope at 0 is 0, as PyTorch has it. */
final class Relu extends Layer {
  private final Node input;

  Relu(Node input, Node output) {
    super(output);
    this.input = input;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  void forward(Pass pass) {
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    for (int i = 0; i < pass.rows() * input.size(); i++) {
      // NaN stays NaN.
      y[i] = Math.max(0f, x[i]);
    }
  }

  @Override
  void tangents(Pass pass) {
    int size = input.size();
    float[] y = pass.value(output);
    float[] in = pass.tangent(input);
    float[] out = pass.tangent(output);
    for (int t = 0; t < pass.tangentRows(); t++) {
      int row = pass.rowOfTangent(t) * size;
      int at = t * size;
      for (int i = 0; i < size; i++) {
        out[at + i] = y[row + i] <= 0 ? 0 : in[at + i];
      }
    }
  }

  @Override
  void backward(Pass pass) {
    float[] y = pass.value(output);
    float[] out = pass.adjoint(output);
    float[] in = pass.adjoint(input);
    for (int i = 0; i < pass.rows() * input.size(); i++) {
      in[i] += y[i] <= 0 ? 0 : out[i];
    }
  }
}
