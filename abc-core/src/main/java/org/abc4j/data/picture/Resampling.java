package org.abc4j.data.picture;

/**
 * How a picture is resized: the filter that weighs the pixels around a point.
 *
 * <p>Both are antialiased: where a picture gets smaller, the filter gets wider by as much, so each
 * pixel of the larger one counts. {@link Picture#resized} says the rest. Immutable and thread-safe.
 */
public enum Resampling {
  /** A triangle of one pixel to each side. */
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      return x < 1 ? 1 - x : 0;
    }
  },

  /** Keys' cubic with a = −1/2, of two pixels to each side; some weights are negative. */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
  };

  private static final double A = -0.5;

  /** Pixels to each side, where no picture gets smaller. */
  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  double support() {
    return support;
  }

  /** The weight at a distance in pixels, not normalised. */
  abstract double weight(double distance);
}
