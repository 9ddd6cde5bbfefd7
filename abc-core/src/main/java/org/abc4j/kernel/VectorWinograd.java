package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Winograd}'s maps of lines, step by step, of vectors of lines that lie beside each other.
 *
 * <p>Constants are locals: one that is in a field is read again after each store, as the compiler
 * does not know that nobody writes to it.
 */
final class VectorWinograd {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

  private VectorWinograd() {}

  /** {@link Kernels#winograd} of whole vectors of lines. */
  static void apply(
      Winograd map,
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] out,
      int outAt,
      int outGroup,
      int outStep,
      boolean add) {
    for (int g = 0; g < groups; g++) {
      int from = at + g * inGroup;
      int to = outAt + g * outGroup;
      switch (map) {
        case INPUT -> input(width, in, from, step, out, to, outStep);
        case OUTPUT -> output(width, in, from, step, out, to, outStep, add);
        case OUTPUT_ADJOINT -> outputAdjoint(width, in, from, step, out, to, outStep);
        case KERNEL -> kernel(width, in, from, step, out, to, outStep);
        case KERNEL_ADJOINT -> kernelAdjoint(width, in, from, step, out, to, outStep, add);
      }
    }
  }

  private static void input(
      int width, float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector minusA = broadcast(SPECIES, -Winograd.A);
    FloatVector minusB = broadcast(SPECIES, -Winograd.B);
    FloatVector minusA2 = broadcast(SPECIES, -Winograd.A2);
    FloatVector minusB2 = broadcast(SPECIES, -Winograd.B2);
    FloatVector both = broadcast(SPECIES, Winograd.A2B2);
    FloatVector minusSum = broadcast(SPECIES, -Winograd.A2_B2);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x0 = fromArray(SPECIES, in, at + c);
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector x3 = fromArray(SPECIES, in, at + 3 * step + c);
      FloatVector x4 = fromArray(SPECIES, in, at + 4 * step + c);
      FloatVector x5 = fromArray(SPECIES, in, at + 5 * step + c);
      FloatVector evenA = minusB2.fma(x2, x4);
      FloatVector oddA = minusB2.fma(x1, x3);
      FloatVector evenB = minusA2.fma(x2, x4);
      FloatVector oddB = minusA2.fma(x1, x3);
      both.fma(x0, minusSum.fma(x2, x4)).intoArray(out, to + c);
      a.fma(oddA, evenA).intoArray(out, to + outStep + c);
      minusA.fma(oddA, evenA).intoArray(out, to + 2 * outStep + c);
      b.fma(oddB, evenB).intoArray(out, to + 3 * outStep + c);
      minusB.fma(oddB, evenB).intoArray(out, to + 4 * outStep + c);
      both.fma(x1, minusSum.fma(x3, x5)).intoArray(out, to + 5 * outStep + c);
    }
  }

  private static void output(
      int width, float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector a2 = broadcast(SPECIES, Winograd.A2);
    FloatVector b2 = broadcast(SPECIES, Winograd.B2);
    FloatVector a3 = broadcast(SPECIES, Winograd.A3);
    FloatVector b3 = broadcast(SPECIES, Winograd.B3);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector x3 = fromArray(SPECIES, in, at + 3 * step + c);
      FloatVector x4 = fromArray(SPECIES, in, at + 4 * step + c);
      FloatVector x5 = fromArray(SPECIES, in, at + 5 * step + c);
      FloatVector sumA = x1.add(x2);
      FloatVector differenceA = x1.sub(x2);
      FloatVector sumB = x3.add(x4);
      FloatVector differenceB = x3.sub(x4);
      FloatVector y0 = fromArray(SPECIES, in, at + c).add(sumA).add(sumB);
      FloatVector y1 = a.fma(differenceA, b.mul(differenceB));
      FloatVector y2 = a2.fma(sumA, b2.mul(sumB));
      FloatVector y3 = a3.fma(differenceA, b3.fma(differenceB, x5));
      int i = to + c;
      // Both ends are written out: a vector from either side of a condition would be an object.
      if (add) {
        fromArray(SPECIES, out, i).add(y0).intoArray(out, i);
        fromArray(SPECIES, out, i + outStep).add(y1).intoArray(out, i + outStep);
        fromArray(SPECIES, out, i + 2 * outStep).add(y2).intoArray(out, i + 2 * outStep);
        fromArray(SPECIES, out, i + 3 * outStep).add(y3).intoArray(out, i + 3 * outStep);
      } else {
        y0.intoArray(out, i);
        y1.intoArray(out, i + outStep);
        y2.intoArray(out, i + 2 * outStep);
        y3.intoArray(out, i + 3 * outStep);
      }
    }
  }

  /** {@link Winograd#OUTPUT} and a bias, of one group. */
  static void biasedOutput(
      int width, float[] in, int at, int step, float[] bias, float[] out, int to, int outStep) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector a2 = broadcast(SPECIES, Winograd.A2);
    FloatVector b2 = broadcast(SPECIES, Winograd.B2);
    FloatVector a3 = broadcast(SPECIES, Winograd.A3);
    FloatVector b3 = broadcast(SPECIES, Winograd.B3);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector x3 = fromArray(SPECIES, in, at + 3 * step + c);
      FloatVector x4 = fromArray(SPECIES, in, at + 4 * step + c);
      FloatVector x5 = fromArray(SPECIES, in, at + 5 * step + c);
      FloatVector sumA = x1.add(x2);
      FloatVector differenceA = x1.sub(x2);
      FloatVector sumB = x3.add(x4);
      FloatVector differenceB = x3.sub(x4);
      FloatVector y0 = fromArray(SPECIES, in, at + c).add(sumA).add(sumB);
      FloatVector y1 = a.fma(differenceA, b.mul(differenceB));
      FloatVector y2 = a2.fma(sumA, b2.mul(sumB));
      FloatVector y3 = a3.fma(differenceA, b3.fma(differenceB, x5));
      FloatVector shift = fromArray(SPECIES, bias, c);
      shift.add(y0).intoArray(out, to + c);
      shift.add(y1).intoArray(out, to + outStep + c);
      shift.add(y2).intoArray(out, to + 2 * outStep + c);
      shift.add(y3).intoArray(out, to + 3 * outStep + c);
    }
  }

  private static void outputAdjoint(
      int width, float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector minusA = broadcast(SPECIES, -Winograd.A);
    FloatVector minusB = broadcast(SPECIES, -Winograd.B);
    FloatVector a2 = broadcast(SPECIES, Winograd.A2);
    FloatVector b2 = broadcast(SPECIES, Winograd.B2);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x0 = fromArray(SPECIES, in, at + c);
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector x3 = fromArray(SPECIES, in, at + 3 * step + c);
      FloatVector evenA = a2.fma(x2, x0);
      FloatVector oddA = a2.fma(x3, x1);
      FloatVector evenB = b2.fma(x2, x0);
      FloatVector oddB = b2.fma(x3, x1);
      x0.intoArray(out, to + c);
      a.fma(oddA, evenA).intoArray(out, to + outStep + c);
      minusA.fma(oddA, evenA).intoArray(out, to + 2 * outStep + c);
      b.fma(oddB, evenB).intoArray(out, to + 3 * outStep + c);
      minusB.fma(oddB, evenB).intoArray(out, to + 4 * outStep + c);
      x3.intoArray(out, to + 5 * outStep + c);
    }
  }

  private static void kernel(
      int width, float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector minusA = broadcast(SPECIES, -Winograd.A);
    FloatVector minusB = broadcast(SPECIES, -Winograd.B);
    FloatVector a2 = broadcast(SPECIES, Winograd.A2);
    FloatVector b2 = broadcast(SPECIES, Winograd.B2);
    FloatVector k0 = broadcast(SPECIES, Winograd.K0);
    FloatVector ka = broadcast(SPECIES, Winograd.KA);
    FloatVector kb = broadcast(SPECIES, Winograd.KB);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x0 = fromArray(SPECIES, in, at + c);
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector evenA = ka.mul(a2.fma(x2, x0));
      FloatVector oddA = ka.mul(x1);
      FloatVector evenB = kb.mul(b2.fma(x2, x0));
      FloatVector oddB = kb.mul(x1);
      k0.mul(x0).intoArray(out, to + c);
      a.fma(oddA, evenA).intoArray(out, to + outStep + c);
      minusA.fma(oddA, evenA).intoArray(out, to + 2 * outStep + c);
      b.fma(oddB, evenB).intoArray(out, to + 3 * outStep + c);
      minusB.fma(oddB, evenB).intoArray(out, to + 4 * outStep + c);
      x2.intoArray(out, to + 5 * outStep + c);
    }
  }

  private static void kernelAdjoint(
      int width, float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector a = broadcast(SPECIES, Winograd.A);
    FloatVector b = broadcast(SPECIES, Winograd.B);
    FloatVector a2 = broadcast(SPECIES, Winograd.A2);
    FloatVector b2 = broadcast(SPECIES, Winograd.B2);
    FloatVector k0 = broadcast(SPECIES, Winograd.K0);
    FloatVector ka = broadcast(SPECIES, Winograd.KA);
    FloatVector kb = broadcast(SPECIES, Winograd.KB);
    int end = width - width % LANES;
    for (int c = 0; c < end; c += LANES) {
      FloatVector x1 = fromArray(SPECIES, in, at + step + c);
      FloatVector x2 = fromArray(SPECIES, in, at + 2 * step + c);
      FloatVector x3 = fromArray(SPECIES, in, at + 3 * step + c);
      FloatVector x4 = fromArray(SPECIES, in, at + 4 * step + c);
      FloatVector x5 = fromArray(SPECIES, in, at + 5 * step + c);
      FloatVector sumA = ka.mul(x1.add(x2));
      FloatVector differenceA = ka.mul(x1.sub(x2));
      FloatVector sumB = kb.mul(x3.add(x4));
      FloatVector differenceB = kb.mul(x3.sub(x4));
      FloatVector y0 = k0.fma(fromArray(SPECIES, in, at + c), sumA.add(sumB));
      FloatVector y1 = a.fma(differenceA, b.mul(differenceB));
      FloatVector y2 = a2.fma(sumA, b2.fma(sumB, x5));
      int i = to + c;
      if (add) {
        fromArray(SPECIES, out, i).add(y0).intoArray(out, i);
        fromArray(SPECIES, out, i + outStep).add(y1).intoArray(out, i + outStep);
        fromArray(SPECIES, out, i + 2 * outStep).add(y2).intoArray(out, i + 2 * outStep);
      } else {
        y0.intoArray(out, i);
        y1.intoArray(out, i + outStep);
        y2.intoArray(out, i + 2 * outStep);
      }
    }
  }
}
