package org.abc4j.kernel;

import org.abc4j.kernel.ObservedKernels.Kind;

/** Normalisation, of which an observer is told. */
final class ObservedNorms extends NormKernels {
  private final NormKernels norms;
  private final ObservedKernels.Observer observer;

  ObservedNorms(NormKernels norms, ObservedKernels.Observer observer) {
    this.norms = norms;
    this.observer = observer;
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
    long begin = System.nanoTime();
    norms.normalise(rows, columns, at, x, mean, gain, scale, shift, n, y);
    told(Kind.NORMALISE, rows, columns, begin);
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
    long begin = System.nanoTime();
    norms.normaliseSilu(rows, columns, at, x, mean, gain, scale, shift, n, y);
    told(Kind.NORMALISE_SILU, rows, columns, begin);
  }

  @Override
  public void normalSiluSlope(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] slope) {
    long begin = System.nanoTime();
    norms.normalSiluSlope(rows, columns, at, n, scale, shift, slope);
    told(Kind.NORMAL_SILU_SLOPE, rows, columns, begin);
  }

  @Override
  public void normalSiluAdjoint(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] d) {
    long begin = System.nanoTime();
    norms.normalSiluAdjoint(rows, columns, at, n, scale, shift, d);
    told(Kind.NORMAL_SILU_ADJOINT, rows, columns, begin);
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
    long begin = System.nanoTime();
    norms.project(rows, columns, in, inAt, factor, mean, n, nAt, slope, gain, out, add);
    told(Kind.PROJECT, rows, columns, begin);
  }

  @Override
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
    long begin = System.nanoTime();
    norms.projectSilu(rows, columns, in, inAt, mean, n, nAt, slope, gain, slopes, out);
    told(Kind.PROJECT_SILU, rows, columns, begin);
  }

  private void told(Kind kind, int rows, int columns, long begin) {
    observer.called(kind, (long) rows * columns, System.nanoTime() - begin);
  }
}
