package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums down the columns of matrices that lie one after another.
 *
 * <p>Each sum is a chain in which every addition waits for the one before, so the chains of four
 * matrices go beside each other. What is left over at an end takes the reference's steps.
 */
final class VectorSums {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int BESIDE = 4;

  private VectorSums() {}

  static void sums(int matrices, int rows, int columns, float[] a, int aAt, float[] sums) {
    int size = rows * columns;
    for (int j = 0; j + LANES <= columns; j += LANES) {
      int m = 0;
      for (; m + BESIDE <= matrices; m += BESIDE) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          int at = aAt + m * size + r * columns + j;
          s0 = s0.add(fromArray(SPECIES, a, at));
          s1 = s1.add(fromArray(SPECIES, a, at + size));
          s2 = s2.add(fromArray(SPECIES, a, at + 2 * size));
          s3 = s3.add(fromArray(SPECIES, a, at + 3 * size));
        }
        int to = m * columns + j;
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + columns);
        s2.intoArray(sums, to + 2 * columns);
        s3.intoArray(sums, to + 3 * columns);
      }
      for (; m < matrices; m++) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          sum = sum.add(fromArray(SPECIES, a, aAt + m * size + r * columns + j));
        }
        sum.intoArray(sums, m * columns + j);
      }
    }
    for (int j = columns - columns % LANES; j < columns; j++) {
      for (int m = 0; m < matrices; m++) {
        sums[m * columns + j] = ScalarKernels.columnSum(rows, columns, a, aAt + m * size + j);
      }
    }
  }

  static void dots(
      int matrices, int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    int size = rows * columns;
    for (int j = 0; j + LANES <= columns; j += LANES) {
      int m = 0;
      for (; m + BESIDE <= matrices; m += BESIDE) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          int i = m * size + r * columns + j;
          int at = aAt + i;
          int with = bAt + i;
          s0 = fromArray(SPECIES, a, at).fma(fromArray(SPECIES, b, with), s0);
          s1 = fromArray(SPECIES, a, at + size).fma(fromArray(SPECIES, b, with + size), s1);
          s2 = fromArray(SPECIES, a, at + 2 * size).fma(fromArray(SPECIES, b, with + 2 * size), s2);
          s3 = fromArray(SPECIES, a, at + 3 * size).fma(fromArray(SPECIES, b, with + 3 * size), s3);
        }
        int to = m * columns + j;
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + columns);
        s2.intoArray(sums, to + 2 * columns);
        s3.intoArray(sums, to + 3 * columns);
      }
      for (; m < matrices; m++) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          int i = m * size + r * columns + j;
          sum = fromArray(SPECIES, a, aAt + i).fma(fromArray(SPECIES, b, bAt + i), sum);
        }
        sum.intoArray(sums, m * columns + j);
      }
    }
    for (int j = columns - columns % LANES; j < columns; j++) {
      for (int m = 0; m < matrices; m++) {
        int i = m * size + j;
        sums[m * columns + j] = ScalarKernels.columnDot(rows, columns, a, aAt + i, b, bAt + i);
      }
    }
  }

  static void squares(
      int matrices, int rows, int columns, float[] a, int aAt, float[] mean, float[] sums) {
    int size = rows * columns;
    for (int j = 0; j + LANES <= columns; j += LANES) {
      FloatVector middle = fromArray(SPECIES, mean, j);
      int m = 0;
      for (; m + BESIDE <= matrices; m += BESIDE) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          int at = aAt + m * size + r * columns + j;
          FloatVector d0 = fromArray(SPECIES, a, at).sub(middle);
          FloatVector d1 = fromArray(SPECIES, a, at + size).sub(middle);
          FloatVector d2 = fromArray(SPECIES, a, at + 2 * size).sub(middle);
          FloatVector d3 = fromArray(SPECIES, a, at + 3 * size).sub(middle);
          s0 = d0.fma(d0, s0);
          s1 = d1.fma(d1, s1);
          s2 = d2.fma(d2, s2);
          s3 = d3.fma(d3, s3);
        }
        int to = m * columns + j;
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + columns);
        s2.intoArray(sums, to + 2 * columns);
        s3.intoArray(sums, to + 3 * columns);
      }
      for (; m < matrices; m++) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
          FloatVector difference =
              fromArray(SPECIES, a, aAt + m * size + r * columns + j).sub(middle);
          sum = difference.fma(difference, sum);
        }
        sum.intoArray(sums, m * columns + j);
      }
    }
    for (int j = columns - columns % LANES; j < columns; j++) {
      for (int m = 0; m < matrices; m++) {
        sums[m * columns + j] =
            ScalarKernels.columnSquare(rows, columns, a, aAt + m * size + j, mean[j]);
      }
    }
  }
}
