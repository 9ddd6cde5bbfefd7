package org.abc4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sixteen by one micro-kernel for a right matrix of as many columns as a vector has lanes, and
 * a left one that is plain or transposed; {@link PanelTiles} for narrow matrices.
 */
final class NarrowTiles {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 16;

  private NarrowTiles() {}

  /** Multiplies sixteens of rows by one vector of columns; returns how many rows that were. */
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
    int a8 = a7 + aRow;
    int a9 = a8 + aRow;
    int a10 = a9 + aRow;
    int a11 = a10 + aRow;
    int a12 = a11 + aRow;
    int a13 = a12 + aRow;
    int a14 = a13 + aRow;
    int a15 = a14 + aRow;
    int c1 = c0 + cRow;
    int c2 = c1 + cRow;
    int c3 = c2 + cRow;
    int c4 = c3 + cRow;
    int c5 = c4 + cRow;
    int c6 = c5 + cRow;
    int c7 = c6 + cRow;
    int c8 = c7 + cRow;
    int c9 = c8 + cRow;
    int c10 = c9 + cRow;
    int c11 = c10 + cRow;
    int c12 = c11 + cRow;
    int c13 = c12 + cRow;
    int c14 = c13 + cRow;
    int c15 = c14 + cRow;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector s8 = FloatVector.zero(SPECIES);
    FloatVector s9 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s14 = FloatVector.zero(SPECIES);
    FloatVector s15 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * LANES);
      s0 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, s0);
      s1 = FloatVector.broadcast(SPECIES, a[a1 + k]).fma(b0, s1);
      s2 = FloatVector.broadcast(SPECIES, a[a2 + k]).fma(b0, s2);
      s3 = FloatVector.broadcast(SPECIES, a[a3 + k]).fma(b0, s3);
      s4 = FloatVector.broadcast(SPECIES, a[a4 + k]).fma(b0, s4);
      s5 = FloatVector.broadcast(SPECIES, a[a5 + k]).fma(b0, s5);
      s6 = FloatVector.broadcast(SPECIES, a[a6 + k]).fma(b0, s6);
      s7 = FloatVector.broadcast(SPECIES, a[a7 + k]).fma(b0, s7);
      s8 = FloatVector.broadcast(SPECIES, a[a8 + k]).fma(b0, s8);
      s9 = FloatVector.broadcast(SPECIES, a[a9 + k]).fma(b0, s9);
      s10 = FloatVector.broadcast(SPECIES, a[a10 + k]).fma(b0, s10);
      s11 = FloatVector.broadcast(SPECIES, a[a11 + k]).fma(b0, s11);
      s12 = FloatVector.broadcast(SPECIES, a[a12 + k]).fma(b0, s12);
      s13 = FloatVector.broadcast(SPECIES, a[a13 + k]).fma(b0, s13);
      s14 = FloatVector.broadcast(SPECIES, a[a14 + k]).fma(b0, s14);
      s15 = FloatVector.broadcast(SPECIES, a[a15 + k]).fma(b0, s15);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s0).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c1).add(s1).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c2).add(s2).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c3).add(s3).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c4).add(s4).intoArray(c, c4);
      FloatVector.fromArray(SPECIES, c, c5).add(s5).intoArray(c, c5);
      FloatVector.fromArray(SPECIES, c, c6).add(s6).intoArray(c, c6);
      FloatVector.fromArray(SPECIES, c, c7).add(s7).intoArray(c, c7);
      FloatVector.fromArray(SPECIES, c, c8).add(s8).intoArray(c, c8);
      FloatVector.fromArray(SPECIES, c, c9).add(s9).intoArray(c, c9);
      FloatVector.fromArray(SPECIES, c, c10).add(s10).intoArray(c, c10);
      FloatVector.fromArray(SPECIES, c, c11).add(s11).intoArray(c, c11);
      FloatVector.fromArray(SPECIES, c, c12).add(s12).intoArray(c, c12);
      FloatVector.fromArray(SPECIES, c, c13).add(s13).intoArray(c, c13);
      FloatVector.fromArray(SPECIES, c, c14).add(s14).intoArray(c, c14);
      FloatVector.fromArray(SPECIES, c, c15).add(s15).intoArray(c, c15);
    } else {
      s0.intoArray(c, c0);
      s1.intoArray(c, c1);
      s2.intoArray(c, c2);
      s3.intoArray(c, c3);
      s4.intoArray(c, c4);
      s5.intoArray(c, c5);
      s6.intoArray(c, c6);
      s7.intoArray(c, c7);
      s8.intoArray(c, c8);
      s9.intoArray(c, c9);
      s10.intoArray(c, c10);
      s11.intoArray(c, c11);
      s12.intoArray(c, c12);
      s13.intoArray(c, c13);
      s14.intoArray(c, c14);
      s15.intoArray(c, c15);
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
    int c8 = c7 + cRow;
    int c9 = c8 + cRow;
    int c10 = c9 + cRow;
    int c11 = c10 + cRow;
    int c12 = c11 + cRow;
    int c13 = c12 + cRow;
    int c14 = c13 + cRow;
    int c15 = c14 + cRow;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector s8 = FloatVector.zero(SPECIES);
    FloatVector s9 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s14 = FloatVector.zero(SPECIES);
    FloatVector s15 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int from = a0 + k * aStep;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * LANES);
      s0 = FloatVector.broadcast(SPECIES, a[from]).fma(b0, s0);
      s1 = FloatVector.broadcast(SPECIES, a[from + 1]).fma(b0, s1);
      s2 = FloatVector.broadcast(SPECIES, a[from + 2]).fma(b0, s2);
      s3 = FloatVector.broadcast(SPECIES, a[from + 3]).fma(b0, s3);
      s4 = FloatVector.broadcast(SPECIES, a[from + 4]).fma(b0, s4);
      s5 = FloatVector.broadcast(SPECIES, a[from + 5]).fma(b0, s5);
      s6 = FloatVector.broadcast(SPECIES, a[from + 6]).fma(b0, s6);
      s7 = FloatVector.broadcast(SPECIES, a[from + 7]).fma(b0, s7);
      s8 = FloatVector.broadcast(SPECIES, a[from + 8]).fma(b0, s8);
      s9 = FloatVector.broadcast(SPECIES, a[from + 9]).fma(b0, s9);
      s10 = FloatVector.broadcast(SPECIES, a[from + 10]).fma(b0, s10);
      s11 = FloatVector.broadcast(SPECIES, a[from + 11]).fma(b0, s11);
      s12 = FloatVector.broadcast(SPECIES, a[from + 12]).fma(b0, s12);
      s13 = FloatVector.broadcast(SPECIES, a[from + 13]).fma(b0, s13);
      s14 = FloatVector.broadcast(SPECIES, a[from + 14]).fma(b0, s14);
      s15 = FloatVector.broadcast(SPECIES, a[from + 15]).fma(b0, s15);
    }
    if (add) {
      FloatVector.fromArray(SPECIES, c, c0).add(s0).intoArray(c, c0);
      FloatVector.fromArray(SPECIES, c, c1).add(s1).intoArray(c, c1);
      FloatVector.fromArray(SPECIES, c, c2).add(s2).intoArray(c, c2);
      FloatVector.fromArray(SPECIES, c, c3).add(s3).intoArray(c, c3);
      FloatVector.fromArray(SPECIES, c, c4).add(s4).intoArray(c, c4);
      FloatVector.fromArray(SPECIES, c, c5).add(s5).intoArray(c, c5);
      FloatVector.fromArray(SPECIES, c, c6).add(s6).intoArray(c, c6);
      FloatVector.fromArray(SPECIES, c, c7).add(s7).intoArray(c, c7);
      FloatVector.fromArray(SPECIES, c, c8).add(s8).intoArray(c, c8);
      FloatVector.fromArray(SPECIES, c, c9).add(s9).intoArray(c, c9);
      FloatVector.fromArray(SPECIES, c, c10).add(s10).intoArray(c, c10);
      FloatVector.fromArray(SPECIES, c, c11).add(s11).intoArray(c, c11);
      FloatVector.fromArray(SPECIES, c, c12).add(s12).intoArray(c, c12);
      FloatVector.fromArray(SPECIES, c, c13).add(s13).intoArray(c, c13);
      FloatVector.fromArray(SPECIES, c, c14).add(s14).intoArray(c, c14);
      FloatVector.fromArray(SPECIES, c, c15).add(s15).intoArray(c, c15);
    } else {
      s0.intoArray(c, c0);
      s1.intoArray(c, c1);
      s2.intoArray(c, c2);
      s3.intoArray(c, c3);
      s4.intoArray(c, c4);
      s5.intoArray(c, c5);
      s6.intoArray(c, c6);
      s7.intoArray(c, c7);
      s8.intoArray(c, c8);
      s9.intoArray(c, c9);
      s10.intoArray(c, c10);
      s11.intoArray(c, c11);
      s12.intoArray(c, c12);
      s13.intoArray(c, c13);
      s14.intoArray(c, c14);
      s15.intoArray(c, c15);
    }
  }
}
