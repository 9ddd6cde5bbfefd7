package org.abc4j.kernel;

import org.abc4j.kernel.ObservedKernels.Kind;

/** The steps of attention, of which an observer is told. */
final class ObservedAttention extends AttentionKernels {
  private final AttentionKernels attention;
  private final ObservedKernels.Observer observer;

  ObservedAttention(Kernels kernels, ObservedKernels.Observer observer) {
    super(kernels);
    this.attention = kernels.attention();
    this.observer = observer;
  }

  @Override
  public void powers(
      int keys, int headSize, int columns, float[] k, float[] q, float[] x, float[] scale) {
    long begin = System.nanoTime();
    attention.powers(keys, headSize, columns, k, q, x, scale);
    told(Kind.ATTENTION_POWERS, (long) keys * headSize * columns, begin);
  }

  @Override
  public void adjoints(
      int keys,
      int headSize,
      int columns,
      float[] k,
      float[] v,
      float[] o,
      float[] p,
      float[] scale,
      float[] d,
      float[] mixed) {
    long begin = System.nanoTime();
    attention.adjoints(keys, headSize, columns, k, v, o, p, scale, d, mixed);
    told(Kind.ATTENTION_ADJOINTS, 2L * keys * headSize * columns, begin);
  }

  @Override
  public void outer(
      int keys,
      int queries,
      int headSize,
      int columns,
      float[] left,
      float[] right,
      float[] sums,
      int wide,
      boolean add) {
    long begin = System.nanoTime();
    attention.outer(keys, queries, headSize, columns, left, right, sums, wide, add);
    told(Kind.ATTENTION_OUTER, (long) keys * queries * headSize, begin);
  }

  private void told(Kind kind, long multiplyAdds, long begin) {
    observer.called(kind, multiplyAdds, System.nanoTime() - begin);
  }
}
