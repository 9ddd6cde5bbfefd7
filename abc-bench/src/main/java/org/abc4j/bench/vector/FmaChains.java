package org.abc4j.bench.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.abc4j.bench.FmaPeak;

/** Independent fused multiply-adds on registers: all that a core can do. Not thread-safe. */
public final class FmaChains implements FmaPeak.Loop {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 16;
  private static final int STEPS = 1 << 21;

  /** What the loop left over, so that it is not dropped. */
  private float sink;

  /** The loop at the width that the processor prefers. */
  public FmaChains() {}

  @Override
  public double run() {
    sink += chains(STEPS, 1 + sink * Float.MIN_VALUE);
    return (double) STEPS * CHAINS * SPECIES.length();
  }

  @Override
  public int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  /** As many chains as hide the latency of two units and leave room for the two factors. */
  private static float chains(int steps, float start) {
    FloatVector a = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector b = FloatVector.broadcast(SPECIES, start);
    FloatVector c0 = b;
    FloatVector c1 = b;
    FloatVector c2 = b;
    FloatVector c3 = b;
    FloatVector c4 = b;
    FloatVector c5 = b;
    FloatVector c6 = b;
    FloatVector c7 = b;
    FloatVector c8 = b;
    FloatVector c9 = b;
    FloatVector c10 = b;
    FloatVector c11 = b;
    FloatVector c12 = b;
    FloatVector c13 = b;
    FloatVector c14 = b;
    FloatVector c15 = b;
    for (int i = 0; i < steps; i++) {
      c0 = c0.fma(a, b);
      c1 = c1.fma(a, b);
      c2 = c2.fma(a, b);
      c3 = c3.fma(a, b);
      c4 = c4.fma(a, b);
      c5 = c5.fma(a, b);
      c6 = c6.fma(a, b);
      c7 = c7.fma(a, b);
      c8 = c8.fma(a, b);
      c9 = c9.fma(a, b);
      c10 = c10.fma(a, b);
      c11 = c11.fma(a, b);
      c12 = c12.fma(a, b);
      c13 = c13.fma(a, b);
      c14 = c14.fma(a, b);
      c15 = c15.fma(a, b);
    }
    FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7);
    return sum.add(c8).add(c9).add(c10).add(c11).add(c12).add(c13).add(c14).add(c15).lane(0);
  }
}
