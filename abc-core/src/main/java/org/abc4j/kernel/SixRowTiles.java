package org.abc4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels for {@link VectorRegisters#FEW 16 registers}: six rows, or four, by two vectors
 * of columns, with a left matrix that is plain or transposed. Twelve sums, two vectors of the right
 * matrix and one element of the left one fill the registers; {@link PanelTiles}' eight rows would
 * send sums to memory.
 *
 * <p>For a plain left matrix, how far the right one's rows are apart is not told to the compiler:
 * with its checks of the bounds gone, that of JDK 17 reads all elements of a step before it
 * multiplies, has no registers left for them, and comes to two thirds of the speed. A transposed
 * one, whose elements are side by side, is faster with a right matrix that is a panel. Both ends
 * are written out as there.
 */
final class SixRowTiles {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Columns of a tile. */
  static final int COLUMNS = 2 * LANES;

  private static final int ROWS = 6;
  private static final int FEWER = 4;

  private SixRowTiles() {}

  /**
   * Multiplies sixes and fours of rows by two vectors of columns; returns how many rows that were,
   * all but at most three.
   */
  static int multiply(
      int rows,
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow,
      boolean add) {
    boolean plain = aStep == 1;
    if (!plain && (aRow != 1 || bRow != Kernels.PANEL)) {
      return 0;
    }
    int sixes = sixes(rows);
    int r = 0;
    for (; r < sixes; r += ROWS) {
      if (plain) {
        plain6(depth, a, aAt + r * aRow, aRow, b, bAt, bRow, c, cAt + r * cRow, cRow, add);
      } else {
        transposed6(depth, a, aAt + r, aStep, b, bAt, c, cAt + r * cRow, cRow, add);
      }
    }
    for (; r + FEWER <= rows; r += FEWER) {
      int to = cAt + r * cRow;
      if (plain) {
        MatrixTiles.tile4x2(depth, a, aAt + r * aRow, aRow, 1, b, bAt, bRow, c, to, cRow, add);
      } else {
        transposed4(depth, a, aAt + r, aStep, b, bAt, c, to, cRow, add);
      }
    }
    return r;
  }

  /** How many of some rows go by sixes, so that fours leave as few over as can be. */
  static int sixes(int rows) {
    int rest = rows % ROWS;
    boolean fourAndFour = rows > ROWS && rest + ROWS >= 2 * FEWER && rest < FEWER;
    return rows - rest - (fourAndFour ? ROWS : 0);
  }

  /** Six rows of a left matrix whose rows are runs of memory. */
  private static void plain6(
      int depth,
      float[] a,
      int a0,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int c0,
      int cRow,
      boolean add) {
    int a1 = a0 + aRow;
    int a2 = a1 + aRow;
    int a3 = a2 + aRow;
    int a4 = a3 + aRow;
    int a5 = a4 + aRow;
    int c1 = c0 + cRow;
    int c2 = c1 + cRow;
    int c3 = c2 + cRow;
    int c4 = c3 + cRow;
    int c5 = c4 + cRow;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * bRow;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
      s10 = x1.fma(b0, s10);
      s11 = x1.fma(b1, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
      s20 = x2.fma(b0, s20);
      s21 = x2.fma(b1, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
      s30 = x3.fma(b0, s30);
      s31 = x3.fma(b1, s31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
      s40 = x4.fma(b0, s40);
      s41 = x4.fma(b1, s41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
      s50 = x5.fma(b0, s50);
      s51 = x5.fma(b1, s51);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c0 + LANES).add(s01).intoArray(c, c0 + LANES);
      FloatVector.fromArray(SPECIES, c, c1).add(s10).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c1 + LANES).add(s11).intoArray(c, c1 + LANES);
      FloatVector.fromArray(SPECIES, c, c2).add(s20).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c2 + LANES).add(s21).intoArray(c, c2 + LANES);
      FloatVector.fromArray(SPECIES, c, c3).add(s30).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c3 + LANES).add(s31).intoArray(c, c3 + LANES);
      FloatVector.fromArray(SPECIES, c, c4).add(s40).intoArray(c, c4);
      FloatVector.fromArray(SPECIES, c, c4 + LANES).add(s41).intoArray(c, c4 + LANES);
      FloatVector.fromArray(SPECIES, c, c5).add(s50).intoArray(c, c5);
      FloatVector.fromArray(SPECIES, c, c5 + LANES).add(s51).intoArray(c, c5 + LANES);
    } else {
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
      s10.intoArray(c, c1);
      s11.intoArray(c, c1 + LANES);
      s20.intoArray(c, c2);
      s21.intoArray(c, c2 + LANES);
      s30.intoArray(c, c3);
      s31.intoArray(c, c3 + LANES);
      s40.intoArray(c, c4);
      s41.intoArray(c, c4 + LANES);
      s50.intoArray(c, c5);
      s51.intoArray(c, c5 + LANES);
    }
  }

  /** Six rows of a left matrix whose columns are. */
  private static void transposed6(
      int depth,
      float[] a,
      int a0,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int c0,
      int cRow,
      boolean add) {
    int c1 = c0 + cRow;
    int c2 = c1 + cRow;
    int c3 = c2 + cRow;
    int c4 = c3 + cRow;
    int c5 = c4 + cRow;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * Kernels.PANEL;
      int from = a0 + k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[from]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[from + 1]);
      s10 = x1.fma(b0, s10);
      s11 = x1.fma(b1, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[from + 2]);
      s20 = x2.fma(b0, s20);
      s21 = x2.fma(b1, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[from + 3]);
      s30 = x3.fma(b0, s30);
      s31 = x3.fma(b1, s31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[from + 4]);
      s40 = x4.fma(b0, s40);
      s41 = x4.fma(b1, s41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[from + 5]);
      s50 = x5.fma(b0, s50);
      s51 = x5.fma(b1, s51);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c0 + LANES).add(s01).intoArray(c, c0 + LANES);
      FloatVector.fromArray(SPECIES, c, c1).add(s10).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c1 + LANES).add(s11).intoArray(c, c1 + LANES);
      FloatVector.fromArray(SPECIES, c, c2).add(s20).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c2 + LANES).add(s21).intoArray(c, c2 + LANES);
      FloatVector.fromArray(SPECIES, c, c3).add(s30).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c3 + LANES).add(s31).intoArray(c, c3 + LANES);
      FloatVector.fromArray(SPECIES, c, c4).add(s40).intoArray(c, c4);
      FloatVector.fromArray(SPECIES, c, c4 + LANES).add(s41).intoArray(c, c4 + LANES);
      FloatVector.fromArray(SPECIES, c, c5).add(s50).intoArray(c, c5);
      FloatVector.fromArray(SPECIES, c, c5 + LANES).add(s51).intoArray(c, c5 + LANES);
    } else {
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
      s10.intoArray(c, c1);
      s11.intoArray(c, c1 + LANES);
      s20.intoArray(c, c2);
      s21.intoArray(c, c2 + LANES);
      s30.intoArray(c, c3);
      s31.intoArray(c, c3 + LANES);
      s40.intoArray(c, c4);
      s41.intoArray(c, c4 + LANES);
      s50.intoArray(c, c5);
      s51.intoArray(c, c5 + LANES);
    }
  }

  /** Four of them. */
  private static void transposed4(
      int depth,
      float[] a,
      int a0,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int c0,
      int cRow,
      boolean add) {
    int c1 = c0 + cRow;
    int c2 = c1 + cRow;
    int c3 = c2 + cRow;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * Kernels.PANEL;
      int from = a0 + k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[from]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[from + 1]);
      s10 = x1.fma(b0, s10);
      s11 = x1.fma(b1, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[from + 2]);
      s20 = x2.fma(b0, s20);
      s21 = x2.fma(b1, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[from + 3]);
      s30 = x3.fma(b0, s30);
      s31 = x3.fma(b1, s31);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c0 + LANES).add(s01).intoArray(c, c0 + LANES);
      FloatVector.fromArray(SPECIES, c, c1).add(s10).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c1 + LANES).add(s11).intoArray(c, c1 + LANES);
      FloatVector.fromArray(SPECIES, c, c2).add(s20).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c2 + LANES).add(s21).intoArray(c, c2 + LANES);
      FloatVector.fromArray(SPECIES, c, c3).add(s30).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c3 + LANES).add(s31).intoArray(c, c3 + LANES);
    } else {
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
      s10.intoArray(c, c1);
      s11.intoArray(c, c1 + LANES);
      s20.intoArray(c, c2);
      s21.intoArray(c, c2 + LANES);
      s30.intoArray(c, c3);
      s31.intoArray(c, c3 + LANES);
    }
  }
}
