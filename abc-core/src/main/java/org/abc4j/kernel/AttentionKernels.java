package org.abc4j.kernel;

/**
 * The steps of attention on one tile of queries, keys × queries, made of {@link Kernels}.
 *
 * <p>This is the reference; {@link Kernels#attention} of the faster kernels has one that goes
 * through memory less often, to the same bits. Matrices of the keys' side have a row for each key,
 * {@code headSize} numbers long; those of the queries' side are transposed, {@code headSize} rows
 * of {@code columns}. Single-threaded; safe to call from several threads on different arrays.
 */
public class AttentionKernels {
  private final Kernels kernels;

  AttentionKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Softmax of the scores up to its denominator: {@code x = e^(k·q − max)}, scores being chains
   * over the head's channels as {@link Kernels#multiply} has them.
   *
   * @param keys number of keys, at least 1
   * @param headSize channels of the head
   * @param columns number of queries, a multiple of {@link Kernels#COLUMN_GROUP}
   * @param k keys
   * @param q queries, scaled; no score of theirs, nor a sum on the way to it, is but finite
   * @param x powers, keys × queries
   * @param scale by query, what the powers are to be multiplied by: 1/Σ
   */
  public void powers(
      int keys, int headSize, int columns, float[] k, float[] q, float[] x, float[] scale) {
    kernels.multiply(
        keys, headSize, columns, k, 0, headSize, 1, q, 0, columns, x, 0, columns, false);
    kernels.softmaxColumns(keys, columns, x, scale);
  }

  /**
   * Makes shares of powers and takes the adjoint of the scores: {@code p ← p·scale}, {@code d ←
   * p∘(d − Σ p∘d)} with {@code d = v·o}, and {@code mixed = kᵀ·d}.
   *
   * @param keys number of keys
   * @param headSize channels of the head
   * @param columns number of queries, a multiple of {@link Kernels#COLUMN_GROUP}
   * @param k keys
   * @param v values
   * @param o adjoint of the output
   * @param p powers, keys × queries; becomes the shares
   * @param scale by query, of the powers; holds anything afterwards
   * @param d adjoint of the scores, keys × queries
   * @param mixed adjoint of the scaled queries
   */
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
    kernels.scaleColumns(keys, columns, p, scale);
    kernels.multiply(
        keys, headSize, columns, v, 0, headSize, 1, o, 0, columns, d, 0, columns, false);
    kernels.softmaxSlope(keys, columns, p, d);
    kernels.multiply(
        headSize, keys, columns, k, 0, 1, headSize, d, 0, columns, mixed, 0, columns, false);
  }

  /**
   * What some queries add to an adjoint of the keys' side: {@code sums[key][c] = s}, or {@code +=
   * s}, where s is the chain {@code s ← fma(left[key][query], right[query][c], s)} from 0.
   *
   * @param keys number of keys
   * @param queries number of queries, at most {@code columns}
   * @param headSize channels of the head
   * @param columns columns of {@code left}
   * @param left keys × queries
   * @param right a row for each query, {@code wide} numbers long
   * @param sums a row for each key, {@code wide} numbers long; beyond the head's channels they hold
   *     anything
   * @param wide {@code headSize}, made a multiple of {@link Kernels#COLUMN_GROUP}
   * @param add whether to add to what is in {@code sums}
   */
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
    kernels.multiply(keys, queries, wide, left, 0, columns, 1, right, 0, wide, sums, 0, wide, add);
  }
}
