package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static org.abc4j.kernel.Exponential.EXPONENT_SHIFT;
import static org.abc4j.kernel.Kernels.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops that take {@link Exponential}, step by step, of one vector of columns.
 *
 * <p>Each writes the exponential out: a method that takes or gives vectors is inlined only if the
 * compiler has neither inlined too much before nor compiled it by itself already, which differs
 * from start to start; where it is not, each vector is an object on the heap. That goes for all
 * that is on the Vector API here: vectors are the locals of one method.
 *
 * <p>The lesser of a float and a positive one is taken of their bits as integers, which is one
 * instruction, where the least of floats as Java has it takes several; of NaN it is the positive
 * one. So the sigmoid of NaN is some number, and the product with the argument NaN all the same.
 */
final class VectorExponential {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;

  // Made once: where the compiler has inlined much already, it would make them anew on the heap.
  private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);
  private static final IntVector LEAST_BITS =
      FloatVector.broadcast(SPECIES, -Exponential.LEAST).reinterpretAsInts();
  private static final IntVector GREATEST_BITS =
      FloatVector.broadcast(SPECIES, Exponential.GREATEST).reinterpretAsInts();
  private static final FloatVector LOG2_E = FloatVector.broadcast(SPECIES, Exponential.LOG2_E);
  private static final FloatVector ROUNDER = FloatVector.broadcast(SPECIES, Exponential.ROUNDER);
  private static final FloatVector MINUS_LN2_HIGH =
      FloatVector.broadcast(SPECIES, -Exponential.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW =
      FloatVector.broadcast(SPECIES, -Exponential.LN2_LOW);
  private static final FloatVector C7 = FloatVector.broadcast(SPECIES, Exponential.C7);
  private static final FloatVector C6 = FloatVector.broadcast(SPECIES, Exponential.C6);
  private static final FloatVector C5 = FloatVector.broadcast(SPECIES, Exponential.C5);
  private static final FloatVector C4 = FloatVector.broadcast(SPECIES, Exponential.C4);
  private static final FloatVector C3 = FloatVector.broadcast(SPECIES, Exponential.C3);
  private static final FloatVector C2 = FloatVector.broadcast(SPECIES, Exponential.C2);

  private VectorExponential() {}

  /** {@code y ← x·σ(x)} of some rows, from {@code at} on, {@code step} numbers apart. */
  static void silu(int rows, int step, int at, float[] x, float[] y) {
    for (int r = 0; r < rows; r++) {
      int i = at + r * step;
      FloatVector v = fromArray(SPECIES, x, i);
      FloatVector least = v.reinterpretAsInts().lanewise(MIN, LEAST_BITS).reinterpretAsFloats();
      FloatVector minus =
          least.neg().reinterpretAsInts().lanewise(MIN, GREATEST_BITS).reinterpretAsFloats();
      FloatVector shifted = minus.fma(LOG2_E, ROUNDER);
      FloatVector n = shifted.sub(ROUNDER);
      FloatVector f = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, minus));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector scale =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(scale);
      v.mul(ONE.div(power.add(ONE))).intoArray(y, i);
    }
  }

  /**
   * {@code n ← (x − mean)·gain} and {@code y ← v·σ(v)} with {@code v = fma(n, scale, shift)}, of
   * columns from j; what is normalised is kept only where it does not stand in the result's place.
   */
  static void normaliseSilu(
      int rows,
      int step,
      int at,
      int j,
      float[] x,
      float[] mean,
      float[] gain,
      float[] scale,
      float[] shift,
      float[] n,
      float[] y) {
    FloatVector m = fromArray(SPECIES, mean, j);
    FloatVector g = fromArray(SPECIES, gain, j);
    FloatVector a = fromArray(SPECIES, scale, j);
    FloatVector b = fromArray(SPECIES, shift, j);
    boolean kept = n != y;
    for (int r = 0; r < rows; r++) {
      int i = at + r * step + j;
      FloatVector normal = fromArray(SPECIES, x, i).sub(m).mul(g);
      if (kept) {
        normal.intoArray(n, i);
      }
      FloatVector v = normal.fma(a, b);
      FloatVector least = v.reinterpretAsInts().lanewise(MIN, LEAST_BITS).reinterpretAsFloats();
      FloatVector minus =
          least.neg().reinterpretAsInts().lanewise(MIN, GREATEST_BITS).reinterpretAsFloats();
      FloatVector shifted = minus.fma(LOG2_E, ROUNDER);
      FloatVector k = shifted.sub(ROUNDER);
      FloatVector f = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, minus));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector exponent =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(exponent);
      v.mul(ONE.div(power.add(ONE))).intoArray(y, i);
    }
  }

  /** {@code slope ← σ(x) + x·σ(x)·(1 − σ(x))}, as {@link #silu} goes through rows. */
  static void siluSlope(int rows, int step, int at, float[] x, float[] slope) {
    for (int r = 0; r < rows; r++) {
      int i = at + r * step;
      FloatVector v = fromArray(SPECIES, x, i);
      FloatVector least = v.reinterpretAsInts().lanewise(MIN, LEAST_BITS).reinterpretAsFloats();
      FloatVector minus =
          least.neg().reinterpretAsInts().lanewise(MIN, GREATEST_BITS).reinterpretAsFloats();
      FloatVector shifted = minus.fma(LOG2_E, ROUNDER);
      FloatVector n = shifted.sub(ROUNDER);
      FloatVector f = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, minus));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector scale =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(scale);
      FloatVector sigmoid = ONE.div(power.add(ONE));
      sigmoid.add(v.mul(sigmoid).mul(ONE.sub(sigmoid))).intoArray(slope, i);
    }
  }

  /** SiLU's slope at {@code fma(n, scale, shift)}, of columns from j. */
  static void normalSiluSlope(
      int rows, int step, int at, int j, float[] n, float[] scale, float[] shift, float[] slope) {
    FloatVector a = fromArray(SPECIES, scale, j);
    FloatVector b = fromArray(SPECIES, shift, j);
    for (int r = 0; r < rows; r++) {
      int i = at + r * step + j;
      FloatVector v = fromArray(SPECIES, n, i).fma(a, b);
      FloatVector least = v.reinterpretAsInts().lanewise(MIN, LEAST_BITS).reinterpretAsFloats();
      FloatVector minus =
          least.neg().reinterpretAsInts().lanewise(MIN, GREATEST_BITS).reinterpretAsFloats();
      FloatVector shifted = minus.fma(LOG2_E, ROUNDER);
      FloatVector k = shifted.sub(ROUNDER);
      FloatVector f = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, minus));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector exponent =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(exponent);
      FloatVector sigmoid = ONE.div(power.add(ONE));
      sigmoid.add(v.mul(sigmoid).mul(ONE.sub(sigmoid))).intoArray(slope, i);
    }
  }

  /** {@code d ← d·slope} with SiLU's slope at {@code fma(n, scale, shift)}, of columns from j. */
  static void siluAdjoint(
      int rows, int step, int at, int j, float[] n, float[] scale, float[] shift, float[] d) {
    FloatVector a = fromArray(SPECIES, scale, j);
    FloatVector b = fromArray(SPECIES, shift, j);
    for (int r = 0; r < rows; r++) {
      int i = at + r * step + j;
      FloatVector v = fromArray(SPECIES, n, i).fma(a, b);
      FloatVector least = v.reinterpretAsInts().lanewise(MIN, LEAST_BITS).reinterpretAsFloats();
      FloatVector minus =
          least.neg().reinterpretAsInts().lanewise(MIN, GREATEST_BITS).reinterpretAsFloats();
      FloatVector shifted = minus.fma(LOG2_E, ROUNDER);
      FloatVector k = shifted.sub(ROUNDER);
      FloatVector f = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, minus));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector exponent =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(exponent);
      FloatVector sigmoid = ONE.div(power.add(ONE));
      FloatVector slope = sigmoid.add(v.mul(sigmoid).mul(ONE.sub(sigmoid)));
      fromArray(SPECIES, d, i).mul(slope).intoArray(d, i);
    }
  }

  /**
   * The powers of one vector of columns, given the greatest of each in {@code scale}, and there
   * what they are to be multiplied by.
   */
  static void powers(int rows, int columns, float[] x, float[] scale, int j) {
    FloatVector greatest = fromArray(SPECIES, scale, j);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int at = r * columns + j;
      FloatVector v =
          fromArray(SPECIES, x, at).sub(greatest).min(Exponential.GREATEST).max(Exponential.LEAST);
      FloatVector shifted = v.fma(LOG2_E, ROUNDER);
      FloatVector n = shifted.sub(ROUNDER);
      FloatVector f = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, v));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector exponent =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(exponent);
      power.intoArray(x, at);
      sum = sum.add(power);
    }
    ONE.div(sum).intoArray(scale, j);
  }

  /** {@link #powers} of a panel's columns, of differences that are finite. */
  static void powersOfFinite(int rows, float[] x, float[] scale, int j) {
    FloatVector greatest = fromArray(SPECIES, scale, j);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int at = r * PANEL + j;
      FloatVector v =
          greatest
              .sub(fromArray(SPECIES, x, at))
              .reinterpretAsInts()
              .lanewise(MIN, LEAST_BITS)
              .reinterpretAsFloats()
              .neg();
      FloatVector shifted = v.fma(LOG2_E, ROUNDER);
      FloatVector n = shifted.sub(ROUNDER);
      FloatVector f = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, v));
      FloatVector p = f.fma(C7, C6).fma(f, C5).fma(f, C4).fma(f, C3).fma(f, C2);
      FloatVector exponent =
          shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector power = p.fma(f, ONE).fma(f, ONE).mul(exponent);
      power.intoArray(x, at);
      sum = sum.add(power);
    }
    ONE.div(sum).intoArray(scale, j);
  }
}
