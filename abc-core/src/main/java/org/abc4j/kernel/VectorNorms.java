package org.abc4j.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Normalisation on the Vector API; what is left over at an end takes the reference's steps. */
final class VectorNorms extends NormKernels {
  private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
  private static final int LANES = SPECIES.length();

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
      VectorExponential.normaliseSilu(rows, columns, at, j, x, mean, gain, scale, shift, n, y);
    }
    normaliseSiluFrom(j, rows, columns, at, x, mean, gain, scale, shift, n, y);
  }

  @Override
  public void normalSiluSlope(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] slope) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      VectorExponential.normalSiluSlope(rows, columns, at, j, n, scale, shift, slope);
    }
    normalSiluSlopeFrom(j, rows, columns, at, n, scale, shift, slope);
  }

  @Override
  public void normalSiluAdjoint(
      int rows, int columns, int at, float[] n, float[] scale, float[] shift, float[] d) {
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      VectorExponential.siluAdjoint(rows, columns, at, j, n, scale, shift, d);
    }
    normalSiluAdjointFrom(j, rows, columns, at, n, scale, shift, d);
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
      FloatVector m = fromArray(SPECIES, mean, j);
      FloatVector g = fromArray(SPECIES, gain, j);
      FloatVector a = fromArray(SPECIES, scale, j);
      FloatVector b = fromArray(SPECIES, shift, j);
      for (int r = 0; r < rows; r++) {
        int i = at + r * columns + j;
        FloatVector normal = fromArray(SPECIES, x, i).sub(m).mul(g);
        normal.intoArray(n, i);
        normal.fma(a, b).intoArray(y, i);
      }
    }
    normaliseFrom(j, rows, columns, at, x, mean, gain, scale, shift, n, y);
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
      FloatVector f = fromArray(SPECIES, factor, j);
      FloatVector m = fromArray(SPECIES, mean, j).neg();
      FloatVector s = fromArray(SPECIES, slope, j);
      FloatVector g = fromArray(SPECIES, gain, j);
      for (int r = 0; r < rows; r++) {
        int i = inAt + r * columns + j;
        FloatVector centred = fromArray(SPECIES, in, i).fma(f, m);
        FloatVector value = g.mul(fromArray(SPECIES, n, nAt + r * columns + j).fma(s, centred));
        if (add) {
          fromArray(SPECIES, out, i).add(value).intoArray(out, i);
        } else {
          value.intoArray(out, i);
        }
      }
    }
    projectFrom(j, rows, columns, in, inAt, factor, mean, n, nAt, slope, gain, out, add);
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
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector m = fromArray(SPECIES, mean, j);
      FloatVector s = fromArray(SPECIES, slope, j);
      FloatVector g = fromArray(SPECIES, gain, j);
      for (int r = 0; r < rows; r++) {
        int i = r * columns + j;
        FloatVector centred = fromArray(SPECIES, in, inAt + i).sub(m);
        g.mul(fromArray(SPECIES, n, nAt + i).fma(s, centred))
            .mul(fromArray(SPECIES, slopes, nAt + i))
            .intoArray(out, inAt + i);
      }
    }
    projectSiluFrom(j, rows, columns, in, inAt, mean, n, nAt, slope, gain, slopes, out);
  }
}
