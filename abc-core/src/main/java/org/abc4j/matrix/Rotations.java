package org.abc4j.matrix;

/**
 * Rotations of neighbouring rows, kept until there are many and then applied strip by strip, so
 * that a strip of the matrix stays in the caches meanwhile.
 */
final class Rotations {
  /** Columns of a strip. */
  private static final int STRIP = 256;

  /** Rotations kept, for each row of the matrix. */
  private static final int KEPT = 8;

  private final double[][] rows;
  private final int[] index;
  private final double[] cosines;
  private final double[] sines;
  private int count;

  private Rotations(double[][] rows) {
    this.rows = rows;
    this.index = new int[KEPT * rows.length];
    this.cosines = new double[index.length];
    this.sines = new double[index.length];
  }

  /** To be applied to these rows, which change. */
  static Rotations of(double[][] rows) {
    return new Rotations(rows);
  }

  /** To be forgotten, where only eigenvalues are wanted. */
  static Rotations none() {
    return new Rotations(new double[0][]);
  }

  /** Rows i and i + 1 become c·row(i) − s·row(i+1) and s·row(i) + c·row(i+1). */
  void add(int i, double cosine, double sine) {
    if (rows.length > 0) {
      index[count] = i;
      cosines[count] = cosine;
      sines[count++] = sine;
    }
  }

  /** Makes room for another sweep, of fewer rotations than there are rows. */
  void endSweep() {
    if (count > index.length - rows.length) {
      apply();
    }
  }

  /** Applies all that have not been yet. */
  void apply() {
    int width = rows.length == 0 ? 0 : rows[0].length;
    for (int from = 0; from < width; from += STRIP) {
      int to = Math.min(from + STRIP, width);
      int k = 0;
      while (k < count) {
        int i = index[k];
        if (k + 1 < count && index[k + 1] == i - 1) {
          rotateTwice(rows[i - 1], rows[i], rows[i + 1], k, from, to);
          k += 2;
        } else {
          rotate(rows[i], rows[i + 1], k, from, to);
          k++;
        }
      }
    }
    count = 0;
  }

  private void rotate(double[] low, double[] high, int k, int from, int to) {
    double c = cosines[k];
    double s = sines[k];
    for (int j = from; j < to; j++) {
      double x = low[j];
      double y = high[j];
      low[j] = c * x - s * y;
      high[j] = s * x + c * y;
    }
  }

  /** Rotation k of the upper two rows, then k + 1 of the lower two. */
  private void rotateTwice(double[] low, double[] middle, double[] high, int k, int from, int to) {
    double c0 = cosines[k];
    double s0 = sines[k];
    double c1 = cosines[k + 1];
    double s1 = sines[k + 1];
    for (int j = from; j < to; j++) {
      double x = low[j];
      double y = middle[j];
      double z = high[j];
      double turned = c0 * y - s0 * z;
      high[j] = s0 * y + c0 * z;
      low[j] = c1 * x - s1 * turned;
      middle[j] = s1 * x + c1 * turned;
    }
  }
}
