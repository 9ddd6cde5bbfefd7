package org.abc4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The eight by two micro-kernel for a right matrix that is a panel, and a left one that is plain or
 * transposed.
 *
 * <p>That a panel's rows are a constant apart, and the elements of the left matrix too in one
 * direction, lets the compiler take the checks of the bounds out of the loop: 115 to 130 of 144
 * billion multiply-adds a second where {@link MatrixTiles}' own reached 100, on AVX-512. Both ends
 * are written out because a vector that comes from either side of a condition would be put into an
 * object.
 */
final class PanelTiles {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 8;

  private PanelTiles() {}

  /** Multiplies eights of rows by two vectors of columns; returns how many rows that were. */
  static int multiply(
      int rows,
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cRow,
      boolean add) {
    int r = 0;
    if (aStep == 1) {
      for (; r + ROWS <= rows; r += ROWS) {
        plain(depth, a, aAt + r * aRow, aRow, b, bAt, c, cAt + r * cRow, cRow, add);
      }
    } else if (aRow == 1) {
      for (; r + ROWS <= rows; r += ROWS) {
        transposed(depth, a, aAt + r, aStep, b, bAt, c, cAt + r * cRow, cRow, add);
      }
    }
    return r;
  }

  /** Of a left matrix whose rows are runs of memory. */
  private static void plain(
      int depth,
      float[] a,
      int a0,
      int aRow,
      float[] b,
      int bAt,
      float[] c,
      int c0,
      int cRow,
      boolean add) {
    int a1 = a0 + aRow;
    int a2 = a1 + aRow;
    int a3 = a2 + aRow;
    int a4 = a3 + aRow;
    int a5 = a4 + aRow;
    int a6 = a5 + aRow;
    int a7 = a6 + aRow;
    int c1 = c0 + cRow;
    int c2 = c1 + cRow;
    int c3 = c2 + cRow;
    int c4 = c3 + cRow;
    int c5 = c4 + cRow;
    int c6 = c5 + cRow;
    int c7 = c6 + cRow;
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
    FloatVector s60 = FloatVector.zero(SPECIES);
    FloatVector s61 = FloatVector.zero(SPECIES);
    FloatVector s70 = FloatVector.zero(SPECIES);
    FloatVector s71 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * Kernels.PANEL;
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
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + k]);
      s60 = x6.fma(b0, s60);
      s61 = x6.fma(b1, s61);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + k]);
      s70 = x7.fma(b0, s70);
      s71 = x7.fma(b1, s71);
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
      FloatVector.fromArray(SPECIES, c, c6).add(s60).intoArray(c, c6);
      FloatVector.fromArray(SPECIES, c, c6 + LANES).add(s61).intoArray(c, c6 + LANES);
      FloatVector.fromArray(SPECIES, c, c7).add(s70).intoArray(c, c7);
      FloatVector.fromArray(SPECIES, c, c7 + LANES).add(s71).intoArray(c, c7 + LANES);
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
      s60.intoArray(c, c6);
      s61.intoArray(c, c6 + LANES);
      s70.intoArray(c, c7);
      s71.intoArray(c, c7 + LANES);
    }
  }

  /** Of a left matrix whose columns are. */
  private static void transposed(
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
    int c6 = c5 + cRow;
    int c7 = c6 + cRow;
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
    FloatVector s60 = FloatVector.zero(SPECIES);
    FloatVector s61 = FloatVector.zero(SPECIES);
    FloatVector s70 = FloatVector.zero(SPECIES);
    FloatVector s71 = FloatVector.zero(SPECIES);
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
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[from + 6]);
      s60 = x6.fma(b0, s60);
      s61 = x6.fma(b1, s61);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[from + 7]);
      s70 = x7.fma(b0, s70);
      s71 = x7.fma(b1, s71);
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
      FloatVector.fromArray(SPECIES, c, c6).add(s60).intoArray(c, c6);
      FloatVector.fromArray(SPECIES, c, c6 + LANES).add(s61).intoArray(c, c6 + LANES);
      FloatVector.fromArray(SPECIES, c, c7).add(s70).intoArray(c, c7);
      FloatVector.fromArray(SPECIES, c, c7 + LANES).add(s71).intoArray(c, c7 + LANES);
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
      s60.intoArray(c, c6);
      s61.intoArray(c, c6 + LANES);
      s70.intoArray(c, c7);
      s71.intoArray(c, c7 + LANES);
    }
  }
}
