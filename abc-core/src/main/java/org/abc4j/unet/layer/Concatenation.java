package org.abc4j.unet.layer;

import java.util.List;

/** The channels of one image, then those of another. */
final class Concatenation extends Layer {
  private final Node first;
  private final Node second;

  Concatenation(Node first, Node second, Node output) {
    super(output);
    this.first = first;
    this.second = second;
  }

  @Override
  List<Node> inputs() {
    return List.of(first, second);
  }

  @Override
  void forward(Pass pass) {
    join(pass.value(first), pass.value(second), pass.value(output), pass.rows());
  }

  @Override
  void tangents(Pass pass) {
    join(pass.tangent(first), pass.tangent(second), pass.tangent(output), pass.tangentRows());
  }

  private void join(float[] a, float[] b, float[] joined, int rows) {
    int left = first.channels();
    int right = second.channels();
    for (int p = 0; p < rows * output.pixels(); p++) {
      System.arraycopy(a, p * left, joined, p * (left + right), left);
      System.arraycopy(b, p * right, joined, p * (left + right) + left, right);
    }
  }

  @Override
  void backward(Pass pass) {
    float[] adjoint = pass.adjoint(output);
    addPart(adjoint, 0, pass.adjoint(first), first.channels(), pass.rows());
    addPart(adjoint, first.channels(), pass.adjoint(second), second.channels(), pass.rows());
  }

  private void addPart(float[] adjoint, int from, float[] part, int channels, int rows) {
    for (int p = 0; p < rows * output.pixels(); p++) {
      int at = p * output.channels() + from;
      for (int c = 0; c < channels; c++) {
        part[p * channels + c] += adjoint[at + c];
      }
    }
  }
}
