package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.abc4j.kernel.Kernels.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link AttentionKernels} for heads of 8 channels, which diffusers has unless told otherwise, and
 * whole tiles: a vector of queries is taken through a step with its 8 rows in registers, so that
 * scores, maxima, sums and products are had in one walk down the keys.
 *
 * <p>Rows of a tile are a constant apart for the reason that {@link PanelTiles} has.
 */
final class VectorAttention extends AttentionKernels {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  static final int HEAD = 8;
  static final int SIGN = 31;
  private static final int WIDE = Kernels.COLUMN_GROUP;

  /** Keys whose chains are in registers together: on AVX2 there are 16 of these. */
  private static final int KEYS = 8;

  private static final boolean PAIRS = 2 * LANES == PANEL;

  VectorAttention(Kernels kernels) {
    super(kernels);
  }

  private static boolean fits(int keys, int headSize, int columns) {
    return keys % KEYS == 0 && headSize == HEAD && columns == PANEL;
  }

  @Override
  public void powers(
      int keys, int headSize, int columns, float[] k, float[] q, float[] x, float[] scale) {
    if (!fits(keys, headSize, columns)) {
      super.powers(keys, headSize, columns, k, q, x, scale);
      return;
    }
    if (PAIRS) {
      AttentionPairTiles.scores(keys, k, q, x, scale);
    } else {
      for (int j = 0; j < PANEL; j += LANES) {
        AttentionTiles.scores(keys, k, q, x, scale, j);
      }
    }
    for (int j = 0; j < PANEL; j += LANES) {
      VectorExponential.powersOfFinite(keys, x, scale, j);
    }
  }

  @Override
  public void adjoints(
      int keys,
      int headSize,
      int columns,
      float[] k,
      float[] v,
      float[] o,
      float[] p,
      float[] scale,
      float[] d,
      float[] mixed) {
    if (!fits(keys, headSize, columns)) {
      super.adjoints(keys, headSize, columns, k, v, o, p, scale, d, mixed);
      return;
    }
    if (PAIRS) {
      AttentionPairTiles.shares(keys, v, o, p, scale, d);
      AttentionPairTiles.scoreAdjoints(keys, k, p, scale, d, mixed);
      return;
    }
    for (int j = 0; j < PANEL; j += LANES) {
      AttentionTiles.shares(keys, v, o, p, scale, d, j);
      AttentionTiles.scoreAdjoints(keys, k, p, scale, d, mixed, j);
    }
  }

  @Override
  public void outer(
      int keys,
      int queries,
      int headSize,
      int columns,
      float[] left,
      float[] right,
      float[] sums,
      int wide,
      boolean add) {
    if (!fits(keys, headSize, columns)) {
      super.outer(keys, queries, headSize, columns, left, right, sums, wide, add);
      return;
    }
    for (int key = 0; key < keys; key += KEYS) {
      for (int c = 0; c < HEAD; c += LANES) {
        outer(queries, left, key * PANEL, right, c, sums, key * WIDE + c, add);
      }
    }
  }

  /** Of eight keys, and one vector of the head's channels. */
  private static void outer(
      int queries,
      float[] left,
      int from,
      float[] right,
      int channel,
      float[] sums,
      int to,
      boolean add) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    for (int query = 0; query < queries; query++) {
      FloatVector b = fromArray(SPECIES, right, query * WIDE + channel);
      int at = from + query;
      s0 = broadcast(SPECIES, left[at]).fma(b, s0);
      s1 = broadcast(SPECIES, left[at + PANEL]).fma(b, s1);
      s2 = broadcast(SPECIES, left[at + 2 * PANEL]).fma(b, s2);
      s3 = broadcast(SPECIES, left[at + 3 * PANEL]).fma(b, s3);
      s4 = broadcast(SPECIES, left[at + 4 * PANEL]).fma(b, s4);
      s5 = broadcast(SPECIES, left[at + 5 * PANEL]).fma(b, s5);
      s6 = broadcast(SPECIES, left[at + 6 * PANEL]).fma(b, s6);
      s7 = broadcast(SPECIES, left[at + 7 * PANEL]).fma(b, s7);
    }
    // Each side ends by itself: what comes from either side of a condition would be an object.
    if (add) {
      fromArray(SPECIES, sums, to).add(s0).intoArray(sums, to);
      fromArray(SPECIES, sums, to + WIDE).add(s1).intoArray(sums, to + WIDE);
      fromArray(SPECIES, sums, to + 2 * WIDE).add(s2).intoArray(sums, to + 2 * WIDE);
      fromArray(SPECIES, sums, to + 3 * WIDE).add(s3).intoArray(sums, to + 3 * WIDE);
      fromArray(SPECIES, sums, to + 4 * WIDE).add(s4).intoArray(sums, to + 4 * WIDE);
      fromArray(SPECIES, sums, to + 5 * WIDE).add(s5).intoArray(sums, to + 5 * WIDE);
      fromArray(SPECIES, sums, to + 6 * WIDE).add(s6).intoArray(sums, to + 6 * WIDE);
      fromArray(SPECIES, sums, to + 7 * WIDE).add(s7).intoArray(sums, to + 7 * WIDE);
    } else {
      s0.intoArray(sums, to);
      s1.intoArray(sums, to + WIDE);
      s2.intoArray(sums, to + 2 * WIDE);
      s3.intoArray(sums, to + 3 * WIDE);
      s4.intoArray(sums, to + 4 * WIDE);
      s5.intoArray(sums, to + 5 * WIDE);
      s6.intoArray(sums, to + 6 * WIDE);
      s7.intoArray(sums, to + 7 * WIDE);
    }
  }

  /**
   * A number in the order of floats that are not NaN; −0 comes before 0. Vectors of them are
   * compared so: comparing floats as Java wants it takes several times as many instructions. Taken
   * twice it gives the float's bits again.
   */
  static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ bits >> SIGN >>> 1;
  }
}
