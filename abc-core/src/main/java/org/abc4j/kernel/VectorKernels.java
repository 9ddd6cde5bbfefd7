package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernels on the Vector API; what is left over at an end takes the reference's steps. */
final class VectorKernels extends Kernels {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

  private final AttentionKernels attention = new VectorAttention(this);
  private final NormKernels norms = new VectorNorms();
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
  public NormKernels norms() {
    return norms;
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
    map.requireAdds(add);
    VectorWinograd.apply(
        map, groups, width, in, at, inGroup, step, out, outAt, outGroup, outStep, add);
    ScalarKernels.winogradFrom(
        width - width % LANES,
        map,
        groups,
        width,
        in,
        at,
        inGroup,
        step,
        out,
        outAt,
        outGroup,
        outStep,
        add);
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
    for (int g = 0; g < groups; g++) {
      VectorWinograd.biasedOutput(
          width, in, at + g * inGroup, step, bias, out, outAt + g * outGroup, outStep);
    }
    ScalarKernels.winogradOutputFrom(
        width - width % LANES,
        groups,
        width,
        in,
        at,
        inGroup,
        step,
        bias,
        out,
        outAt,
        outGroup,
        outStep);
  }

  @Override
  public void silu(int count, float[] x, float[] y) {
    int vectors = count / LANES;
    VectorExponential.silu(vectors, LANES, 0, x, y);
    for (int i = vectors * LANES; i < count; i++) {
      y[i] = x[i] * Exponential.sigmoid(x[i]);
    }
  }

  @Override
  public void siluSlope(int count, float[] x, float[] slope) {
    int vectors = count / LANES;
    VectorExponential.siluSlope(vectors, LANES, 0, x, slope);
    for (int i = vectors * LANES; i < count; i++) {
      slope[i] = Exponential.siluSlope(x[i]);
    }
  }

  @Override
  public void softmaxColumns(int rows, int columns, float[] x, float[] scale) {
    for (int j = 0; j < columns; j += LANES) {
      greatest(rows, columns, x, j, scale);
      VectorExponential.powers(rows, columns, x, scale, j);
    }
  }

  /** The greatest of each column; in which order they are compared is no matter. */
  private static void greatest(int rows, int columns, float[] x, int j, float[] greatest) {
    FloatVector a = fromArray(SPECIES, x, j);
    FloatVector b = fromArray(SPECIES, x, j);
    FloatVector c = fromArray(SPECIES, x, j);
    FloatVector d = fromArray(SPECIES, x, j);
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int at = r * columns + j;
      a = a.max(fromArray(SPECIES, x, at));
      b = b.max(fromArray(SPECIES, x, at + columns));
      c = c.max(fromArray(SPECIES, x, at + 2 * columns));
      d = d.max(fromArray(SPECIES, x, at + 3 * columns));
    }
    for (; r < rows; r++) {
      a = a.max(fromArray(SPECIES, x, r * columns + j));
    }
    a.max(b).max(c.max(d)).intoArray(greatest, j);
  }

  @Override
  public void scaleColumns(int rows, int columns, float[] x, float[] scale) {
    for (int j = 0; j < columns; j += LANES) {
      FloatVector factor = fromArray(SPECIES, scale, j);
      for (int r = 0; r < rows; r++) {
        fromArray(SPECIES, x, r * columns + j).mul(factor).intoArray(x, r * columns + j);
      }
    }
  }

  @Override
  public void softmaxSlope(int rows, int columns, float[] p, float[] d) {
    int j = 0;
    // Each sum is a chain that waits for itself: two go beside each other.
    for (; j + 2 * LANES <= columns; j += 2 * LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector next = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        sum = fromArray(SPECIES, p, at).fma(fromArray(SPECIES, d, at), sum);
        next = fromArray(SPECIES, p, at + LANES).fma(fromArray(SPECIES, d, at + LANES), next);
      }
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        fromArray(SPECIES, p, at).mul(fromArray(SPECIES, d, at).sub(sum)).intoArray(d, at);
        int after = at + LANES;
        fromArray(SPECIES, p, after)
            .mul(fromArray(SPECIES, d, after).sub(next))
            .intoArray(d, after);
      }
    }
    for (; j < columns; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        sum = fromArray(SPECIES, p, at).fma(fromArray(SPECIES, d, at), sum);
      }
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        fromArray(SPECIES, p, at).mul(fromArray(SPECIES, d, at).sub(sum)).intoArray(d, at);
      }
    }
  }

  @Override
  public void addToRows(int rows, int columns, float[] x, int at, float[] v, int vAt, float[] y) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector vector = fromArray(SPECIES, v, vAt + j);
      for (int r = 0; r < rows; r++) {
        int i = at + r * columns + j;
        fromArray(SPECIES, x, i).add(vector).intoArray(y, i);
      }
    }
    ScalarKernels.addToRowsFrom(j, rows, columns, x, at, v, vAt, y);
  }

  @Override
  public void columnSums(int matrices, int rows, int columns, float[] a, int aAt, float[] sums) {
    VectorSums.sums(matrices, rows, columns, a, aAt, sums);
  }

  @Override
  public void columnDots(
      int matrices, int rows, int columns, float[] a, int aAt, float[] b, int bAt, float[] sums) {
    VectorSums.dots(matrices, rows, columns, a, aAt, b, bAt, sums);
  }

  @Override
  public void columnSquares(
      int matrices, int rows, int columns, float[] a, int aAt, float[] mean, float[] sums) {
    VectorSums.squares(matrices, rows, columns, a, aAt, mean, sums);
  }
}
