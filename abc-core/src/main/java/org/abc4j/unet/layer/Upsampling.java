package org.abc4j.unet.layer;

import java.util.List;

/** Each pixel repeated two by two. */
final class Upsampling extends Layer {
  private final Node input;

  Upsampling(Node input, Node output) {
    super(output);
    this.input = input;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  void forward(Pass pass) {
    repeat(pass.value(input), pass.value(output), pass.rows());
  }

  @Override
  void tangents(Pass pass) {
    repeat(pass.tangent(input), pass.tangent(output), pass.tangentRows());
  }

  private void repeat(float[] x, float[] y, int rows) {
    int channels = input.channels();
    for (int line = 0; line < rows * output.height(); line++) {
      // Lines of all rows in turn: an output line 2k or 2k + 1 comes from the input line k.
      for (int column = 0; column < output.width(); column++) {
        System.arraycopy(
            x,
            (line / 2 * input.width() + column / 2) * channels,
            y,
            (line * output.width() + column) * channels,
            channels);
      }
    }
  }

  @Override
  void backward(Pass pass) {
    int channels = input.channels();
    float[] adjoint = pass.adjoint(output);
    float[] inputAdjoint = pass.adjoint(input);
    for (int line = 0; line < pass.rows() * output.height(); line++) {
      for (int column = 0; column < output.width(); column++) {
        int from = (line * output.width() + column) * channels;
        int to = (line / 2 * input.width() + column / 2) * channels;
        for (int c = 0; c < channels; c++) {
          inputAdjoint[to + c] += adjoint[from + c];
        }
      }
    }
  }
}
