package org.abc4j.unet.layer;

import java.util.List;
import org.abc4j.kernel.Fma;

/** y = x·σ(x). */
final class Silu extends Layer {
  private final Node input;

  Silu(Node input, Node output) {
    super(output);
    this.input = input;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  void forward(Pass pass) {
    pass.kernels.silu(pass.rows() * input.size(), pass.value(input), pass.value(output));
  }

  @Override
  void tangents(Pass pass) {
    int size = input.size();
    float[] slope = slope(pass);
    float[] in = pass.tangent(input);
    float[] out = pass.tangent(output);
    for (int t = 0; t < pass.tangentRows(); t++) {
      int slopeAt = pass.rowOfTangent(t) * size;
      int at = t * size;
      for (int i = 0; i < size; i++) {
        out[at + i] = in[at + i] * slope[slopeAt + i];
      }
    }
  }

  @Override
  void backward(Pass pass) {
    float[] slope = slope(pass);
    float[] in = pass.adjoint(input);
    float[] out = pass.adjoint(output);
    for (int i = 0; i < pass.rows() * input.size(); i++) {
      in[i] = Fma.of(out[i], slope[i], in[i]);
    }
  }

  private float[] slope(Pass pass) {
    int count = pass.rows() * input.size();
    float[] slope = pass.scratch(0, count);
    pass.kernels.siluSlope(count, pass.value(input), slope);
    return slope;
  }
}
