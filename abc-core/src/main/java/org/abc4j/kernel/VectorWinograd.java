package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
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

  /** {@link Winograd#OUTPUT} and a bias. */
  static void biasedOutput(
      float[] in,
      int at,
      int row,
      int step,
      float[] bias,
      int biasAt,
      float[] out,
      int outAt,
      int outRow,
      int outStep,
      float[] work) {
    outputColumns(in, at, row, step, work);
    for (int y = 0; y < 4; y++) {
      biasedOutput(work, y * WORK_ROW, bias, biasAt, out, outAt + y * outRow, outStep);
    }
  }

  private static void inputColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 6; x++) {
      input(in, at + x * step, row, work, x * LANES, WORK_ROW);
    }
  }

  private static void inputRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      int line = y * WORK_ROW;
      if (add) {
        input(work, line, LANES, work, line, LANES);
        addLine(work, line, out, outAt + y * outRow, outStep);
      } else {
        input(work, line, LANES, out, outAt + y * outRow, outStep);
      }
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
      outputAdjoint(in, at + x * step, row, work, x * LANES, WORK_ROW);
    }
  }

  private static void outputAdjointRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      int line = y * WORK_ROW;
      if (add) {
        outputAdjoint(work, line, LANES, work, line, LANES);
        addLine(work, line, out, outAt + y * outRow, outStep);
      } else {
        outputAdjoint(work, line, LANES, out, outAt + y * outRow, outStep);
      }
    }
  }

  private static void kernelColumns(float[] in, int at, int row, int step, float[] work) {
    for (int x = 0; x < 3; x++) {
      kernel(in, at + x * step, row, work, x * LANES, WORK_ROW);
    }
  }

  private static void kernelRows(
      float[] work, float[] out, int outAt, int outRow, int outStep, boolean add) {
    for (int y = 0; y < 6; y++) {
      int line = y * WORK_ROW;
      if (add) {
        kernel(work, line, LANES, work, line, LANES);
        addLine(work, line, out, outAt + y * outRow, outStep);
      } else {
        kernel(work, line, LANES, out, outAt + y * outRow, outStep);
      }
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

  private static void input(float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector x0 = fromArray(SPECIES, in, at);
    FloatVector x1 = fromArray(SPECIES, in, at + step);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * step);
    FloatVector x3 = fromArray(SPECIES, in, at + 3 * step);
    FloatVector x4 = fromArray(SPECIES, in, at + 4 * step);
    FloatVector x5 = fromArray(SPECIES, in, at + 5 * step);
    FloatVector evenA = MINUS_B2.fma(x2, x4);
    FloatVector oddA = MINUS_B2.fma(x1, x3);
    FloatVector evenB = MINUS_A2.fma(x2, x4);
    FloatVector oddB = MINUS_A2.fma(x1, x3);
    A2B2.fma(x0, MINUS_A2_B2.fma(x2, x4)).intoArray(out, to);
    A.fma(oddA, evenA).intoArray(out, to + outStep);
    MINUS_A.fma(oddA, evenA).intoArray(out, to + 2 * outStep);
    B.fma(oddB, evenB).intoArray(out, to + 3 * outStep);
    MINUS_B.fma(oddB, evenB).intoArray(out, to + 4 * outStep);
    A2B2.fma(x1, MINUS_A2_B2.fma(x3, x5)).intoArray(out, to + 5 * outStep);
  }

  private static void output(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x1 = fromArray(SPECIES, in, at + step);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * step);
    FloatVector x3 = fromArray(SPECIES, in, at + 3 * step);
    FloatVector x4 = fromArray(SPECIES, in, at + 4 * step);
    FloatVector x5 = fromArray(SPECIES, in, at + 5 * step);
    FloatVector sumA = x1.add(x2);
    FloatVector differenceA = x1.sub(x2);
    FloatVector sumB = x3.add(x4);
    FloatVector differenceB = x3.sub(x4);
    FloatVector y0 = fromArray(SPECIES, in, at).add(sumA).add(sumB);
    FloatVector y1 = A.fma(differenceA, B.mul(differenceB));
    FloatVector y2 = A2.fma(sumA, B2.mul(sumB));
    FloatVector y3 = A3.fma(differenceA, B3.fma(differenceB, x5));
    if (add) {
      fromArray(SPECIES, out, to).add(y0).intoArray(out, to);
      fromArray(SPECIES, out, to + outStep).add(y1).intoArray(out, to + outStep);
      fromArray(SPECIES, out, to + 2 * outStep).add(y2).intoArray(out, to + 2 * outStep);
      fromArray(SPECIES, out, to + 3 * outStep).add(y3).intoArray(out, to + 3 * outStep);
    } else {
      y0.intoArray(out, to);
      y1.intoArray(out, to + outStep);
      y2.intoArray(out, to + 2 * outStep);
      y3.intoArray(out, to + 3 * outStep);
    }
  }

  private static void biasedOutput(
      float[] in, int at, float[] bias, int biasAt, float[] out, int to, int outStep) {
    FloatVector x1 = fromArray(SPECIES, in, at + LANES);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * LANES);
    FloatVector x3 = fromArray(SPECIES, in, at + 3 * LANES);
    FloatVector x4 = fromArray(SPECIES, in, at + 4 * LANES);
    FloatVector x5 = fromArray(SPECIES, in, at + 5 * LANES);
    FloatVector sumA = x1.add(x2);
    FloatVector differenceA = x1.sub(x2);
    FloatVector sumB = x3.add(x4);
    FloatVector differenceB = x3.sub(x4);
    FloatVector b = fromArray(SPECIES, bias, biasAt);
    b.add(fromArray(SPECIES, in, at).add(sumA).add(sumB)).intoArray(out, to);
    b.add(A.fma(differenceA, B.mul(differenceB))).intoArray(out, to + outStep);
    b.add(A2.fma(sumA, B2.mul(sumB))).intoArray(out, to + 2 * outStep);
    b.add(A3.fma(differenceA, B3.fma(differenceB, x5))).intoArray(out, to + 3 * outStep);
  }

  private static void outputAdjoint(
      float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector x0 = fromArray(SPECIES, in, at);
    FloatVector x1 = fromArray(SPECIES, in, at + step);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * step);
    FloatVector x3 = fromArray(SPECIES, in, at + 3 * step);
    FloatVector evenA = A2.fma(x2, x0);
    FloatVector oddA = A2.fma(x3, x1);
    FloatVector evenB = B2.fma(x2, x0);
    FloatVector oddB = B2.fma(x3, x1);
    x0.intoArray(out, to);
    A.fma(oddA, evenA).intoArray(out, to + outStep);
    MINUS_A.fma(oddA, evenA).intoArray(out, to + 2 * outStep);
    B.fma(oddB, evenB).intoArray(out, to + 3 * outStep);
    MINUS_B.fma(oddB, evenB).intoArray(out, to + 4 * outStep);
    x3.intoArray(out, to + 5 * outStep);
  }

  private static void kernel(float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector x0 = fromArray(SPECIES, in, at);
    FloatVector x1 = fromArray(SPECIES, in, at + step);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * step);
    FloatVector evenA = KA.mul(A2.fma(x2, x0));
    FloatVector oddA = KA.mul(x1);
    FloatVector evenB = KB.mul(B2.fma(x2, x0));
    FloatVector oddB = KB.mul(x1);
    K0.mul(x0).intoArray(out, to);
    A.fma(oddA, evenA).intoArray(out, to + outStep);
    MINUS_A.fma(oddA, evenA).intoArray(out, to + 2 * outStep);
    B.fma(oddB, evenB).intoArray(out, to + 3 * outStep);
    MINUS_B.fma(oddB, evenB).intoArray(out, to + 4 * outStep);
    x2.intoArray(out, to + 5 * outStep);
  }

  private static void kernelAdjoint(
      float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
    FloatVector x1 = fromArray(SPECIES, in, at + step);
    FloatVector x2 = fromArray(SPECIES, in, at + 2 * step);
    FloatVector x3 = fromArray(SPECIES, in, at + 3 * step);
    FloatVector x4 = fromArray(SPECIES, in, at + 4 * step);
    FloatVector x5 = fromArray(SPECIES, in, at + 5 * step);
    FloatVector sumA = KA.mul(x1.add(x2));
    FloatVector differenceA = KA.mul(x1.sub(x2));
    FloatVector sumB = KB.mul(x3.add(x4));
    FloatVector differenceB = KB.mul(x3.sub(x4));
    FloatVector y0 = K0.fma(fromArray(SPECIES, in, at), sumA.add(sumB));
    FloatVector y1 = A.fma(differenceA, B.mul(differenceB));
    FloatVector y2 = A2.fma(sumA, B2.fma(sumB, x5));
    if (add) {
      fromArray(SPECIES, out, to).add(y0).intoArray(out, to);
      fromArray(SPECIES, out, to + outStep).add(y1).intoArray(out, to + outStep);
      fromArray(SPECIES, out, to + 2 * outStep).add(y2).intoArray(out, to + 2 * outStep);
    } else {
      y0.intoArray(out, to);
      y1.intoArray(out, to + outStep);
      y2.intoArray(out, to + 2 * outStep);
    }
  }

  /** Adds a line of the square in the middle: maps that seldom add are as small as can be. */
  private static void addLine(float[] line, int at, float[] out, int to, int outStep) {
    for (int x = 0; x < SIDE; x++) {
      int i = to + x * outStep;
      fromArray(SPECIES, out, i).add(fromArray(SPECIES, line, at + x * LANES)).intoArray(out, i);
    }
  }
}
