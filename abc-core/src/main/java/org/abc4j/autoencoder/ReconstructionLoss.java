package org.abc4j.autoencoder;

import org.abc4j.Shape;

/**
 * The loss of appendix B.4: the mean squared error of all values, and in its second part that of
 * the worst patch. For each of 8×8, 4×4, 2×2 and 1×1 pixels an image is divided into patches of so
 * many; the greatest of their mean squared errors is scaled by 4, 8, 16 and 32.
 *
 * <p>The paper does not say over what the maximum is taken: here over the patches of each image,
 * and the four are averaged over the images of a batch. Among equal patches the first counts.
 * Values are from 0 to 1. Immutable and thread-safe.
 */
final class ReconstructionLoss {
  /** From the least side up: sums of the larger patches are those of the smaller. */
  private static final int[] SIDES = {1, 2, 4, 8};

  private static final double[] SCALES = {32, 16, 8, 4};

  private final Shape shape;
  private final boolean ofPatches;

  private ReconstructionLoss(Shape shape, boolean ofPatches) {
    this.shape = shape;
    this.ofPatches = ofPatches;
  }

  /** Mean squared error alone, of images of a shape. */
  static ReconstructionLoss meanSquared(Shape shape) {
    return new ReconstructionLoss(shape, false);
  }

  /** With the worst patches added, of images whose sides are multiples of 8. */
  static ReconstructionLoss withPatches(Shape shape) {
    return new ReconstructionLoss(shape, true);
  }

  /**
   * The loss of a batch.
   *
   * @param found reconstructions, row after row; become the loss's derivatives by them
   * @param images the images
   * @return the loss
   */
  double loss(float[] found, float[] images) {
    int m = shape.size();
    int rows = found.length / m;
    double loss = 0;
    double[] errors = new double[m];
    double[] slopes = new double[m];
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int i = 0; i < m; i++) {
        errors[i] = (double) found[row * m + i] - images[row * m + i];
        squares += errors[i] * errors[i];
        slopes[i] = 2 * errors[i] / m;
      }
      loss += squares / m;
      if (ofPatches) {
        loss += addPatches(errors, slopes);
      }
      for (int i = 0; i < m; i++) {
        found[row * m + i] = (float) (slopes[i] / rows);
      }
    }
    return loss / rows;
  }

  /** Adds the derivatives of the worst patches of an image; returns what they add to its loss. */
  private double addPatches(double[] errors, double[] slopes) {
    int height = shape.height();
    int width = shape.width();
    double[] sums = new double[height * width];
    for (int i = 0; i < errors.length; i++) {
      sums[i % sums.length] += errors[i] * errors[i];
    }
    double loss = 0;
    for (int level = 0; level < SIDES.length; level++) {
      int side = SIDES[level];
      if (level > 0) {
        sums = merged(sums, width / SIDES[level - 1]);
      }
      int worst = 0;
      for (int p = 1; p < sums.length; p++) {
        worst = sums[p] > sums[worst] ? p : worst;
      }
      double scale = SCALES[level] / (side * side * shape.channels());
      loss += scale * sums[worst];
      addSlopes(errors, slopes, worst, side, scale);
    }
    return loss;
  }

  /** Sums of four patches each. */
  private static double[] merged(double[] sums, int width) {
    double[] merged = new double[sums.length / 4];
    for (int p = 0; p < merged.length; p++) {
      int at = p / (width / 2) * 2 * width + p % (width / 2) * 2;
      merged[p] = sums[at] + sums[at + 1] + (sums[at + width] + sums[at + width + 1]);
    }
    return merged;
  }

  private void addSlopes(double[] errors, double[] slopes, int patch, int side, double scale) {
    int width = shape.width();
    int top = patch / (width / side) * side;
    int left = patch % (width / side) * side;
    for (int c = 0; c < shape.channels(); c++) {
      for (int p = 0; p < side * side; p++) {
        int at = (c * shape.height() + top + p / side) * width + left + p % side;
        slopes[at] += 2 * scale * errors[at];
      }
    }
  }
}
