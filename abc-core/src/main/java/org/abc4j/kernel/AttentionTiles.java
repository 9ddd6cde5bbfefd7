package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.abc4j.kernel.Kernels.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VectorAttention}'s walks down the keys of a tile, for one vector of queries, whose 8 rows
 * stay in registers: with sums and temporaries they are at most the 16 of AVX2.
 */
final class AttentionTiles {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final VectorSpecies<Integer> BITS = SPECIES.withLanes(int.class);
  private static final int HEAD = VectorAttention.HEAD;
  private static final int SIGN = VectorAttention.SIGN;

  private AttentionTiles() {}

  /** Scores, and the greatest of each query, in {@link VectorAttention#ordered}'s order. */
  static void scores(int keys, float[] k, float[] q, float[] x, float[] greatest, int j) {
    FloatVector q0 = fromArray(SPECIES, q, j + 0 * PANEL);
    FloatVector q1 = fromArray(SPECIES, q, j + 1 * PANEL);
    FloatVector q2 = fromArray(SPECIES, q, j + 2 * PANEL);
    FloatVector q3 = fromArray(SPECIES, q, j + 3 * PANEL);
    FloatVector q4 = fromArray(SPECIES, q, j + 4 * PANEL);
    FloatVector q5 = fromArray(SPECIES, q, j + 5 * PANEL);
    FloatVector q6 = fromArray(SPECIES, q, j + 6 * PANEL);
    FloatVector q7 = fromArray(SPECIES, q, j + 7 * PANEL);
    IntVector most = IntVector.broadcast(BITS, VectorAttention.ordered(-Float.MAX_VALUE));
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      FloatVector s = FloatVector.zero(SPECIES);
      s = q0.fma(broadcast(SPECIES, k[at + 0]), s);
      s = q1.fma(broadcast(SPECIES, k[at + 1]), s);
      s = q2.fma(broadcast(SPECIES, k[at + 2]), s);
      s = q3.fma(broadcast(SPECIES, k[at + 3]), s);
      s = q4.fma(broadcast(SPECIES, k[at + 4]), s);
      s = q5.fma(broadcast(SPECIES, k[at + 5]), s);
      s = q6.fma(broadcast(SPECIES, k[at + 6]), s);
      s = q7.fma(broadcast(SPECIES, k[at + 7]), s);
      s.intoArray(x, key * PANEL + j);
      IntVector bits = s.reinterpretAsInts();
      most = most.lanewise(MAX, bits.lanewise(XOR, bits.lanewise(ASHR, SIGN).lanewise(LSHR, 1)));
    }
    most.lanewise(XOR, most.lanewise(ASHR, SIGN).lanewise(LSHR, 1))
        .reinterpretAsFloats()
        .intoArray(greatest, j);
  }

  /** Shares of powers, the shares' adjoints, and in {@code scale} the sums of their products. */
  static void shares(int keys, float[] v, float[] o, float[] p, float[] scale, float[] d, int j) {
    FloatVector o0 = fromArray(SPECIES, o, j + 0 * PANEL);
    FloatVector o1 = fromArray(SPECIES, o, j + 1 * PANEL);
    FloatVector o2 = fromArray(SPECIES, o, j + 2 * PANEL);
    FloatVector o3 = fromArray(SPECIES, o, j + 3 * PANEL);
    FloatVector o4 = fromArray(SPECIES, o, j + 4 * PANEL);
    FloatVector o5 = fromArray(SPECIES, o, j + 5 * PANEL);
    FloatVector o6 = fromArray(SPECIES, o, j + 6 * PANEL);
    FloatVector o7 = fromArray(SPECIES, o, j + 7 * PANEL);
    FloatVector factor = fromArray(SPECIES, scale, j);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      int here = key * PANEL + j;
      FloatVector s = FloatVector.zero(SPECIES);
      s = o0.fma(broadcast(SPECIES, v[at + 0]), s);
      s = o1.fma(broadcast(SPECIES, v[at + 1]), s);
      s = o2.fma(broadcast(SPECIES, v[at + 2]), s);
      s = o3.fma(broadcast(SPECIES, v[at + 3]), s);
      s = o4.fma(broadcast(SPECIES, v[at + 4]), s);
      s = o5.fma(broadcast(SPECIES, v[at + 5]), s);
      s = o6.fma(broadcast(SPECIES, v[at + 6]), s);
      s = o7.fma(broadcast(SPECIES, v[at + 7]), s);
      FloatVector share = fromArray(SPECIES, p, here).mul(factor);
      share.intoArray(p, here);
      s.intoArray(d, here);
      sum = share.fma(s, sum);
    }
    sum.intoArray(scale, j);
  }

  /** The scores' adjoints, and what the keys make of them. */
  static void scoreAdjoints(
      int keys, float[] k, float[] p, float[] sums, float[] d, float[] mixed, int j) {
    FloatVector sum = fromArray(SPECIES, sums, j);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      int here = key * PANEL + j;
      FloatVector slope = fromArray(SPECIES, p, here).mul(fromArray(SPECIES, d, here).sub(sum));
      slope.intoArray(d, here);
      s0 = slope.fma(broadcast(SPECIES, k[at + 0]), s0);
      s1 = slope.fma(broadcast(SPECIES, k[at + 1]), s1);
      s2 = slope.fma(broadcast(SPECIES, k[at + 2]), s2);
      s3 = slope.fma(broadcast(SPECIES, k[at + 3]), s3);
      s4 = slope.fma(broadcast(SPECIES, k[at + 4]), s4);
      s5 = slope.fma(broadcast(SPECIES, k[at + 5]), s5);
      s6 = slope.fma(broadcast(SPECIES, k[at + 6]), s6);
      s7 = slope.fma(broadcast(SPECIES, k[at + 7]), s7);
    }
    s0.intoArray(mixed, j + 0 * PANEL);
    s1.intoArray(mixed, j + 1 * PANEL);
    s2.intoArray(mixed, j + 2 * PANEL);
    s3.intoArray(mixed, j + 3 * PANEL);
    s4.intoArray(mixed, j + 4 * PANEL);
    s5.intoArray(mixed, j + 5 * PANEL);
    s6.intoArray(mixed, j + 6 * PANEL);
    s7.intoArray(mixed, j + 7 * PANEL);
  }
}
