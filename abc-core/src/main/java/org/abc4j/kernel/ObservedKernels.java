package org.abc4j.kernel;

import java.util.Objects;

/**
 * Kernels that do what others do and tell an observer of each call: for measurements of where the
 * time goes. As thread-safe as the observer. Which kinds there are changes with the kernels.
 */
public final class ObservedKernels extends Kernels {
  private final Kernels kernels;
  private final Observer observer;

  /**
   * Kernels under observation.
   *
   * @param kernels those that do the work
   * @param observer told of each call
   * @throws NullPointerException if either is null
   */
  public ObservedKernels(Kernels kernels, Observer observer) {
    this.kernels = Objects.requireNonNull(kernels, "kernels");
    this.observer = Objects.requireNonNull(observer, "observer");
  }

  /** Which kernel was called. */
  public enum Kind {
    /** {@link Kernels#multiply}; its elements are multiply-adds. */
    PRODUCT,
    /** {@link Kernels#winograd} of {@link Winograd#INPUT}; its elements are lines. */
    WINOGRAD_INPUT,
    /** {@link Kernels#winograd} of {@link Winograd#OUTPUT}. */
    WINOGRAD_OUTPUT,
    /** {@link Kernels#winograd} of {@link Winograd#OUTPUT_ADJOINT}. */
    WINOGRAD_OUTPUT_ADJOINT,
    /** {@link Kernels#winograd} of {@link Winograd#KERNEL}. */
    WINOGRAD_KERNEL,
    /** {@link Kernels#winograd} of {@link Winograd#KERNEL_ADJOINT}. */
    WINOGRAD_KERNEL_ADJOINT,
    /** {@link Kernels#silu}. */
    SILU,
    /** {@link Kernels#siluSlope}. */
    SILU_SLOPE,
    /** {@link Kernels#softmaxColumns}. */
    SOFTMAX,
    /** {@link Kernels#scaleColumns}. */
    SCALE,
    /** {@link Kernels#softmaxSlope}. */
    SOFTMAX_SLOPE,
    /** {@link Kernels#addToRows}. */
    ADD_TO_ROWS,
    /** {@link Kernels#columnSums}. */
    SUMS,
    /** {@link Kernels#columnDots}. */
    DOTS,
    /** {@link Kernels#columnSquares}. */
    SQUARES,
    /** {@link NormKernels#normalise}. */
    NORMALISE,
    /** {@link NormKernels#normaliseSilu}. */
    NORMALISE_SILU,
    /** {@link NormKernels#normalSiluSlope}. */
    NORMAL_SILU_SLOPE,
    /** {@link NormKernels#normalSiluAdjoint}. */
    NORMAL_SILU_ADJOINT,
    /** {@link NormKernels#project}. */
    PROJECT,
    /** {@link NormKernels#projectSilu}. */
    PROJECT_SILU,
    /** {@link AttentionKernels#powers}; its elements are multiply-adds, as of all of attention. */
    ATTENTION_POWERS,
    /** {@link AttentionKernels#adjoints}. */
    ATTENTION_ADJOINTS,
    /** {@link AttentionKernels#outer}. */
    ATTENTION_OUTER
  }

  /** Hears of calls. */
  public interface Observer {
    /**
     * A call has ended.
     *
     * @param kind which kernel
     * @param elements how many elements it worked on
     * @param nanos how long it took
     */
    void called(Kind kind, long elements, long nanos);
  }

  @Override
  public int vectorRegisters() {
    return kernels.vectorRegisters();
  }

  @Override
  public AttentionKernels attention() {
    return new ObservedAttention(kernels, observer);
  }

  @Override
  public NormKernels norms() {
    return new ObservedNorms(kernels.norms(), observer);
  }

  private static Kind of(Winograd transform) {
    return switch (transform) {
      case INPUT -> Kind.WINOGRAD_INPUT;
      case OUTPUT -> Kind.WINOGRAD_OUTPUT;
      case OUTPUT_ADJOINT -> Kind.WINOGRAD_OUTPUT_ADJOINT;
      case KERNEL -> Kind.WINOGRAD_KERNEL;
      case KERNEL_ADJOINT -> Kind.WINOGRAD_KERNEL_ADJOINT;
    };
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
    long begin = System.nanoTime();
    kernels.multiply(rows, depth, columns, a, aAt, aRow, aStep, b, bAt, bRow, c, cAt, cRow, add);
    observer.called(Kind.PRODUCT, (long) rows * depth * columns, System.nanoTime() - begin);
  }

  @Override
  public void winograd(
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
    long begin = System.nanoTime();
    kernels.winograd(map, groups, width, in, at, inGroup, step, out, outAt, outGroup, outStep, add);
    observer.called(of(map), (long) groups * width, System.nanoTime() - begin);
  }

  @Override
  public void winogradOutput(
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
      int outStep) {
    long begin = System.nanoTime();
    kernels.winogradOutput(
        groups, width, in, at, inGroup, step, bias, out, outAt, outGroup, outStep);
    observer.called(Kind.WINOGRAD_OUTPUT, (long) groups * width, System.nanoTime() - begin);
  }

  @Override
  public void silu(int count, float[] x, float[] y) {
    long begin = System.nanoTime();
    kernels.silu(count, x, y);
    observer.called(Kind.SILU, count, System.nanoTime() - begin);
  }

  @Override
  public void siluSlope(int count, float[] x, float[] slope) {
    long begin = System.nanoTime();
    kernels.siluSlope(count, x, slope);
    observer.called(Kind.SILU_SLOPE, count, System.nanoTime() - begin);
  }

  @Override
  public void softmaxColumns(int rows, int columns, float[] x, float[] scale) {
    long begin = System.nanoTime();
    kernels.softmaxColumns(rows, columns, x, scale);
    observer.called(Kind.SOFTMAX, (long) rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void scaleColumns(int rows, int columns, float[] x, float[] scale) {
    long begin = System.nanoTime();
    kernels.scaleColumns(rows, columns, x, scale);
    observer.called(Kind.SCALE, (long) rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void softmaxSlope(int rows, int columns, float[] p, float[] d) {
    long begin = System.nanoTime();
    kernels.softmaxSlope(rows, columns, p, d);
    observer.called(Kind.SOFTMAX_SLOPE, (long) rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void addToRows(int rows, int columns, float[] x, int at, float[] v, int vAt, float[] y) {
    long begin = System.nanoTime();
    kernels.addToRows(rows, columns, x, at, v, vAt, y);
    observer.called(Kind.ADD_TO_ROWS, (long) rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void columnSums(int matrices, int rows, int columns, float[] a, int aAt, float[] sums) {
    long begin = System.nanoTime();
    kernels.columnSums(matrices, rows, columns, a, aAt, sums);
    observer.called(Kind.SUMS, (long) matrices * rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void columnDots(
      int matrices, int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    long begin = System.nanoTime();
    kernels.columnDots(matrices, rows, columns, a, aAt, b, bAt, sums);
    observer.called(Kind.DOTS, (long) matrices * rows * columns, System.nanoTime() - begin);
  }

  @Override
  public void columnSquares(
      int matrices, int rows, int columns, float[] a, int aAt, float[] mean, float[] sums) {
    long begin = System.nanoTime();
    kernels.columnSquares(matrices, rows, columns, a, aAt, mean, sums);
    observer.called(Kind.SQUARES, (long) matrices * rows * columns, System.nanoTime() - begin);
  }
}
