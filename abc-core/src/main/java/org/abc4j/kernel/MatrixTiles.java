package org.abc4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels of matrix products: R rows by V vectors of the result, held in registers over
 * one loop.
 *
 * <p>Each is written out with named locals because JDK 17 does not keep arrays or nested loops of
 * vectors in registers. {@link PanelTiles}, {@link SixRowTiles} and {@link NarrowTiles} are the
 * fast ones; those here take what these leave over. Which of them computes an element does not
 * change its bits.
 */
final class MatrixTiles {
  static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

  private MatrixTiles() {}

  static void multiply(
      int rows,
      int depth,
      int columns,
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
    int j = 0;
    for (; j + 2 * LANES <= columns; j += 2 * LANES) {
      int r =
          bRow == Kernels.PANEL && VectorRegisters.COUNT == VectorRegisters.MANY
              ? PanelTiles.multiply(
                  rows, depth, a, aAt, aRow, aStep, b, bAt + j, c, cAt + j, cRow, add)
              : SixRowTiles.multiply(
                  rows, depth, a, aAt, aRow, aStep, b, bAt + j, bRow, c, cAt + j, cRow, add);
      for (; r + 4 <= rows; r += 4) {
        tile4x2(
            depth,
            a,
            aAt + r * aRow,
            aRow,
            aStep,
            b,
            bAt + j,
            bRow,
            c,
            cAt + r * cRow + j,
            cRow,
            add);
      }
      for (; r < rows; r++) {
        tile1x2(depth, a, aAt + r * aRow, aStep, b, bAt + j, bRow, c, cAt + r * cRow + j, add);
      }
    }
    for (; j < columns; j += LANES) {
      int r =
          bRow == LANES
              ? NarrowTiles.multiply(
                  rows, depth, a, aAt, aRow, aStep, b, bAt + j, c, cAt + j, cRow, add)
              : 0;
      for (; r + 8 <= rows; r += 8) {
        tile8x1(
            depth,
            a,
            aAt + r * aRow,
            aRow,
            aStep,
            b,
            bAt + j,
            bRow,
            c,
            cAt + r * cRow + j,
            cRow,
            add);
      }
      for (; r < rows; r++) {
        tile1x1(depth, a, aAt + r * aRow, aStep, b, bAt + j, bRow, c, cAt + r * cRow + j, add);
      }
    }
  }

  /** Four rows by two vectors, of a left matrix of any layout. */
  static void tile4x2(
      int depth,
      float[] a,
      int a0,
      int aRow,
      int aStep,
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
      int at = bAt + k * bRow;
      int step = k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
      s10 = x1.fma(b0, s10);
      s11 = x1.fma(b1, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
      s20 = x2.fma(b0, s20);
      s21 = x2.fma(b1, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
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

  private static void tile8x1(
      int depth,
      float[] a,
      int a0,
      int aRow,
      int aStep,
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
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s60 = FloatVector.zero(SPECIES);
    FloatVector s70 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * bRow;
      int step = k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
      s00 = x0.fma(b0, s00);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
      s10 = x1.fma(b0, s10);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
      s20 = x2.fma(b0, s20);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
      s30 = x3.fma(b0, s30);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + step]);
      s40 = x4.fma(b0, s40);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + step]);
      s50 = x5.fma(b0, s50);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + step]);
      s60 = x6.fma(b0, s60);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + step]);
      s70 = x7.fma(b0, s70);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c1).add(s10).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c2).add(s20).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c3).add(s30).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c4).add(s40).intoArray(c, c4);
      FloatVector.fromArray(SPECIES, c, c5).add(s50).intoArray(c, c5);
      FloatVector.fromArray(SPECIES, c, c6).add(s60).intoArray(c, c6);
      FloatVector.fromArray(SPECIES, c, c7).add(s70).intoArray(c, c7);
    } else {
      s00.intoArray(c, c0);
      s10.intoArray(c, c1);
      s20.intoArray(c, c2);
      s30.intoArray(c, c3);
      s40.intoArray(c, c4);
      s50.intoArray(c, c5);
      s60.intoArray(c, c6);
      s70.intoArray(c, c7);
    }
  }

  private static void tile1x2(
      int depth,
      float[] a,
      int a0,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int c0,
      boolean add) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * bRow;
      int step = k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
      s00 = x0.fma(b0, s00);
      s01 = x0.fma(b1, s01);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c0 + LANES).add(s01).intoArray(c, c0 + LANES);
    } else {
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
    }
  }

  private static void tile1x1(
      int depth,
      float[] a,
      int a0,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int c0,
      boolean add) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int at = bAt + k * bRow;
      int step = k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
      s00 = x0.fma(b0, s00);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s00).intoArray(c, c0);
    } else {
      s00.intoArray(c, c0);
    }
  }
}
