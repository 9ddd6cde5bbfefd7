package org.abc4j.unet.layer;

import java.util.List;

/** A vector, which does not depend on the noisy image, added to each pixel. */
final class SumToPixels extends Layer {
  private final Node image;
  private final Node vector;

  SumToPixels(Node image, Node vector, Node output) {
    super(output);
    this.image = image;
    this.vector = vector;
    if (vector.dependsOnInput()) {
      throw new IllegalStateException("a vector that depends on the noisy image has no rule here");
    }
  }

  @Override
  List<Node> inputs() {
    return List.of(image, vector);
  }

  @Override
  void forward(Pass pass) {
    int channels = image.channels();
    float[] x = pass.value(image);
    float[] v = pass.value(vector);
    float[] y = pass.value(output);
    for (int row = 0; row < pass.rows(); row++) {
      pass.kernels.addToRows(image.pixels(), channels, x, row * image.size(), v, row * channels, y);
    }
  }

  @Override
  void tangents(Pass pass) {
    System.arraycopy(
        pass.tangent(image), 0, pass.tangent(output), 0, pass.tangentRows() * image.size());
  }

  @Override
  void backward(Pass pass) {
    int channels = image.channels();
    float[] adjoint = pass.adjoint(output);
    boolean isNew = pass.isAdjointNew(image);
    float[] imageAdjoint = isNew ? pass.adjointToSet(image) : pass.adjoint(image);
    float[] vectorAdjoint = pass.adjoint(vector);
    for (int row = 0; row < pass.rows(); row++) {
      int rowAt = row * image.size();
      if (isNew) {
        for (int i = rowAt; i < rowAt + image.size(); i++) {
          imageAdjoint[i] = 0f + adjoint[i];
        }
      } else {
        for (int i = rowAt; i < rowAt + image.size(); i++) {
          imageAdjoint[i] += adjoint[i];
        }
      }
      for (int p = 0; p < image.pixels(); p++) {
        int at = rowAt + p * channels;
        for (int c = 0; c < channels; c++) {
          vectorAdjoint[row * channels + c] += adjoint[at + c];
        }
      }
    }
  }
}
