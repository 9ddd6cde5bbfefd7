package org.abc4j.closedform;

import org.abc4j.Batch;
import org.abc4j.model.NoiseModel;

/** Checks that the closed-form models share. */
final class Items {
  private Items() {}

  static void requireSome(Batch items) {
    if (items.rows() < 1) {
      throw new IllegalArgumentException("a denoiser is made from at least 1 item, found none");
    }
  }

  static void requireShape(NoiseModel model, Batch x) {
    if (!model.shape().equals(x.shape())) {
      throw new IllegalArgumentException(
          "this model denoises samples of shape " + model.shape() + ", found " + x.shape());
    }
  }

  /** Returns K. */
  static int requireTangents(NoiseModel model, Batch x, Batch tangents) {
    requireShape(model, x);
    requireShape(model, tangents);
    if (x.rows() == 0 ? tangents.rows() != 0 : tangents.rows() % x.rows() != 0) {
      throw new IllegalArgumentException(
          "each of "
              + x.rows()
              + " rows has as many tangents, found "
              + tangents.rows()
              + " tangents");
    }
    return x.rows() == 0 ? 0 : tangents.rows() / x.rows();
  }
}
