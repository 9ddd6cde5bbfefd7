package org.abc4j.kernel;

import static jdk.incubator.vector.VectorOperators.MAX;
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
  private static final int HEAD = VectorAttention.HEAD;

  private AttentionPairTiles() {}

  /** Scores, and the greatest of each query. */
  static void scores(int keys, float[] k, float[] q, float[] x, float[] greatest) {
    FloatVector q0 = load(q, 0 * PANEL);
    FloatVector r0 = load(q, 0 * PANEL + LANES);
    FloatVector q1 = load(q, 1 * PANEL);
    FloatVector r1 = load(q, 1 * PANEL + LANES);
    FloatVector q2 = load(q, 2 * PANEL);
    FloatVector r2 = load(q, 2 * PANEL + LANES);
    FloatVector q3 = load(q, 3 * PANEL);
    FloatVector r3 = load(q, 3 * PANEL + LANES);
    FloatVector q4 = load(q, 4 * PANEL);
    FloatVector r4 = load(q, 4 * PANEL + LANES);
    FloatVector q5 = load(q, 5 * PANEL);
    FloatVector r5 = load(q, 5 * PANEL + LANES);
    FloatVector q6 = load(q, 6 * PANEL);
    FloatVector r6 = load(q, 6 * PANEL + LANES);
    FloatVector q7 = load(q, 7 * PANEL);
    FloatVector r7 = load(q, 7 * PANEL + LANES);
    IntVector most = VectorAttention.ordered(FloatVector.broadcast(SPECIES, -Float.MAX_VALUE));
    IntVector next = most;
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      FloatVector s = FloatVector.zero(SPECIES);
      FloatVector t = FloatVector.zero(SPECIES);
      FloatVector a0 = all(k[at + 0]);
      s = q0.fma(a0, s);
      t = r0.fma(a0, t);
      FloatVector a1 = all(k[at + 1]);
      s = q1.fma(a1, s);
      t = r1.fma(a1, t);
      FloatVector a2 = all(k[at + 2]);
      s = q2.fma(a2, s);
      t = r2.fma(a2, t);
      FloatVector a3 = all(k[at + 3]);
      s = q3.fma(a3, s);
      t = r3.fma(a3, t);
      FloatVector a4 = all(k[at + 4]);
      s = q4.fma(a4, s);
      t = r4.fma(a4, t);
      FloatVector a5 = all(k[at + 5]);
      s = q5.fma(a5, s);
      t = r5.fma(a5, t);
      FloatVector a6 = all(k[at + 6]);
      s = q6.fma(a6, s);
      t = r6.fma(a6, t);
      FloatVector a7 = all(k[at + 7]);
      s = q7.fma(a7, s);
      t = r7.fma(a7, t);
      s.intoArray(x, key * PANEL);
      t.intoArray(x, key * PANEL + LANES);
      most = most.lanewise(MAX, VectorAttention.ordered(s));
      next = next.lanewise(MAX, VectorAttention.ordered(t));
    }
    VectorAttention.unordered(most).intoArray(greatest, 0);
    VectorAttention.unordered(next).intoArray(greatest, LANES);
  }

  /** Shares of powers, the shares' adjoints, and in {@code scale} the sums of their products. */
  static void shares(int keys, float[] v, float[] o, float[] p, float[] scale, float[] d) {
    FloatVector o0 = load(o, 0 * PANEL);
    FloatVector u0 = load(o, 0 * PANEL + LANES);
    FloatVector o1 = load(o, 1 * PANEL);
    FloatVector u1 = load(o, 1 * PANEL + LANES);
    FloatVector o2 = load(o, 2 * PANEL);
    FloatVector u2 = load(o, 2 * PANEL + LANES);
    FloatVector o3 = load(o, 3 * PANEL);
    FloatVector u3 = load(o, 3 * PANEL + LANES);
    FloatVector o4 = load(o, 4 * PANEL);
    FloatVector u4 = load(o, 4 * PANEL + LANES);
    FloatVector o5 = load(o, 5 * PANEL);
    FloatVector u5 = load(o, 5 * PANEL + LANES);
    FloatVector o6 = load(o, 6 * PANEL);
    FloatVector u6 = load(o, 6 * PANEL + LANES);
    FloatVector o7 = load(o, 7 * PANEL);
    FloatVector u7 = load(o, 7 * PANEL + LANES);
    FloatVector factor = load(scale, 0);
    FloatVector nextFactor = load(scale, LANES);
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector nextSum = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = key * HEAD;
      int here = key * PANEL;
      FloatVector s = FloatVector.zero(SPECIES);
      FloatVector t = FloatVector.zero(SPECIES);
      FloatVector a0 = all(v[at + 0]);
      s = o0.fma(a0, s);
      t = u0.fma(a0, t);
      FloatVector a1 = all(v[at + 1]);
      s = o1.fma(a1, s);
      t = u1.fma(a1, t);
      FloatVector a2 = all(v[at + 2]);
      s = o2.fma(a2, s);
      t = u2.fma(a2, t);
      FloatVector a3 = all(v[at + 3]);
      s = o3.fma(a3, s);
      t = u3.fma(a3, t);
      FloatVector a4 = all(v[at + 4]);
      s = o4.fma(a4, s);
      t = u4.fma(a4, t);
      FloatVector a5 = all(v[at + 5]);
      s = o5.fma(a5, s);
      t = u5.fma(a5, t);
      FloatVector a6 = all(v[at + 6]);
      s = o6.fma(a6, s);
      t = u6.fma(a6, t);
      FloatVector a7 = all(v[at + 7]);
      s = o7.fma(a7, s);
      t = u7.fma(a7, t);
      FloatVector share = load(p, here).mul(factor);
      FloatVector next = load(p, here + LANES).mul(nextFactor);
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
    FloatVector sum = load(sums, 0);
    FloatVector nextSum = load(sums, LANES);
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
      FloatVector slope = load(p, here).mul(load(d, here).sub(sum));
      FloatVector next = load(p, here + LANES).mul(load(d, here + LANES).sub(nextSum));
      slope.intoArray(d, here);
      next.intoArray(d, here + LANES);
      FloatVector a0 = all(k[at + 0]);
      s0 = slope.fma(a0, s0);
      t0 = next.fma(a0, t0);
      FloatVector a1 = all(k[at + 1]);
      s1 = slope.fma(a1, s1);
      t1 = next.fma(a1, t1);
      FloatVector a2 = all(k[at + 2]);
      s2 = slope.fma(a2, s2);
      t2 = next.fma(a2, t2);
      FloatVector a3 = all(k[at + 3]);
      s3 = slope.fma(a3, s3);
      t3 = next.fma(a3, t3);
      FloatVector a4 = all(k[at + 4]);
      s4 = slope.fma(a4, s4);
      t4 = next.fma(a4, t4);
      FloatVector a5 = all(k[at + 5]);
      s5 = slope.fma(a5, s5);
      t5 = next.fma(a5, t5);
      FloatVector a6 = all(k[at + 6]);
      s6 = slope.fma(a6, s6);
      t6 = next.fma(a6, t6);
      FloatVector a7 = all(k[at + 7]);
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

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }
}
