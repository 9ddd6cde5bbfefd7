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
 * {@link AttentionTiles} for tiles of two vectors, with both in registers, of which AVX-512 has 32:
 * each number of the keys' side is fetched once for the two.
 */
final class AttentionPairTiles {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Integer> BITS = SPECIES.withLanes(int.class);
  private static final int HEAD = VectorAttention.HEAD;
  private static final int SIGN = VectorAttention.SIGN;

  private AttentionPairTiles() {}

  /** Scores, and the greatest of each query, in {@link VectorAttention#ordered}'s order. */
  static void scores(int keys, float[] k, float[] q, float[] x, float[] greatest) {
    FloatVector q0 = fromArray(SPECIES, q, 0 * PANEL);
    FloatVector r0 = fromArray(SPECIES, q, 0 * PANEL + LANES);
    FloatVector q1 = fromArray(SPECIES, q, 1 * PANEL);
    FloatVector r1 = fromArray(SPECIES, q, 1 * PANEL + LANES);
    FloatVector q2 = fromArray(SPECIES, q, 2 * PANEL);
    FloatVector r2 = fromArray(SPECIES, q, 2 * PANEL + LANES);
    FloatVector q3 = fromArray(SPECIES, q, 3 * PANEL);
    FloatVector r3 = fromArray(SPECIES, q, 3 * PANEL + LANES);
    FloatVector q4 = fromArray(SPECIES, q, 4 * PANEL);
    FloatVector r4 = fromArray(SPECIES, q, 4 * PANEL + LANES);
    FloatVector q5 = fromArray(SPECIES, q, 5 * PANEL);
    FloatVector r5 = fromArray(SPECIES, q, 5 * PANEL + LANES);
    FloatVector q6 = fromArray(SPECIES, q, 6 * PANEL);
    FloatVector r6 = fromArray(SPECIES, q, 6 * PANEL + LANES);
    FloatVector q7 = fromArray(SPECIES, q, 7 * PANEL);
    FloatVector r7 = fromArray(SPECIES, q, 7 * PANEL + LANES);
    IntVector most = IntVector.broadcast(BITS, VectorAttention.ordered(-Float.MAX_VALUE));
    IntVector next = IntVector.broadcast(BITS, VectorAttention.ordered(-Float.MAX_VALUE));
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      FloatVector s = FloatVector.zero(SPECIES);
      FloatVector t = FloatVector.zero(SPECIES);
      FloatVector a0 = broadcast(SPECIES, k[at + 0]);
      s = q0.fma(a0, s);
      t = r0.fma(a0, t);
      FloatVector a1 = broadcast(SPECIES, k[at + 1]);
      s = q1.fma(a1, s);
      t = r1.fma(a1, t);
      FloatVector a2 = broadcast(SPECIES, k[at + 2]);
      s = q2.fma(a2, s);
      t = r2.fma(a2, t);
      FloatVector a3 = broadcast(SPECIES, k[at + 3]);
      s = q3.fma(a3, s);
      t = r3.fma(a3, t);
      FloatVector a4 = broadcast(SPECIES, k[at + 4]);
      s = q4.fma(a4, s);
      t = r4.fma(a4, t);
      FloatVector a5 = broadcast(SPECIES, k[at + 5]);
      s = q5.fma(a5, s);
      t = r5.fma(a5, t);
      FloatVector a6 = broadcast(SPECIES, k[at + 6]);
      s = q6.fma(a6, s);
      t = r6.fma(a6, t);
      FloatVector a7 = broadcast(SPECIES, k[at + 7]);
      s = q7.fma(a7, s);
      t = r7.fma(a7, t);
      s.intoArray(x, key * PANEL);
      t.intoArray(x, key * PANEL + LANES);
      IntVector a = s.reinterpretAsInts();
      IntVector b = t.reinterpretAsInts();
      most = most.lanewise(MAX, a.lanewise(XOR, a.lanewise(ASHR, SIGN).lanewise(LSHR, 1)));
      next = next.lanewise(MAX, b.lanewise(XOR, b.lanewise(ASHR, SIGN).lanewise(LSHR, 1)));
    }
    most.lanewise(XOR, most.lanewise(ASHR, SIGN).lanewise(LSHR, 1))
        .reinterpretAsFloats()
        .intoArray(greatest, 0);
    next.lanewise(XOR, next.lanewise(ASHR, SIGN).lanewise(LSHR, 1))
        .reinterpretAsFloats()
        .intoArray(greatest, LANES);
  }

  /** Shares of powers, the shares' adjoints, and in {@code scale} the sums of their products. */
  static void shares(int keys, float[] v, float[] o, float[] p, float[] scale, float[] d) {
    FloatVector o0 = fromArray(SPECIES, o, 0 * PANEL);
    FloatVector u0 = fromArray(SPECIES, o, 0 * PANEL + LANES);
    FloatVector o1 = fromArray(SPECIES, o, 1 * PANEL);
    FloatVector u1 = fromArray(SPECIES, o, 1 * PANEL + LANES);
    FloatVector o2 = fromArray(SPECIES, o, 2 * PANEL);
    FloatVector u2 = fromArray(SPECIES, o, 2 * PANEL + LANES);
    FloatVector o3 = fromArray(SPECIES, o, 3 * PANEL);
    FloatVector u3 = fromArray(SPECIES, o, 3 * PANEL + LANES);
    FloatVector o4 = fromArray(SPECIES, o, 4 * PANEL);
    FloatVector u4 = fromArray(SPECIES, o, 4 * PANEL + LANES);
    FloatVector o5 = fromArray(SPECIES, o, 5 * PANEL);
    FloatVector u5 = fromArray(SPECIES, o, 5 * PANEL + LANES);
    FloatVector o6 = fromArray(SPECIES, o, 6 * PANEL);
    FloatVector u6 = fromArray(SPECIES, o, 6 * PANEL + LANES);
    FloatVector o7 = fromArray(SPECIES, o, 7 * PANEL);
    FloatVector u7 = fromArray(SPECIES, o, 7 * PANEL + LANES);
    FloatVector factor = fromArray(SPECIES, scale, 0);
    FloatVector nextFactor = fromArray(SPECIES, scale, LANES);
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector nextSum = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      int here = key * PANEL;
      FloatVector s = FloatVector.zero(SPECIES);
      FloatVector t = FloatVector.zero(SPECIES);
      FloatVector a0 = broadcast(SPECIES, v[at + 0]);
      s = o0.fma(a0, s);
      t = u0.fma(a0, t);
      FloatVector a1 = broadcast(SPECIES, v[at + 1]);
      s = o1.fma(a1, s);
      t = u1.fma(a1, t);
      FloatVector a2 = broadcast(SPECIES, v[at + 2]);
      s = o2.fma(a2, s);
      t = u2.fma(a2, t);
      FloatVector a3 = broadcast(SPECIES, v[at + 3]);
      s = o3.fma(a3, s);
      t = u3.fma(a3, t);
      FloatVector a4 = broadcast(SPECIES, v[at + 4]);
      s = o4.fma(a4, s);
      t = u4.fma(a4, t);
      FloatVector a5 = broadcast(SPECIES, v[at + 5]);
      s = o5.fma(a5, s);
      t = u5.fma(a5, t);
      FloatVector a6 = broadcast(SPECIES, v[at + 6]);
      s = o6.fma(a6, s);
      t = u6.fma(a6, t);
      FloatVector a7 = broadcast(SPECIES, v[at + 7]);
      s = o7.fma(a7, s);
      t = u7.fma(a7, t);
      FloatVector share = fromArray(SPECIES, p, here).mul(factor);
      FloatVector next = fromArray(SPECIES, p, here + LANES).mul(nextFactor);
      share.intoArray(p, here);
      next.intoArray(p, here + LANES);
      s.intoArray(d, here);
      t.intoArray(d, here + LANES);
      sum = share.fma(s, sum);
      nextSum = next.fma(t, nextSum);
    }
    sum.intoArray(scale, 0);
    nextSum.intoArray(scale, LANES);
  }

  /** The scores' adjoints, and what the keys make of them. */
  static void scoreAdjoints(
      int keys, float[] k, float[] p, float[] sums, float[] d, float[] mixed) {
    FloatVector sum = fromArray(SPECIES, sums, 0);
    FloatVector nextSum = fromArray(SPECIES, sums, LANES);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector t0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector t1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector t2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector t3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector t4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector t5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector t6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector t7 = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      int here = key * PANEL;
      FloatVector slope = fromArray(SPECIES, p, here).mul(fromArray(SPECIES, d, here).sub(sum));
      FloatVector next =
          fromArray(SPECIES, p, here + LANES).mul(fromArray(SPECIES, d, here + LANES).sub(nextSum));
      slope.intoArray(d, here);
      next.intoArray(d, here + LANES);
      FloatVector a0 = broadcast(SPECIES, k[at + 0]);
      s0 = slope.fma(a0, s0);
      t0 = next.fma(a0, t0);
      FloatVector a1 = broadcast(SPECIES, k[at + 1]);
      s1 = slope.fma(a1, s1);
      t1 = next.fma(a1, t1);
      FloatVector a2 = broadcast(SPECIES, k[at + 2]);
      s2 = slope.fma(a2, s2);
      t2 = next.fma(a2, t2);
      FloatVector a3 = broadcast(SPECIES, k[at + 3]);
      s3 = slope.fma(a3, s3);
      t3 = next.fma(a3, t3);
      FloatVector a4 = broadcast(SPECIES, k[at + 4]);
      s4 = slope.fma(a4, s4);
      t4 = next.fma(a4, t4);
      FloatVector a5 = broadcast(SPECIES, k[at + 5]);
      s5 = slope.fma(a5, s5);
      t5 = next.fma(a5, t5);
      FloatVector a6 = broadcast(SPECIES, k[at + 6]);
      s6 = slope.fma(a6, s6);
      t6 = next.fma(a6, t6);
      FloatVector a7 = broadcast(SPECIES, k[at + 7]);
      s7 = slope.fma(a7, s7);
      t7 = next.fma(a7, t7);
    }
    s0.intoArray(mixed, 0 * PANEL);
    t0.intoArray(mixed, 0 * PANEL + LANES);
    s1.intoArray(mixed, 1 * PANEL);
    t1.intoArray(mixed, 1 * PANEL + LANES);
    s2.intoArray(mixed, 2 * PANEL);
    t2.intoArray(mixed, 2 * PANEL + LANES);
    s3.intoArray(mixed, 3 * PANEL);
    t3.intoArray(mixed, 3 * PANEL + LANES);
    s4.intoArray(mixed, 4 * PANEL);
    t4.intoArray(mixed, 4 * PANEL + LANES);
    s5.intoArray(mixed, 5 * PANEL);
    t5.intoArray(mixed, 5 * PANEL + LANES);
    s6.intoArray(mixed, 6 * PANEL);
    t6.intoArray(mixed, 6 * PANEL + LANES);
    s7.intoArray(mixed, 7 * PANEL);
    t7.intoArray(mixed, 7 * PANEL + LANES);
  }
}
