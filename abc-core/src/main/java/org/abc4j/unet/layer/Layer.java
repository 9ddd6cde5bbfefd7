package org.abc4j.unet.layer;

import java.util.List;

/**
 * One layer of a network: its value, its tangents, and its adjoints.
 *
 * <p>All three read and write the arrays of a {@link Pass}, whose rows never meet. In training, a
 * batch is several passes, {@link Passes}; rows meet in layers that say so.
 */
abstract class Layer {
  final Node output;

  Layer(Node output) {
    this.output = output;
  }

  /** The values that it reads. */
  abstract List<Node> inputs();

  /** The weights that it has. */
  List<Parameter> parameters() {
    return List.of();
  }

  /** What it learns of values in training, by other means than gradients. */
  List<Parameter> statistics() {
    return List.of();
  }

  /** Numbers of a row that {@link #forward} keeps for what comes after, beside the output. */
  int savedSize() {
    return 0;
  }

  /** What kind of layer it is, for tables. */
  String kind() {
    return getClass().getSimpleName();
  }

  /** Computes the output's value. */
  abstract void forward(Pass pass);

  /** Computes the output's tangents from those of the inputs; called after {@link #forward}. */
  abstract void tangents(Pass pass);

  /**
   * Adds to the adjoints of the inputs, and to the gradients of the weights, what the output's
   * adjoint implies; called after {@link #forward}. It may use the output's adjoint up: no layer
   * before it reads that.
   */
  abstract void backward(Pass pass);

  /** {@link #forward(Pass)} of a batch in training. */
  void forward(Passes batch) {
    batch.forEach(this::forward);
  }

  /** {@link #backward(Pass)} of a batch in training. */
  void backward(Passes batch) {
    batch.forEach(this::backward);
  }
}
