package org.abc4j.unet.layer;

import java.util.List;
import org.abc4j.kernel.Fma;

/**
 * Dropout: y = x·mask, with the mask 0 or 1/(1 − p) in training and absent otherwise.
 *
 * <p>Its tangents are for prediction, where there is no mask.
 */
final class Dropout extends Layer {
  private final Node input;
  private final int index;
  private final double probability;

  Dropout(Node input, Node output, int index, double probability) {
    super(output);
    this.input = input;
    this.index = index;
    this.probability = probability;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  int savedSize() {
    return input.size();
  }

  @Override
  void forward(Pass pass) {
    int count = pass.rows() * input.size();
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    if (pass.dropoutMask() == null) {
      System.arraycopy(x, 0, y, 0, count);
      return;
    }
    float[] mask = pass.saved(output, count);
    float kept = (float) (1 / (1 - probability));
    int channels = input.channels();
    int pixels = input.pixels();
    boolean[] drawn = new boolean[input.size()];
    for (int row = 0; row < pass.rows(); row++) {
      long position = (long) (pass.firstRow() + row) * input.size();
      pass.dropoutMask().draw(index, position, probability, drawn);
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < pixels; p++) {
          mask[(row * pixels + p) * channels + c] = drawn[c * pixels + p] ? kept : 0;
        }
      }
    }
    multiply(x, mask, y, count);
  }

  @Override
  void tangents(Pass pass) {
    if (pass.dropoutMask() != null) {
      throw new IllegalStateException("tangents are for prediction, and dropout is on");
    }
    System.arraycopy(
        pass.tangent(input), 0, pass.tangent(output), 0, pass.tangentRows() * input.size());
  }

  @Override
  void backward(Pass pass) {
    int count = pass.rows() * input.size();
    float[] adjoint = pass.adjoint(output);
    float[] inputAdjoint = pass.adjoint(input);
    if (pass.dropoutMask() == null) {
      for (int i = 0; i < count; i++) {
        inputAdjoint[i] += adjoint[i];
      }
      return;
    }
    float[] mask = pass.saved(output, count);
    for (int i = 0; i < count; i++) {
      inputAdjoint[i] = Fma.of(mask[i], adjoint[i], inputAdjoint[i]);
    }
  }

  private static void multiply(float[] a, float[] b, float[] product, int count) {
    for (int i = 0; i < count; i++) {
      product[i] = a[i] * b[i];
    }
  }
}
