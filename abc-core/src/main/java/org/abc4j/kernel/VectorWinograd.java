package org.abc4j.kernel;

import static org.abc4j.kernel.Winograd.SIDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Winograd}'s maps of squares of vectors, step by step.
 *
 * <p>Columns and rows have a method each: with both in one, HotSpot comes to its limit of nodes
 * that it inlines ("NodeCountInliningCutoff"), and from there on vectors are objects on the heap.
 */
final class VectorWinograd {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WORK_ROW = SIDE * LANES;

  // Made once: made where they are used, some of them would be objects on the heap.
  private static final FloatVector A = FloatVector.broadcast(SPECIES, Winograd.A);
  private static final FloatVector A2 = FloatVector.broadcast(SPECIES, Winograd.A2);
  private static final FloatVector A2B2 = FloatVector.broadcast(SPECIES, Winograd.A2B2);
  private static final FloatVector A2_B2 = FloatVector.broadcast(SPECIES, Winograd.A2_B2);
  private static final FloatVector A3 = FloatVector.broadcast(SPECIES, Winograd.A3);
  private static final FloatVector B = FloatVector.broadcast(SPECIES, Winograd.B);
  private static final FloatVector B2 = FloatVector.broadcast(SPECIES, Winograd.B2);
  private static final FloatVector B3 = FloatVector.broadcast(SPECIES, Winograd.B3);
  private static final FloatVector K0 = FloatVector.broadcast(SPECIES, Winograd.K0);
  private static final FloatVector KA = FloatVector.broadcast(SPECIES, Winograd.KA);
  private static final FloatVector KB = FloatVector.broadcast(SPECIES, Winograd.KB);
  private static final FloatVector MINUS_A = FloatVector.broadcast(SPECIES, -Winograd.A);
  private static final FloatVector MINUS_A2 = FloatVector.broadcast(SPECIES, -Winograd.A2);
  private static final FloatVector MINUS_B = FloatVector.broadcast(SPECIES, -Winograd.B);
  private static final FloatVector MINUS_B2 = FloatVector.broadcast(SPECIES, -Winograd.B2);
  private static final FloatVector MINUS_A2_B2 = FloatVector.broadcast(SPECIES, -Winograd.A2_B2);

  private VectorWinograd() {}

  static void apply(
      Winograd transform,
      float[] in,
      int at,
      int row,
      int step,
      float[] out,
      int outAt,
      int outRow,
      int outStep,
      boolean add,
      float[] work) {
    switch (transform) {
      case INPUT -> {
        inputColumns(in, at, row, step, work);
        inputRows(work, out, outAt, outRow, outStep, add);
      }
      case OUTPUT -> {
        outputColumns(in, at, row, step, work);
        outputRows(work, out, outAt, outRow, outStep, add);
      }
      case OUTPUT_ADJOINT -> {
        outputAdjointColumns(in, at, row, step, work);
        outputAdjointRows(work, out, outAt, outRow, outStep, add);
      }
      case KERNEL -> {
        kernelColumns(in, at, row, step, work);
        kernelRows(work, out, outAt, outRow, outStep, add);
      }
      case KERNEL_ADJOINT -> {
        kernelAdjointColumns(in, at, row, step, work);
        kernelAdjointRows(work, out, outAt, outRow, outStep, add);
      }
    }
  }

