package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.Arrays;
import java.util.function.BiConsumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Kernels on the Vector API against their scalar twins, bit for bit ({@code assertArrayEquals} of
 * floats compares bits, one NaN being like another), and both against double.
 */
class KernelsProperties {
  private static final Kernels SCALAR = Kernels.scalar();
  private static final Kernels VECTOR = Kernels.get();

  /** Half the distance from 1 to the next float. */
  private static final double ROUNDING = 0x1.0p-24;

  @Example
  void get_inTests_isOnTheVectorApi() {
    assertNotSame(SCALAR, VECTOR);
    assertEquals("VectorKernels", VECTOR.getClass().getSimpleName());
  }

  /** Runs both and compares all that is in the arrays. */
  private static void assertTwins(BiConsumer<Kernels, float[][]> kernel, float[]... arrays) {
    float[][] scalar = copy(arrays);
    float[][] vector = copy(arrays);
    kernel.accept(SCALAR, scalar);
    kernel.accept(VECTOR, vector);
    for (int i = 0; i < arrays.length; i++) {
      assertArrayEquals(scalar[i], vector[i], "array " + i);
    }
  }

  private static float[][] copy(float[][] arrays) {
    return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
  }

  /** Where the elements of a, b and c stand. */
  private record Layout(
      int rows, int depth, int columns, boolean transposed, int gap, int aAt, int bAt, int cAt) {
    int aRow() {
      return transposed ? 1 : depth + gap;
    }

    int aStep() {
      return transposed ? rows + gap : 1;
    }

    int aSize() {
      return aAt + rows * aRow() + depth * aStep() + 1;
    }

    int bRow() {
      return columns + gap;
    }

    int bSize() {
      return bAt + depth * bRow() + columns;
    }

    int cRow() {
      return columns + 2 * gap;
    }

    int cSize() {
      return cAt + rows * cRow() + columns;
    }

    void multiply(Kernels kernels, float[] a, float[] b, float[] c, boolean add) {
      kernels.multiply(
          rows, depth, columns, a, aAt, aRow(), aStep(), b, bAt, bRow(), c, cAt, cRow(), add);
    }
  }

  @Property(tries = 600)
  void multiply_anyLayout_isTheScalarsBits(
      @ForAll @IntRange(max = 19) int rows,
      @ForAll @IntRange(max = 40) int depth,
      @ForAll @IntRange(min = 1, max = 6) int groups,
      @ForAll boolean transposed,
      @ForAll @IntRange(max = 5) int gap,
      @ForAll @IntRange(max = 7) int offset,
      @ForAll boolean add,
      @ForAll boolean awkward,
      @ForAll long seed) {
    Layout layout =
        new Layout(rows, depth, 16 * groups, transposed, gap, offset, 2 * offset, 3 * offset);
    assertTwins(
        (kernels, arrays) -> layout.multiply(kernels, arrays[0], arrays[1], arrays[2], add),
        Values.of(awkward, seed, 0, layout.aSize()),
        Values.of(awkward, seed, 1, layout.bSize()),
        Values.of(awkward, seed, 2, layout.cSize()));
  }

