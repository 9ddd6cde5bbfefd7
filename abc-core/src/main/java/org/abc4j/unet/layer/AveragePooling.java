package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;

/** The mean of each channel over all pixels, as PyTorch's {@code AdaptiveAvgPool2d(1)}. */
final class AveragePooling extends Layer {
  private final Node input;

  AveragePooling(Node input, Node output) {
    super(output);
    this.input = input;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  void forward(Pass pass) {
    means(pass.value(input), pass.value(output), pass.rows());
  }

  @Override
  void tangents(Pass pass) {
    means(pass.tangent(input), pass.tangent(output), pass.tangentRows());
  }

  private void means(float[] in, float[] out, int rows) {
    int channels = input.channels();
    double[] sums = new double[channels];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      for (int i = 0; i < input.size(); i += channels) {
        for (int c = 0; c < channels; c++) {
          sums[c] += in[row * input.size() + i + c];
        }
      }
      for (int c = 0; c < channels; c++) {
        out[row * channels + c] = (float) (sums[c] / input.pixels());
      }
    }
  }

  @Override
  void backward(Pass pass) {
    int channels = input.channels();
    float[] out = pass.adjoint(output);
    float[] in = pass.adjoint(input);
    for (int row = 0; row < pass.rows(); row++) {
      for (int i = 0; i < input.size(); i += channels) {
        for (int c = 0; c < channels; c++) {
          in[row * input.size() + i + c] += out[row * channels + c] / input.pixels();
        }
      }
    }
  }
}
