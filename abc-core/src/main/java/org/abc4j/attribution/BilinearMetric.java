package org.abc4j.attribution;

import org.abc4j.Shape;

/**
 * The metric M = RᵀR of bilinear scaling R.
 *
 * <p>R scales rows and columns apart, so for each channel D of a vector RᵀR acts as D ↦ V·D·H with
 * V and H the small Gram matrices of the two one-dimensional scalings. Immutable and thread-safe.
 */
final class BilinearMetric {
  private final Shape shape;
  private final double[][] vertical;
  private final double[][] horizontal;
  private final int repeats;

  /** Where a column of the horizontal map has entries other than 0: its neighbours' at most. */
  private final int[] first;

  private final int[] end;

  private BilinearMetric(Shape shape, Shape target) {
    if (shape.channels() != target.channels() && shape.channels() != 1) {
      throw new IllegalArgumentException(
          "samples of shape " + shape + " cannot be scaled to the channels of " + target);
    }
    this.shape = shape;
    this.vertical = gram(shape.height(), target.height());
    this.horizontal = gram(shape.width(), target.width());
    this.repeats = target.channels() / shape.channels();
    this.first = new int[shape.width()];
    this.end = new int[shape.width()];
    for (int x = 0; x < first.length; x++) {
      end[x] = first.length;
      // A pixel that no output sees has none.
      while (first[x] < end[x] && horizontal[x][first[x]] == 0) {
        first[x]++;
      }
      while (first[x] < end[x] && horizontal[x][end[x] - 1] == 0) {
        end[x]--;
      }
    }
  }

  static BilinearMetric of(Shape shape, Shape target) {
    return new BilinearMetric(shape, target);
  }

  /** The weights of one-dimensional bilinear scaling, one row for each output element. */
  static double[][] weights(int from, int to) {
    double[][] weights = new double[to][from];
    for (int i = 0; i < to; i++) {
      double position = Math.max(0, (i + 0.5) * from / to - 0.5);
      int low = Math.min((int) position, from - 1);
      int high = Math.min(low + 1, from - 1);
      double fraction = Math.min(position - low, 1);
      weights[i][low] += 1 - fraction;
      weights[i][high] += fraction;
    }
    return weights;
  }

  private static double[][] gram(int from, int to) {
    double[][] gram = new double[from][from];
    for (double[] row : weights(from, to)) {
      for (int a = 0; a < from; a++) {
        if (row[a] != 0) {
          for (int b = 0; b < from; b++) {
            gram[a][b] += row[a] * row[b];
          }
        }
      }
    }
    return gram;
  }

  double[] apply(double[] vector) {
    int h = shape.height();
    int w = shape.width();
    double[] result = new double[vector.length];
    double[] scaledRows = new double[h * w];
    for (int channel = 0; channel < shape.channels(); channel++) {
      int at = channel * h * w;
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          double sum = 0;
          for (int k = first[x]; k < end[x]; k++) {
            sum += vector[at + y * w + k] * horizontal[x][k];
          }
          scaledRows[y * w + x] = sum;
        }
      }
      for (int y = 0; y < h; y++) {
        for (int k = 0; k < h; k++) {
          double weight = repeats * vertical[y][k];
          if (weight != 0) {
            for (int x = 0; x < w; x++) {
              result[at + y * w + x] += weight * scaledRows[k * w + x];
            }
          }
        }
      }
    }
    return result;
  }
}