  @Property(tries = 200)
  void multiply_anyLayout_isTheProductAndNothingElse(
      @ForAll @IntRange(max = 19) int rows,
      @ForAll @IntRange(max = 40) int depth,
      @ForAll @IntRange(min = 1, max = 6) int groups,
      @ForAll boolean transposed,
      @ForAll @IntRange(max = 5) int gap,
      @ForAll boolean add,
      @ForAll long seed) {
    Layout at = new Layout(rows, depth, 16 * groups, transposed, gap, gap, 3, 5);
    float[] a = Values.plain(seed, 0, at.aSize());
    float[] b = Values.plain(seed, 1, at.bSize());
    float[] before = Values.plain(seed, 2, at.cSize());
    double[] expected = new double[before.length];
    double[] sizes = new double[before.length];
    Arrays.setAll(expected, i -> before[i]);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < at.columns(); j++) {
        int i = at.cAt() + r * at.cRow() + j;
        expected[i] = add ? before[i] : 0;
        sizes[i] = Math.abs(expected[i]);
        for (int k = 0; k < depth; k++) {
          double product =
              (double) a[at.aAt() + r * at.aRow() + k * at.aStep()]
                  * b[at.bAt() + k * at.bRow() + j];
          expected[i] += product;
          sizes[i] += Math.abs(product);
        }
      }
    }
    for (Kernels kernels : new Kernels[] {SCALAR, VECTOR}) {
      float[] c = before.clone();
      at.multiply(kernels, a, b, c, add);
      for (int i = 0; i < c.length; i++) {
        assertEquals(expected[i], c[i], ROUNDING * (depth + 2) * sizes[i], "element " + i);
      }
    }
  }

  @Property(tries = 400)
  void silu_anyCount_isTheScalarsBits(
      @ForAll @IntRange(max = 70) int count, @ForAll boolean awkward, @ForAll long seed) {
    float[] x = Values.of(awkward, seed, 0, count);
    float[] y = Values.plain(seed, 1, count + 3);
    assertTwins((kernels, arrays) -> kernels.silu(count, arrays[0], arrays[1]), x, y);
    assertTwins((kernels, arrays) -> kernels.siluSlope(count, arrays[0], arrays[1]), x, y);
    assertTwins((kernels, arrays) -> kernels.silu(count, arrays[0], arrays[0]), x);
  }

  @Property(tries = 400)
  void silu_finiteValues_areNearThoseInDouble(
      @ForAll @IntRange(min = 1, max = 70) int count, @ForAll long seed) {
    float[] x = Values.plain(seed, 0, count);
    for (int i = 0; i < count; i += 3) {
      x[i] *= 40;
    }
    float[] y = new float[count];
    float[] slope = new float[count];
    VECTOR.silu(count, x, y);
    VECTOR.siluSlope(count, x, slope);
    for (int i = 0; i < count; i++) {
      double sigmoid = 1 / (1 + StrictMath.exp(-(double) x[i]));
      double value = x[i] * sigmoid;
      assertEquals(value, y[i], 6 * ROUNDING * Math.abs(value) + 1e-35, "silu of " + x[i]);
      double derivative = sigmoid + value * (1 - sigmoid);
      double size = sigmoid + Math.abs(value);
      assertEquals(derivative, slope[i], 10 * ROUNDING * size + 1e-35, "slope at " + x[i]);
    }
  }

  @Property(tries = 400)
  void softmaxColumns_anySize_isTheScalarsBits(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 6) int groups,
      @ForAll boolean awkward,
      @ForAll long seed) {
    int columns = 16 * groups;
    float[] x = Values.of(awkward, seed, 0, rows * columns + 5);
    float[] d = Values.of(awkward, seed, 1, rows * columns + 5);
    float[] scale = Values.of(awkward, seed, 2, columns + 3);
    assertTwins(
        (kernels, arrays) -> kernels.softmaxColumns(rows, columns, arrays[0], arrays[1]), x, scale);
    assertTwins(
        (kernels, arrays) -> kernels.scaleColumns(rows, columns, arrays[0], arrays[1]), x, scale);
    assertTwins(
        (kernels, arrays) -> kernels.softmaxSlope(rows, columns, arrays[0], arrays[1]), x, d);
  }

  private static void softmax(Kernels kernels, int rows, int columns, float[] x) {
    float[] scale = new float[columns];
    kernels.softmaxColumns(rows, columns, x, scale);
    kernels.scaleColumns(rows, columns, x, scale);
  }

  @Property(tries = 200)
  void softmaxColumns_finiteScores_areNearThoseInDouble(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 10) int size,
      @ForAll long seed) {
    int columns = 16 * groups;
    float[] x = Values.plain(seed, 0, rows * columns);
    float[] d = Values.plain(seed, 1, rows * columns);
    for (int i = 0; i < x.length; i++) {
      x[i] *= size;
    }
    float[] shares = x.clone();
    float[] slopes = d.clone();
    softmax(VECTOR, rows, columns, shares);
    VECTOR.softmaxSlope(rows, columns, shares, slopes);
    for (int j = 0; j < columns; j++) {
      double[] p = new double[rows];
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        p[r] = StrictMath.exp((double) x[r * columns + j]);
        sum += p[r];
      }
      double mean = 0;
      double meanSize = 0;
      for (int r = 0; r < rows; r++) {
        p[r] /= sum;
        mean += p[r] * d[r * columns + j];
        meanSize += p[r] * Math.abs(d[r * columns + j]);
      }
      // A difference of scores is rounded, and exp makes that a relative error of its size.
      double relative = ROUNDING * (rows + 10 + 10 * size);
      for (int r = 0; r < rows; r++) {
        int at = r * columns + j;
        assertEquals(p[r], shares[at], relative * p[r] + 1e-36, "share");
        double slope = p[r] * (d[at] - mean);
        double sizes = p[r] * (Math.abs(d[at]) + meanSize);
        assertEquals(slope, slopes[at], 3 * relative * sizes + 1e-36, "slope");
      }
    }
  }

  @Property(tries = 200)
  void softmaxColumns_notANumberInOneColumn_spoilsThatColumnAlone(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(max = 39) int badRow,
      @ForAll @IntRange(max = 31) int badColumn,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll long seed) {
    int columns = 32;
    float bad = new float[] {Float.NaN, Values.LOADED_NAN, Float.POSITIVE_INFINITY}[kind];
    float[] x = Values.plain(seed, 0, rows * columns);
    x[badRow % rows * columns + badColumn] = bad;
    for (Kernels kernels : new Kernels[] {SCALAR, VECTOR}) {
      float[] shares = x.clone();
      softmax(kernels, rows, columns, shares);
      for (int i = 0; i < shares.length; i++) {
        assertEquals(i % columns == badColumn, Float.isNaN(shares[i]), "element " + i);
      }
    }
  }

  @Property(tries = 400)
  void columnKernels_anySize_areTheScalarsBits(
      @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(max = 9) int at,
      @ForAll boolean add,
      @ForAll boolean awkward,
      @ForAll long seed) {
    float[][] given = new float[8][];
    for (int i = 0; i < given.length; i++) {
      int count = i < 4 ? at + 3 + rows * columns : columns;
      given[i] = Values.of(awkward, seed, i, count);
    }
    assertTwins((k, a) -> k.columnSums(rows, columns, a[0], at, a[4]), given);
    assertTwins((k, a) -> k.addToRows(rows, columns, a[0], at, a[4], 0, a[1]), given);
    assertTwins((k, a) -> k.addToRows(rows, columns, a[0], at, a[4], 0, a[0]), given);
    assertTwins((k, a) -> k.columnDots(rows, columns, a[0], at, a[1], at + 3, a[4]), given);
    assertTwins((k, a) -> k.columnDots(rows, columns, a[0], at, a[0], at, a[4]), given);
    assertTwins((k, a) -> k.columnSquares(1, rows, columns, a[0], at, a[4], a[5]), given);
    assertTwins(
        (k, a) -> k.norms().normalise(rows, columns, at, a[0], a[4], a[5], a[6], a[7], a[1], a[2]),
        given);
    assertTwins(
        (k, a) ->
            k.norms().normaliseSilu(rows, columns, at, a[0], a[4], a[5], a[6], a[7], a[1], a[2]),
        given);
    assertTwins(
        (k, a) -> k.norms().normalise(rows, columns, at, a[0], a[4], a[5], a[6], a[7], a[2], a[2]),
        given);
    assertTwins(
        (k, a) ->
            k.norms().normaliseSilu(rows, columns, at, a[0], a[4], a[5], a[6], a[7], a[2], a[2]),
        given);
    assertTwins(
        (k, a) -> k.norms().normalSiluSlope(rows, columns, at, a[0], a[4], a[5], a[1]), given);
    assertTwins(
        (k, a) -> k.norms().normalSiluAdjoint(rows, columns, at, a[0], a[4], a[5], a[1]), given);
    assertTwins(
        (k, a) ->
            k.norms()
                .project(rows, columns, a[0], at, a[4], a[5], a[1], at + 3, a[6], a[7], a[2], add),
        given);
    assertTwins(
        (k, a) ->
            k.norms()
                .projectSilu(rows, columns, a[0], at, a[4], a[1], at + 3, a[5], a[6], a[3], a[2]),
        given);
  }

  /** Sums of matrices that lie one after another are the bits of each by itself. */
  @Property(tries = 200)
  void columnKernels_severalMatrices_areTheBitsOfEach(
      @ForAll @IntRange(max = 11) int matrices,
      @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(max = 9) int at,
      @ForAll boolean awkward,
      @ForAll long seed) {
    int size = rows * columns;
    float[] a = Values.of(awkward, seed, 0, at + matrices * size);
    float[] b = Values.of(awkward, seed, 1, at + 3 + matrices * size);
    float[] mean = Values.of(awkward, seed, 2, columns);
    for (Kernels kernels : new Kernels[] {SCALAR, VECTOR}) {
      float[][] found = new float[3][matrices * columns];
      kernels.columnSums(matrices, rows, columns, a, at, found[0]);
      kernels.columnDots(matrices, rows, columns, a, at, b, at + 3, found[1]);
      kernels.columnSquares(matrices, rows, columns, a, at, mean, found[2]);
      for (int m = 0; m < matrices; m++) {
        float[][] one = new float[3][columns];
        SCALAR.columnSums(rows, columns, a, at + m * size, one[0]);
        SCALAR.columnDots(rows, columns, a, at + m * size, b, at + 3 + m * size, one[1]);
        SCALAR.columnSquares(1, rows, columns, a, at + m * size, mean, one[2]);
        for (int i = 0; i < one.length; i++) {
          assertArrayEquals(
              one[i],
              Arrays.copyOfRange(found[i], m * columns, (m + 1) * columns),
              "matrix " + m + " of kernel " + i);
        }
      }
    }
  }

  /** What is done in one go is the same bits as step by step. */
  @Property(tries = 200)
  void fusedKernels_anySize_areTheBitsOfTheirParts(
      @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll boolean awkward,
      @ForAll long seed) {
    int count = rows * columns;
    float[] x = Values.of(awkward, seed, 0, count);
    float[][] by = new float[4][];
    for (int i = 0; i < 4; i++) {
      by[i] = Values.of(awkward, seed, 1 + i, columns);
    }
    float[][] parts = new float[3][count];
    VECTOR.norms().normalise(rows, columns, 0, x, by[0], by[1], by[2], by[3], parts[0], parts[1]);
    VECTOR.siluSlope(count, parts[1], parts[2]);
    VECTOR.silu(count, parts[1], parts[1]);
    float[][] fused = new float[3][count];
    VECTOR
        .norms()
        .normaliseSilu(rows, columns, 0, x, by[0], by[1], by[2], by[3], fused[0], fused[1]);
    VECTOR.norms().normalSiluSlope(rows, columns, 0, fused[0], by[2], by[3], fused[2]);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(parts[i], fused[i], "array " + i);
    }
    float[][] inPlace = new float[2][count];
    VECTOR
        .norms()
        .normaliseSilu(rows, columns, 0, x, by[0], by[1], by[2], by[3], inPlace[0], inPlace[0]);
    assertArrayEquals(fused[1], inPlace[0], "normal values where the results are");
    VECTOR
        .norms()
        .normalise(rows, columns, 0, x, by[0], by[1], by[2], by[3], inPlace[1], inPlace[1]);
    VECTOR.silu(count, inPlace[1], inPlace[1]);
    assertArrayEquals(fused[1], inPlace[1], "step by step");
    float[] adjoint = Values.of(awkward, seed, 5, count);
    for (int i = 0; i < count; i++) {
      parts[2][i] *= adjoint[i];
    }
    VECTOR.norms().normalSiluAdjoint(rows, columns, 0, fused[0], by[2], by[3], adjoint);
    assertArrayEquals(parts[2], adjoint, "adjoints");
    float[] one = new float[columns];
    Arrays.fill(one, 1);
    VECTOR.norms().normalise(rows, columns, 0, x, by[0], one, one, one, parts[0], parts[1]);
    VECTOR.columnDots(rows, columns, parts[0], 0, parts[0], 0, by[1]);
    VECTOR.columnSquares(1, rows, columns, x, 0, by[0], by[2]);
    assertArrayEquals(by[1], by[2], "squares");
    float[] normal = Values.of(awkward, seed, 6, count);
    float[] slopes = Values.of(awkward, seed, 7, count);
    float[] expected = new float[count];
    VECTOR
        .norms()
        .project(rows, columns, x, 0, one, by[0], normal, 0, by[2], by[3], expected, false);
    for (int i = 0; i < count; i++) {
      expected[i] *= slopes[i];
    }
    float[] projected = new float[count];
    VECTOR
        .norms()
        .projectSilu(rows, columns, x, 0, by[0], normal, 0, by[2], by[3], slopes, projected);
    assertArrayEquals(expected, projected, "projections");
  }

  @Property(tries = 200)
  void columnKernels_plainValues_areNearTheirFormulasInDouble(
      @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns,
      @ForAll boolean add,
      @ForAll long seed) {
    float[][] m = new float[3][];
    float[][] v = new float[4][];
    Arrays.setAll(m, i -> Values.plain(seed, i, rows * columns));
    Arrays.setAll(v, i -> Values.plain(seed, 9 + i, columns));
    float[] sums = new float[columns];
    float[] dots = new float[columns];
    float[] normal = new float[rows * columns];
    float[] y = new float[rows * columns];
    float[] out = m[2].clone();
    VECTOR.columnSums(rows, columns, m[0], 0, sums);
    VECTOR.columnDots(rows, columns, m[0], 0, m[1], 0, dots);
    VECTOR.norms().normalise(rows, columns, 0, m[0], v[0], v[1], v[2], v[3], normal, y);
    VECTOR.norms().project(rows, columns, m[0], 0, v[0], v[1], m[1], 0, v[2], v[3], out, add);
    for (int j = 0; j < columns; j++) {
      double sum = 0;
      double dot = 0;
      for (int r = 0; r < rows; r++) {
        int i = r * columns + j;
        sum += m[0][i];
        dot += (double) m[0][i] * m[1][i];
        double n = ((double) m[0][i] - v[0][j]) * v[1][j];
        assertEquals(n, normal[i], 1e-5, "normalised");
        assertEquals(n * v[2][j] + v[3][j], y[i], 1e-5, "scaled");
        double p = v[3][j] * (m[1][i] * v[2][j] + m[0][i] * v[0][j] - v[1][j]);
        assertEquals(p + (add ? m[2][i] : 0), out[i], 3e-5, "projected");
      }
      assertEquals(sum, sums[j], 2e-5, "sum");
      assertEquals(dot, dots[j], 2e-5, "sum of products");
    }
  }
}
