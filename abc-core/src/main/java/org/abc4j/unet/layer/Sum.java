package org.abc4j.unet.layer;

import java.util.List;

/** a + b, element by element. */
final class Sum extends Layer {
  private final Node first;
  private final Node second;

  Sum(Node first, Node second, Node output) {
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
    add(pass.value(first), pass.value(second), pass.value(output), pass.rows() * output.size());
  }

  @Override
  void tangents(Pass pass) {
    add(
        pass.tangent(first),
        pass.tangent(second),
        pass.tangent(output),
        pass.tangentRows() * output.size());
  }

  @Override
  void backward(Pass pass) {
    int count = pass.rows() * output.size();
    float[] adjoint = pass.adjoint(output);
    addAdjoint(pass, adjoint, first, count);
    addAdjoint(pass, adjoint, second, count);
  }

  private static void addAdjoint(Pass pass, float[] adjoint, Node node, int count) {
    if (pass.isAdjointNew(node)) {
      float[] sum = pass.adjointToSet(node);
      for (int i = 0; i < count; i++) {
        sum[i] = 0f + adjoint[i];
      }
    } else {
      add(adjoint, pass.adjoint(node), pass.adjoint(node), count);
    }
  }

  private static void add(float[] a, float[] b, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = a[i] + b[i];
    }
  }
}
