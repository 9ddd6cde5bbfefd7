package org.abc4j.kernel;

/**
 * Normalisation of a matrix by column with scale and shift, its derivatives, and the SiLU that goes
 * with it.
 *
 * <p>These are the reference; those on the Vector API give the same bits. Stateless and
 * thread-safe.
 */
public class NormKernels {
  private static final NormKernels REFERENCE = new NormKernels();

  NormKernels() {}

  /** The reference. */
  static NormKernels reference() {
    return REFERENCE;
  }

  /**
   * Normalises, scales and shifts by column: {@code n = (x − mean)·gain} and {@code y = fma(n,
   * scale, shift)}.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param at where all three matrices begin
   * @param x matrix, row after row
   * @param mean by column
   * @param gain by column
   * @param scale by column
   * @param shift by column
   * @param n normalised values; may be {@code y}, whose results then stand in their place
   * @param y results
   */
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
    normaliseFrom(0, rows, columns, at, x, mean, gain, scale, shift, n, y);
  }

  /** The columns from one on. */
  static void normaliseFrom(
      int first,
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
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = at + r * columns + j;
        n[i] = (x[i] - mean[j]) * gain[j];
        y[i] = Fma.of(n[i], scale[j], shift[j]);
      }
    }
  }

  /**
   * {@link #normalise} and {@link Kernels#silu} of the result, in one go and to the same bits.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param at where all three matrices begin
   * @param x matrix, row after row
   * @param mean by column
   * @param gain by column
   * @param scale by column
   * @param shift by column
   * @param n normalised values; may be {@code y}, whose results then stand in their place
   * @param y results
   */
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
    normaliseSiluFrom(0, rows, columns, at, x, mean, gain, scale, shift, n, y);
  }

  /** The columns from one on. */
  static void normaliseSiluFrom(
      int first,
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
    normaliseFrom(first, rows, columns, at, x, mean, gain, scale, shift, n, y);
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = at + r * columns + j;
        y[i] *= Exponential.sigmoid(y[i]);
      }
    }
  }

  /**
   * {@link Kernels#siluSlope} where {@link #normaliseSilu} took the SiLU.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param at where both matrices begin
   * @param n normalised values, row after row
   * @param scale by column
   * @param shift by column
   * @param slope slopes
   */
  public void normalSiluSlope(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] slope) {
    normalSiluSlopeFrom(0, rows, columns, at, n, scale, shift, slope);
  }

  /** The columns from one on. */
  static void normalSiluSlopeFrom(
      int first,
      int rows,
      int columns,
      int at,
      float[] n,
      float[] scale,
      float[] shift,
      float[] slope) {
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = at + r * columns + j;
        slope[i] = Exponential.siluSlope(Fma.of(n[i], scale[j], shift[j]));
      }
    }
  }

  /**
   * The adjoint of the SiLU that {@link #normaliseSilu} took: {@code d ← d·slope}, with the slopes
   * of {@link #normalSiluSlope}.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param at where both matrices begin
   * @param n normalised values, row after row
   * @param scale by column
   * @param shift by column
   * @param d adjoints of the activated values; becomes those of the values before
   */
  public void normalSiluAdjoint(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] d) {
    normalSiluAdjointFrom(0, rows, columns, at, n, scale, shift, d);
  }

  /** The columns from one on. */
  static void normalSiluAdjointFrom(
      int first,
      int rows,
      int columns,
      int at,
      float[] n,
      float[] scale,
      float[] shift,
      float[] d) {
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = at + r * columns + j;
        d[i] *= Exponential.siluSlope(Fma.of(n[i], scale[j], shift[j]));
      }
    }
  }

  /**
   * The derivative of normalisation, by column: {@code out = gain·fma(n, slope, fma(in, factor,
   * −mean))}.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param in tangents or adjoints, row after row
   * @param inAt where they begin
   * @param factor by column
   * @param mean by column
   * @param n normalised values, row after row
   * @param nAt where they begin
   * @param slope by column
   * @param gain by column
   * @param out results, from {@code inAt}
   * @param add whether to add to what is in {@code out}
   */
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
    projectFrom(0, rows, columns, in, inAt, factor, mean, n, nAt, slope, gain, out, add);
  }

  /** The columns from one on. */
  static void projectFrom(
      int first,
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
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = inAt + r * columns + j;
        float centred = Fma.of(in[i], factor[j], -mean[j]);
        float value = gain[j] * Fma.of(n[nAt + r * columns + j], slope[j], centred);
        out[i] = add ? out[i] + value : value;
      }
    }
  }

  /**
   * {@link #project} of tangents that then go through a SiLU: {@code out = slopes·(gain·fma(n,
   * slope, in − mean))}.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param in tangents, row after row
   * @param inAt where they begin
   * @param mean by column
   * @param n normalised values, row after row
   * @param nAt where they and the slopes begin
   * @param slope by column
   * @param gain by column
   * @param slopes of the SiLU, row after row
   * @param out results, from {@code inAt}
   */
  public void projectSilu(
      int rows,
      int columns,
      float[] in,
      int inAt,
      float[] mean,
      float[] n,
      int nAt,
      float[] slope,
      float[] gain,
      float[] slopes,
      float[] out) {
    projectSiluFrom(0, rows, columns, in, inAt, mean, n, nAt, slope, gain, slopes, out);
  }

  /** The columns from one on. */
  static void projectSiluFrom(
      int first,
      int rows,
      int columns,
      float[] in,
      int inAt,
      float[] mean,
      float[] n,
      int nAt,
      float[] slope,
      float[] gain,
      float[] slopes,
      float[] out) {
    for (int r = 0; r < rows; r++) {
      for (int j = first; j < columns; j++) {
        int i = r * columns + j;
        float projected = gain[j] * Fma.of(n[nAt + i], slope[j], in[inAt + i] - mean[j]);
        out[inAt + i] = projected * slopes[nAt + i];
      }
    }
  }
}
