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
    addPart(pass, adjoint, 0, first);
    addPart(pass, adjoint, first.channels(), second);
  }

  private void addPart(Pass pass, float[] adjoint, int from, Node node) {
    boolean isNew = pass.isAdjointNew(node);
    float[] part = isNew ? pass.adjointToSet(node) : pass.adjoint(node);
    int channels = node.channels();
    for (int p = 0; p < pass.rows() * output.pixels(); p++) {
      int at = p * output.channels() + from;
      if (isNew) {
        for (int c = 0; c < channels; c++) {
          part[p * channels + c] = 0f + adjoint[at + c];
        }
      } else {
        for (int c = 0; c < channels; c++) {
          part[p * channels + c] += adjoint[at + c];
        }
      }
    }
  }
}
