package org.abc4j.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernels on the Vector API; what is left over at an end takes the reference's steps. */
final class VectorKernels extends Kernels {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

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

  private final AttentionKernels attention = new VectorAttention(this);
  private final ResizingKernels resizing = new VectorResizing();

  VectorKernels() {}

  @Override
  public int vectorRegisters() {
    return VectorRegisters.COUNT;
  }

  @Override
  public AttentionKernels attention() {
    return attention;
  }

  @Override
  public ResizingKernels resizing() {
    return resizing;
  }

  @Override
  public void multiply(
      int rows,
      int depth,
      int columns,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow,
      boolean add) {
    MatrixTiles.multiply(
        rows, depth, columns, a, aAt, aRow, aStep, b, bAt, bRow, c, cAt, cRow, add);
  }

  @Override
  public void winograd(
      Winograd transform,
      int channels,
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
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      VectorWinograd.apply(
          transform, in, at + c, row, step, out, outAt + c, outRow, outStep, add, work);
    }
    for (; c < channels; c++) {
      transform.apply(in, at + c, row, step, out, outAt + c, outRow, outStep, add, work);
    }
  }

  @Override
  public void silu(int count, float[] x, float[] y) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.mul(sigmoid(v)).intoArray(y, i);
    }
    for (; i < count; i++) {
      y[i] = x[i] * Exponential.sigmoid(x[i]);
    }
  }

  @Override
  public void siluSlope(int count, float[] x, float[] slope) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      siluSlope(load(x, i)).intoArray(slope, i);
    }
    for (; i < count; i++) {
      slope[i] = Exponential.siluSlope(x[i]);
    }
  }

  @Override
  public void softmaxColumns(int rows, int columns, float[] x, float[] scale) {
    for (int j = 0; j < columns; j += LANES) {
      FloatVector greatest = greatest(rows, columns, x, j);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        FloatVector power = exp(load(x, at).sub(greatest));
        power.intoArray(x, at);
        sum = sum.add(power);
      }
      ONE.div(sum).intoArray(scale, j);
    }
  }

  /**
   * The powers of one vector of a panel's columns, given the greatest of each in {@code scale}, and
   * there what they are to be multiplied by. Of differences that are finite.
   */
  static void powersOfFinite(int rows, float[] x, float[] scale, int j) {
    FloatVector greatest = load(scale, j);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int at = r * PANEL + j;
      FloatVector power = expOfMinus(greatest.sub(load(x, at)));
      power.intoArray(x, at);
      sum = sum.add(power);
    }
    ONE.div(sum).intoArray(scale, j);
  }

  /** The greatest of a column; in which order they are compared is no matter. */
  private static FloatVector greatest(int rows, int columns, float[] x, int j) {
    FloatVector a = load(x, j);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int at = r * columns + j;
      a = a.max(load(x, at));
      b = b.max(load(x, at + columns));
      c = c.max(load(x, at + 2 * columns));
      d = d.max(load(x, at + 3 * columns));
    }
    for (; r < rows; r++) {
      a = a.max(load(x, r * columns + j));
    }
    return a.max(b).max(c.max(d));
  }

  @Override
  public void scaleColumns(int rows, int columns, float[] x, float[] scale) {
    for (int j = 0; j < columns; j += LANES) {
      FloatVector factor = load(scale, j);
      for (int r = 0; r < rows; r++) {
        load(x, r * columns + j).mul(factor).intoArray(x, r * columns + j);
      }
    }
  }

  @Override
  public void softmaxSlope(int rows, int columns, float[] p, float[] d) {
    for (int j = 0; j < columns; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        sum = load(p, at).fma(load(d, at), sum);
      }
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        load(p, at).mul(load(d, at).sub(sum)).intoArray(d, at);
      }
    }
  }

  @Override
  public void columnSums(int rows, int columns, float[] a, int aAt, float[] sums) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        sum = sum.add(load(a, aAt + r * columns + j));
      }
      sum.intoArray(sums, j);
    }
    for (; j < columns; j++) {
      sums[j] = ScalarKernels.columnSum(rows, columns, a, aAt + j);
    }
  }

  @Override
  public void columnDots(
      int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        sum = load(a, aAt + r * columns + j).fma(load(b, bAt + r * columns + j), sum);
      }
      sum.intoArray(sums, j);
    }
    for (; j < columns; j++) {
      sums[j] = ScalarKernels.columnDot(rows, columns, a, aAt + j, b, bAt + j);
    }
  }

  @Override
  public void columnSquares(int rows, int columns, float[] a, int aAt, float[] mean, float[] sums) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector m = load(mean, j);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        FloatVector difference = load(a, aAt + r * columns + j).sub(m);
        sum = difference.fma(difference, sum);
      }
      sum.intoArray(sums, j);
    }
    for (; j < columns; j++) {
      sums[j] = ScalarKernels.columnSquare(rows, columns, a, aAt + j, mean[j]);
    }
  }

  @Override
  public void normaliseSilu(
      int rows,
      int columns,
      int at,
      float[] x,
      float[] mean,
      float[] gain,
      float[] scale,
      float[] shift,
      float[] n,
      float[] y) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector m = load(mean, j);
      FloatVector g = load(gain, j);
      FloatVector a = load(scale, j);
      FloatVector b = load(shift, j);
      for (int r = 0; r < rows; r++) {
        int i = at + r * columns + j;
        FloatVector normal = load(x, i).sub(m).mul(g);
        normal.intoArray(n, i);
        normal.fma(a, b).intoArray(y, i);
      }
      siluStrip(rows, columns, at + j, y);
    }
    ScalarKernels.normaliseSiluFrom(j, rows, columns, at, x, mean, gain, scale, shift, n, y);
  }

  /**
   * SiLU of one vector of columns, in place. A method of its own: with the normalisation, the
   * compiler at times gives up inlining at the end of {@link #exp}, and each vector becomes an
   * object.
   */
  private static void siluStrip(int rows, int columns, int at, float[] y) {
    for (int r = 0; r < rows; r++) {
      int i = at + r * columns;
      FloatVector value = load(y, i);
      value.mul(sigmoid(value)).intoArray(y, i);
    }
  }

  @Override
  public void normalSiluSlope(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] slope) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector a = load(scale, j);
      FloatVector b = load(shift, j);
      for (int r = 0; r < rows; r++) {
        int i = at + r * columns + j;
        load(n, i).fma(a, b).intoArray(slope, i);
      }
      siluSlopeStrip(rows, columns, at + j, slope);
    }
    ScalarKernels.normalSiluSlopeFrom(j, rows, columns, at, n, scale, shift, slope);
  }

  /** SiLU's slope of one vector of columns, in place; see {@link #siluStrip}. */
  private static void siluSlopeStrip(int rows, int columns, int at, float[] values) {
    for (int r = 0; r < rows; r++) {
      int i = at + r * columns;
      siluSlope(load(values, i)).intoArray(values, i);
    }
  }

  @Override
  public void normalSiluAdjoint(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] d) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      siluAdjointStrip(rows, columns, at, j, n, scale, shift, d);
    }
    ScalarKernels.normalSiluAdjointFrom(j, rows, columns, at, n, scale, shift, d);
  }

  /** Of one vector of columns; see {@link #siluStrip}. */
  private static void siluAdjointStrip(
      int rows, int columns, int at, int j, float[] n, float[] scale, float[] shift, float[] d) {
    FloatVector a = load(scale, j);
    FloatVector b = load(shift, j);
    for (int r = 0; r < rows; r++) {
      int i = at + r * columns + j;
      load(d, i).mul(siluSlope(load(n, i).fma(a, b))).intoArray(d, i);
    }
  }

  @Override
  public void normalise(
      int rows,
      int columns,
      int at,
      float[] x,
      float[] mean,
      float[] gain,
      float[] scale,
      float[] shift,
      float[] n,
      float[] y) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector m = load(mean, j);
      FloatVector g = load(gain, j);
      FloatVector a = load(scale, j);
      FloatVector b = load(shift, j);
      for (int r = 0; r < rows; r++) {
        int i = at + r * columns + j;
        FloatVector normal = load(x, i).sub(m).mul(g);
        normal.intoArray(n, i);
        normal.fma(a, b).intoArray(y, i);
      }
    }
    ScalarKernels.normaliseFrom(j, rows, columns, at, x, mean, gain, scale, shift, n, y);
  }

  @Override
  public void project(
      int rows,
      int columns,
      float[] in,
      int inAt,
      float[] factor,
      float[] mean,
      float[] n,
      int nAt,
      float[] slope,
      float[] gain,
      float[] out,
      boolean add) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector f = load(factor, j);
      FloatVector m = load(mean, j).neg();
      FloatVector s = load(slope, j);
      FloatVector g = load(gain, j);
      for (int r = 0; r < rows; r++) {
        int i = inAt + r * columns + j;
        FloatVector centred = load(in, i).fma(f, m);
        FloatVector value = g.mul(load(n, nAt + r * columns + j).fma(s, centred));
        if (add) {
          load(out, i).add(value).intoArray(out, i);
        } else {
          value.intoArray(out, i);
        }
      }
    }
    ScalarKernels.projectFrom(
        j, rows, columns, in, inAt, factor, mean, n, nAt, slope, gain, out, add);
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }

  private static FloatVector siluSlope(FloatVector x) {
    FloatVector sigmoid = sigmoid(x);
    return sigmoid.add(x.mul(sigmoid).mul(ONE.sub(sigmoid)));
  }

  /** Of NaN some number, so that who multiplies by the argument has NaN all the same. */
  private static FloatVector sigmoid(FloatVector x) {
    FloatVector minus = atMost(atMost(x, LEAST_BITS).neg(), GREATEST_BITS);
    return ONE.div(expWithin(minus).add(ONE));
  }

  /**
   * The lesser of a float and a positive one, and that one for NaN, by their bits as integers: an
   * instruction, where the least of floats as Java has it takes several.
   */
  private static FloatVector atMost(FloatVector x, IntVector bits) {
    return x.reinterpretAsInts().lanewise(MIN, bits).reinterpretAsFloats();
  }

  /** {@link Exponential#of} of −x for x from 0 up, not NaN. */
  private static FloatVector expOfMinus(FloatVector x) {
    return expWithin(atMost(x, LEAST_BITS).neg());
  }

  /** {@link Exponential#of}. */
  private static FloatVector exp(FloatVector argument) {
    return expWithin(argument.min(Exponential.GREATEST).max(Exponential.LEAST));
  }

  /** {@link Exponential#of} from where it has held its argument to the range, step by step. */
  private static FloatVector expWithin(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    FloatVector p = r.fma(C7, C6);
    p = p.fma(r, C5);
    p = p.fma(r, C4);
    p = p.fma(r, C3);
    p = p.fma(r, C2);
    p = p.fma(r, ONE);
    p = p.fma(r, ONE);
    return p.mul(
        shifted
            .reinterpretAsInts()
            .lanewise(LSHL, Exponential.EXPONENT_SHIFT)
            .reinterpretAsFloats());
  }
}
