package org.abc4j.matrix;

/**
 * A symmetric tridiagonal matrix on its way to a diagonal one, by the implicit QL method with
 * Wilkinson's shift (Golub and Van Loan, Matrix Computations, 8.3).
 *
 * <p>An element beside the diagonal counts as 0 at 2⁻⁵³ of the largest element of the matrix, not
 * of its neighbours: an eigenvalue is known no better than that, and among rounding errors only,
 * where a spectrum is flat or deficient, a relative test may never be met.
 */
final class Tridiagonal {
  private static final double ROUNDING = 0x1.0p-53;

  /** Sweeps allowed for each eigenvalue, on average; fewer than two are usual. */
  private static final int SWEEPS = 30;

  /** Squares between these are exact to rounding. */
  private static final double SMALL = 0x1.0p-900;

  private static final double LARGE = 0x1.0p900;

  private final double[] diagonal;
  private final double[] beside;

  /**
   * @param diagonal n ≥ 1 elements, overwritten by the eigenvalues
   * @param beside n elements, the last of them unused; overwritten
   */
  Tridiagonal(double[] diagonal, double[] beside) {
    this.diagonal = diagonal;
    this.beside = beside;
  }

  /**
   * Turns the diagonal into the eigenvalues, in no order.
   *
   * @param rotations told of each rotation
   * @param each run n times, after an eigenvalue
   * @throws ArithmeticException if an element is not finite, since then nothing converges
   */
  void diagonalise(Rotations rotations, Runnable each) {
    int n = diagonal.length;
    double negligible = ROUNDING * largest();
    long left = (long) SWEEPS * n;
    for (int l = 0; l < n; l++) {
      int m;
      while ((m = blockEnd(l, negligible)) > l) {
        if (left-- == 0) {
          throw new ArithmeticException(
              "eigenvalue "
                  + l
                  + " of "
                  + n
                  + " was not found in "
                  + SWEEPS * (long) n
                  + " sweeps");
        }
        sweep(l, m, rotations);
        rotations.endSweep();
      }
      each.run();
    }
  }

  private double largest() {
    double largest = 0;
    for (int i = 0; i < diagonal.length; i++) {
      largest = Math.max(largest, Math.max(Math.abs(diagonal[i]), Math.abs(beside[i])));
    }
    return largest;
  }

  /** The last index of the block that starts at l and falls apart nowhere. */
  private int blockEnd(int l, double negligible) {
    int m = l;
    while (m < diagonal.length - 1 && !(Math.abs(beside[m]) <= negligible)) {
      m++;
    }
    return m;
  }

  private void sweep(int l, int m, Rotations rotations) {
    double half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
    double root = length(half, 1);
    double g = diagonal[m] - diagonal[l] + beside[l] / (half + (half >= 0 ? root : -root));
    double sine = 1;
    double cosine = 1;
    double p = 0;
    for (int i = m - 1; i >= l; i--) {
      double f = sine * beside[i];
      double b = cosine * beside[i];
      double r = length(f, g);
      beside[i + 1] = r;
      if (r == 0) {
        // The block falls apart here.
        diagonal[i + 1] -= p;
        beside[m] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = diagonal[i + 1] - p;
      double q = (diagonal[i] - g) * sine + 2 * cosine * b;
      p = sine * q;
      diagonal[i + 1] = g + p;
      g = cosine * q - b;
      rotations.add(i, cosine, sine);
    }
    diagonal[l] -= p;
    beside[l] = g;
    beside[m] = 0;
  }

  /** √(x² + y²), scaled where squares would lose their digits. */
  private static double length(double x, double y) {
    double square = x * x + y * y;
    if (square > SMALL && square < LARGE) {
      return Math.sqrt(square);
    }
    double large = Math.max(Math.abs(x), Math.abs(y));
    if (large == 0) {
      return 0;
    }
    double ratio = Math.min(Math.abs(x), Math.abs(y)) / large;
    return large * Math.sqrt(1 + ratio * ratio);
  }
}
