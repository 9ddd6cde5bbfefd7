package org.abc4j.kernel;

/**
 * The inner loops of the networks, over plain arrays.
 *
 * <p>Two implementations give the same bits: {@link ScalarKernels}, the reference, and one on the
 * Vector API. That works because lanes run over outputs, each output is one chain of fused
 * multiply-adds in a fixed order, sums run over the rows and never across lanes, and {@code exp} is
 * a polynomial of our own. Single-threaded; safe to call from several threads on different arrays.
 */
public abstract class Kernels {
  /** Columns are worked on in groups of this many, at every vector width. */
  public static final int COLUMN_GROUP = 16;

  /**
   * Columns of a panel. A matrix that is read again and again is kept in panels of so many columns,
   * one after another, the last of them narrower: a tile then reads it as one run of memory.
   */
  public static final int PANEL = 32;

  Kernels() {}

  /**
   * The faster kernels of this Java virtual machine: on the Vector API if it has the incubator
   * module, the instruction for {@link Fma} and its optimising compiler; or those that the system
   * property {@code abc.kernels} names, {@code vector} or {@code scalar}.
   *
   * @return the kernels, picked once
   */
  public static Kernels get() {
    return KernelChoice.CHOSEN;
  }

  /**
   * The reference kernels.
   *
   * @return scalar kernels
   */
  public static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /**
   * Vector registers of a core that the tiles of products are made for, on which no result depends.
   *
   * @return 16 or 32; 0 without vectors
   */
  public int vectorRegisters() {
    return 0;
  }

  /**
   * The steps of attention.
   *
   * @return kernels made of these, or faster
   */
  public AttentionKernels attention() {
    return new AttentionKernels(this);
  }

  /**
   * Normalisation by column, with what surrounds it.
   *
   * @return kernels that give the same, or faster ones
   */
  public NormKernels norms() {
    return NormKernels.reference();
  }

  /**
   * Weighted sums of bytes, for pictures.
   *
   * @return kernels that give the same, or faster ones
   */
  public ResizingKernels resizing() {
    return ResizingKernels.reference();
  }

  /**
   * A product of matrices: {@code c[r][j] = s}, or {@code += s}, where s is the chain {@code s ←
   * fma(a[r][k], b[k][j], s)} from 0, for k from 0 up.
   *
   * @param rows rows of a and c
   * @param depth columns of a and rows of b
   * @param columns columns of b and c, a multiple of {@link #COLUMN_GROUP}
   * @param a left matrix; element (r, k) at {@code aAt + r·aRow + k·aStep}
   * @param aAt where it begins
   * @param aRow from one row to the next
   * @param aStep from one column to the next
   * @param b right matrix; element (k, j) at {@code bAt + k·bRow + j}
   * @param bAt where it begins
   * @param bRow from one row to the next; {@link #PANEL} is fast, many more are not
   * @param c the product; element (r, j) at {@code cAt + r·cRow + j}
   * @param cAt where it begins
   * @param cRow from one row to the next
   * @param add whether to add to what is in {@code c}
   */
  public abstract void multiply(
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
      boolean add);

  /**
   * One of the linear maps of Winograd's convolution, of lines that lie beside each other, in
   * groups. The map of a square is that of its columns, and then that of the rows of the result.
   *
   * @param map the map
   * @param groups number of groups
   * @param width lines of a group, any
   * @param in lines; element k of line (g, c) at {@code at + g·inGroup + k·step + c}
   * @param at where they begin
   * @param inGroup from one group to the next
   * @param step from one element of a line to the next
   * @param out the results, in the same way; none in a place that is yet to be read
   * @param outAt where they begin
   * @param outGroup from one group to the next
   * @param outStep from one element of a line to the next
   * @param add whether to add to what is in {@code out}, as {@link Winograd#adds some maps} may
   */
  public abstract void winograd(
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
      boolean add);

  /**
   * {@link #winograd} by {@link Winograd#OUTPUT}, and a bias of each line of a group: {@code out =
   * bias + value}.
   *
   * @param groups number of groups
   * @param width lines of a group, any
   * @param in lines; element k of line (g, c) at {@code at + g·inGroup + k·step + c}
   * @param at where they begin
   * @param inGroup from one group to the next
   * @param step from one element of a line to the next
   * @param bias by line
   * @param out the results, in the same way
   * @param outAt where they begin
   * @param outGroup from one group to the next
   * @param outStep from one element of a line to the next
   */
  public abstract void winogradOutput(
      int groups,
      int width,
      float[] in,
      int at,
      int inGroup,
      int step,
      float[] bias,
      float[] out,
      int outAt,
      int outGroup,
      int outStep);

