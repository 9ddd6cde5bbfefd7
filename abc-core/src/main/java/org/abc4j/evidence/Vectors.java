package org.abc4j.evidence;

/** Sums over plain arrays, in one order. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    // Four sums, so that an addition need not wait for the one before.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int p = 0;
    for (; p + 3 < a.length; p += 4) {
      s0 += a[p] * b[p];
      s1 += a[p + 1] * b[p + 1];
      s2 += a[p + 2] * b[p + 2];
      s3 += a[p + 3] * b[p + 3];
    }
    for (; p < a.length; p++) {
      s0 += a[p] * b[p];
    }
    return s0 + s1 + (s2 + s3);
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** {@code sums += factor·values}. */
  static void add(double[] sums, double factor, double[] values) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += factor * values[p];
    }
  }

  /** {@code sums += values}. */
  static void add(double[] sums, double[] values) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += values[p];
    }
  }

  /** Adds rows to the values from a place on, one after the other. */
  static void addRows(double[] sums, int from, double[]... rows) {
    int k = 0;
    // Four at a time, in the same order: a sum is read and written once for all of them.
    for (; k + 3 < rows.length; k += 4) {
      double[] r0 = rows[k];
      double[] r1 = rows[k + 1];
      double[] r2 = rows[k + 2];
      double[] r3 = rows[k + 3];
      for (int p = 0; p < r0.length; p++) {
        sums[from + p] = sums[from + p] + r0[p] + r1[p] + r2[p] + r3[p];
      }
    }
    for (; k < rows.length; k++) {
      double[] row = rows[k];
      for (int p = 0; p < row.length; p++) {
        sums[from + p] += row[p];
      }
    }
  }

  /** {@code sums += factor·values}. */
  static void add(double[] sums, double factor, float[] values) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += factor * values[p];
    }
  }

  /** {@code sums += factor·(values − from)}. */
  static void addDifference(double[] sums, double factor, float[] values, double[] from) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += factor * (values[p] - from[p]);
    }
  }

  static double[] minus(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }
}