  private static void inputColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 6; x++) {
      input(in, at + x * step, row, work, x * LANES, WORK_ROW, false);
    }
  }

  private static void inputRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      input(work, y * WORK_ROW, LANES, out, outAt + y * outRow, outStep, add);
    }
  }

  private static void outputColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 6; x++) {
      output(in, at + x * step, row, work, x * LANES, WORK_ROW, false);
    }
  }

  private static void outputRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 4; y++) {
      output(work, y * WORK_ROW, LANES, out, outAt + y * outRow, outStep, add);
    }
  }

  private static void outputAdjointColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 4; x++) {
      outputAdjoint(in, at + x * step, row, work, x * LANES, WORK_ROW, false);
    }
  }

  private static void outputAdjointRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      outputAdjoint(work, y * WORK_ROW, LANES, out, outAt + y * outRow, outStep, add);
    }
  }

  private static void kernelColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 3; x++) {
      kernel(in, at + x * step, row, work, x * LANES, WORK_ROW, false);
    }
  }

  private static void kernelRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      kernel(work, y * WORK_ROW, LANES, out, outAt + y * outRow, outStep, add);
    }
  }

  private static void kernelAdjointColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 6; x++) {
      kernelAdjoint(in, at + x * step, row, work, x * LANES, WORK_ROW, false);
    }
  }

  private static void kernelAdjointRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 3; y++) {
      kernelAdjoint(work, y * WORK_ROW, LANES, out, outAt + y * outRow, outStep, add);
    }
  }

  private static void input(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x0 = load(in, at);
    FloatVector x1 = load(in, at + step);
    FloatVector x2 = load(in, at + 2 * step);
    FloatVector x3 = load(in, at + 3 * step);
    FloatVector x4 = load(in, at + 4 * step);
    FloatVector x5 = load(in, at + 5 * step);
    FloatVector evenA = MINUS_B2.fma(x2, x4);
    FloatVector oddA = MINUS_B2.fma(x1, x3);
    FloatVector evenB = MINUS_A2.fma(x2, x4);
    FloatVector oddB = MINUS_A2.fma(x1, x3);
    put(A2B2.fma(x0, MINUS_A2_B2.fma(x2, x4)), out, to, add);
    put(A.fma(oddA, evenA), out, to + outStep, add);
    put(MINUS_A.fma(oddA, evenA), out, to + 2 * outStep, add);
    put(B.fma(oddB, evenB), out, to + 3 * outStep, add);
    put(MINUS_B.fma(oddB, evenB), out, to + 4 * outStep, add);
    put(A2B2.fma(x1, MINUS_A2_B2.fma(x3, x5)), out, to + 5 * outStep, add);
  }

  private static void output(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x1 = load(in, at + step);
    FloatVector x2 = load(in, at + 2 * step);
    FloatVector x3 = load(in, at + 3 * step);
    FloatVector x4 = load(in, at + 4 * step);
    FloatVector x5 = load(in, at + 5 * step);
    FloatVector sumA = x1.add(x2);
    FloatVector differenceA = x1.sub(x2);
    FloatVector sumB = x3.add(x4);
    FloatVector differenceB = x3.sub(x4);
    put(load(in, at).add(sumA).add(sumB), out, to, add);
    put(A.fma(differenceA, B.mul(differenceB)), out, to + outStep, add);
    put(A2.fma(sumA, B2.mul(sumB)), out, to + 2 * outStep, add);
    put(A3.fma(differenceA, B3.fma(differenceB, x5)), out, to + 3 * outStep, add);
  }

  private static void outputAdjoint(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x0 = load(in, at);
    FloatVector x1 = load(in, at + step);
    FloatVector x2 = load(in, at + 2 * step);
    FloatVector x3 = load(in, at + 3 * step);
    FloatVector evenA = A2.fma(x2, x0);
    FloatVector oddA = A2.fma(x3, x1);
    FloatVector evenB = B2.fma(x2, x0);
    FloatVector oddB = B2.fma(x3, x1);
    put(x0, out, to, add);
    put(A.fma(oddA, evenA), out, to + outStep, add);
    put(MINUS_A.fma(oddA, evenA), out, to + 2 * outStep, add);
    put(B.fma(oddB, evenB), out, to + 3 * outStep, add);
    put(MINUS_B.fma(oddB, evenB), out, to + 4 * outStep, add);
    put(x3, out, to + 5 * outStep, add);
  }

  private static void kernel(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x0 = load(in, at);
    FloatVector x1 = load(in, at + step);
    FloatVector x2 = load(in, at + 2 * step);
    FloatVector evenA = KA.mul(A2.fma(x2, x0));
    FloatVector oddA = KA.mul(x1);
    FloatVector evenB = KB.mul(B2.fma(x2, x0));
    FloatVector oddB = KB.mul(x1);
    put(K0.mul(x0), out, to, add);
    put(A.fma(oddA, evenA), out, to + outStep, add);
    put(MINUS_A.fma(oddA, evenA), out, to + 2 * outStep, add);
    put(B.fma(oddB, evenB), out, to + 3 * outStep, add);
    put(MINUS_B.fma(oddB, evenB), out, to + 4 * outStep, add);
    put(x2, out, to + 5 * outStep, add);
  }

  private static void kernelAdjoint(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x1 = load(in, at + step);
    FloatVector x2 = load(in, at + 2 * step);
    FloatVector x3 = load(in, at + 3 * step);
    FloatVector x4 = load(in, at + 4 * step);
    FloatVector x5 = load(in, at + 5 * step);
    FloatVector sumA = KA.mul(x1.add(x2));
    FloatVector differenceA = KA.mul(x1.sub(x2));
    FloatVector sumB = KB.mul(x3.add(x4));
    FloatVector differenceB = KB.mul(x3.sub(x4));
    put(K0.fma(load(in, at), sumA.add(sumB)), out, to, add);
    put(A.fma(differenceA, B.mul(differenceB)), out, to + outStep, add);
    put(A2.fma(sumA, B2.fma(sumB, x5)), out, to + 2 * outStep, add);
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }

  private static void put(FloatVector value, float[] out, int at, boolean add) {
    // Each side ends by itself: what comes from either side of a condition would be an object.
    if (add) {
      load(out, at).add(value).intoArray(out, at);
    } else {
      value.intoArray(out, at);
    }
  }
}