  /**
   * SiLU: {@code y[i] = x[i]·σ(x[i])}. What is not finite gives what is not finite, so that a
   * network that overflows shows it: ∞ gives ∞, −∞ gives −∞, NaN gives NaN.
   *
   * @param count number of elements
   * @param x arguments
   * @param y values; may be {@code x}
   */
  public abstract void silu(int count, float[] x, float[] y);

  /**
   * The slope of SiLU: {@code slope[i] = σ + x·σ·(1 − σ)}. ∞ gives NaN, −∞ gives −∞, NaN gives NaN.
   *
   * @param count number of elements
   * @param x arguments
   * @param slope slopes
   */
  public abstract void siluSlope(int count, float[] x, float[] slope);

  /**
   * Softmax of each column, over the rows, up to its denominator: {@code x ← e^(x − max)} in place.
   * A column that holds NaN or ∞ becomes NaN, and no other column does.
   *
   * @param rows number of rows, at least 1
   * @param columns number of columns, a multiple of {@link #COLUMN_GROUP}
   * @param x scores, row after row
   * @param scale by column, what the powers are to be multiplied by: 1/Σ, summed for r from 0 up
   */
  public abstract void softmaxColumns(int rows, int columns, float[] x, float[] scale);

  /**
   * Multiplies each column by a number.
   *
   * @param rows number of rows
   * @param columns number of columns, a multiple of {@link #COLUMN_GROUP}
   * @param x matrix, row after row
   * @param scale by column
   */
  public abstract void scaleColumns(int rows, int columns, float[] x, float[] scale);

  /**
   * The derivative of softmax down each column, in place: {@code d ← p∘(d − Σ p∘d)}.
   *
   * @param rows number of rows
   * @param columns number of columns, a multiple of {@link #COLUMN_GROUP}
   * @param p shares, row after row
   * @param d tangents or adjoints of the shares, row after row; becomes those of the scores
   */
  public abstract void softmaxSlope(int rows, int columns, float[] p, float[] d);

  /**
   * Adds a vector to each row: {@code y[r][j] = x[r][j] + v[j]}.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param x matrix, row after row
   * @param at where both matrices begin
   * @param v the vector
   * @param vAt where it begins
   * @param y results; may be {@code x}
   */
  public abstract void addToRows(
      int rows, int columns, float[] x, int at, float[] v, int vAt, float[] y);

  /**
   * Sums down each column: {@code sums[j] = Σ a[r][j]}, from 0, for r from 0 up.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param a matrix, row after row
   * @param aAt where it begins
   * @param sums the sums
   */
  public final void columnSums(int rows, int columns, float[] a, int aAt, float[] sums) {
    columnSums(1, rows, columns, a, aAt, sums);
  }

  /**
   * Sums down each column of matrices that lie one after another.
   *
   * @param matrices how many
   * @param rows rows of each
   * @param columns number of columns, any
   * @param a the matrices, row after row
   * @param aAt where the first begins
   * @param sums the sums, a row for each matrix
   */
  public abstract void columnSums(
      int matrices, int rows, int columns, float[] a, int aAt, float[] sums);

  /**
   * Sums of products down each column: the chain {@code s ← fma(a[r][j], b[r][j], s)} from 0.
   *
   * @param rows number of rows
   * @param columns number of columns, any
   * @param a matrix, row after row
   * @param aAt where it begins
   * @param b matrix, row after row
   * @param bAt where it begins
   * @param sums the sums
   */
  public final void columnDots(
      int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    columnDots(1, rows, columns, a, aAt, b, bAt, sums);
  }

  /**
   * Sums of products down each column of matrices that lie one after another.
   *
   * @param matrices how many of each kind
   * @param rows rows of each
   * @param columns number of columns, any
   * @param a matrices, row after row
   * @param aAt where the first begins
   * @param b as many matrices, row after row
   * @param bAt where the first begins
   * @param sums the sums, a row for each pair of matrices
   */
  public abstract void columnDots(
      int matrices, int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums);

  /**
   * Sums of squares about a mean, down each column of matrices that lie one after another: the
   * chain {@code s ← fma(d, d, s)} from 0 with {@code d = a[r][j] − mean[j]}.
   *
   * @param matrices how many
   * @param rows rows of each
   * @param columns number of columns, any
   * @param a the matrices, row after row
   * @param aAt where the first begins
   * @param mean by column
   * @param sums the sums, a row for each matrix
   */
  public abstract void columnSquares(
      int matrices, int rows, int columns, float[] a, int aAt, float[] mean, float[] sums);
}
