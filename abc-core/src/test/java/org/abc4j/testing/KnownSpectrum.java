package org.abc4j.testing;

import java.util.Arrays;

/** Matrices whose eigenvalues are known, and a slow way to find those of any other. */
public final class KnownSpectrum {
  private static final int SWEEPS = 60;

  private KnownSpectrum() {}

  /**
   * H·diag(spectrum)·Hᵀ/d with the Hadamard matrix H, whose elements are ±1: for d a power of two
   * and whole eigenvalues each element is exact. Element (i, j) depends on i xor j alone.
   */
  public static double[][] dyadic(double... spectrum) {
    int d = spectrum.length;
    double[] first = spectrum.clone();
    for (int half = 1; half < d; half *= 2) {
      for (int i = 0; i < d; i++) {
        if ((i & half) == 0) {
          double sum = first[i] + first[i + half];
          first[i + half] = first[i] - first[i + half];
          first[i] = sum;
        }
      }
    }
    double[][] matrix = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        matrix[i][j] = first[i ^ j] / d;
      }
    }
    return matrix;
  }

  /** Q·diag(spectrum)·Qᵀ, Q a product of three reflections at random vectors; exact to rounding. */
  public static double[][] turned(long seed, double... spectrum) {
    int d = spectrum.length;
    double[][] matrix = new double[d][d];
    for (int i = 0; i < d; i++) {
      matrix[i][i] = spectrum[i];
    }
    for (int k = 0; k < 3; k++) {
      double[] v = Draws.doubles(seed, k, d);
      double square = Arrays.stream(v).map(x -> x * x).sum();
      // (I − 2vvᵀ/s)·A·(I − 2vvᵀ/s) = A − vpᵀ − pvᵀ with p = (2/s)·(Av − (vᵀAv/s)·v).
      double[] p = new double[d];
      double inner = 0;
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          p[i] += matrix[i][j] * v[j];
        }
        inner += p[i] * v[i];
      }
      for (int i = 0; i < d; i++) {
        p[i] = 2 / square * (p[i] - inner / square * v[i]);
      }
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          matrix[i][j] -= v[i] * p[j] + p[i] * v[j];
        }
      }
    }
    return matrix;
  }

  /** Eigenvalues by Jacobi's cyclic rotations, in increasing order. */
  public static double[] byJacobi(double[][] symmetric) {
    int d = symmetric.length;
    double[][] a = new double[d][];
    Arrays.setAll(a, i -> symmetric[i].clone());
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < d; p++) {
        for (int q = p + 1; q < d; q++) {
          if (a[p][q] != 0) {
            rotate(a, p, q);
          }
        }
      }
    }
    double[] values = new double[d];
    Arrays.setAll(values, i -> a[i][i]);
    Arrays.sort(values);
    return values;
  }

  private static void rotate(double[][] a, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.signum(theta) / (Math.abs(theta) + StrictMath.hypot(theta, 1));
    if (theta == 0) {
      t = 1;
    }
    double c = 1 / StrictMath.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double x = a[k][p];
      double y = a[k][q];
      a[k][p] = c * x - s * y;
      a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < a.length; k++) {
      double x = a[p][k];
      double y = a[q][k];
      a[p][k] = c * x - s * y;
      a[q][k] = s * x + c * y;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }
}
