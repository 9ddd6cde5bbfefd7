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
    int width = output.width() * channels;
    // Lines of all rows in turn: the input's line k becomes two alike.
    for (int line = 0; line < rows * input.height(); line++) {
      int to = 2 * line * width;
      for (int column = 0; column < input.width(); column++) {
        int from = (line * input.width() + column) * channels;
        System.arraycopy(x, from, y, to + 2 * column * channels, channels);
        System.arraycopy(x, from, y, to + (2 * column + 1) * channels, channels);
      }
      System.arraycopy(y, to, y, to + width, width);
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
