package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Winograd's maps: twins bit for bit, their matrices, and the identity that they are there for. */
class WinogradProperties {
  private static final int SIDE = Winograd.SIDE;

  /** Cook and Toom's matrices for 0, ±a, ±b and ∞, from the points. */
  private static Map<Winograd, double[][]> matrices() {
    double[] points = {0, 0.75, -0.75, 1.5, -1.5};
    double[][] outputs = new double[4][SIDE];
    double[][] kernel = new double[SIDE][3];
    double[][] input = new double[SIDE][SIDE];
    for (int p = 0; p < points.length; p++) {
      double[] numerator = {1};
      double product = 1;
      for (int q = 0; q < points.length; q++) {
        if (q != p) {
          numerator = timesLinear(numerator, points[q]);
          product *= points[p] - points[q];
        }
      }
      System.arraycopy(numerator, 0, input[p], 0, numerator.length);
      for (int i = 0; i < 4; i++) {
        outputs[i][p] = Math.pow(points[p], i);
      }
      for (int i = 0; i < 3; i++) {
        kernel[p][i] = Math.pow(points[p], i) / product;
      }
    }
    double[] all = {1};
    for (double point : points) {
      all = timesLinear(all, point);
    }
    input[5] = all;
    outputs[3][5] = 1;
    kernel[5][2] = 1;
    Map<Winograd, double[][]> matrices = new EnumMap<>(Winograd.class);
    matrices.put(Winograd.INPUT, input);
    matrices.put(Winograd.OUTPUT, outputs);
    matrices.put(Winograd.OUTPUT_ADJOINT, transposed(outputs));
    matrices.put(Winograd.KERNEL, kernel);
    matrices.put(Winograd.KERNEL_ADJOINT, transposed(kernel));
    return matrices;
  }

  /** Coefficients of a polynomial times (x − root), from the constant up. */
  private static double[] timesLinear(double[] polynomial, double root) {
    double[] product = new double[polynomial.length + 1];
    for (int i = 0; i < polynomial.length; i++) {
      product[i + 1] += polynomial[i];
      product[i] -= root * polynomial[i];
    }
    return product;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  /** m·x·mᵀ. */
  private static double[][] onBothSides(double[][] m, double[][] x) {
    double[][] y = new double[m.length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m.length; j++) {
        for (int k = 0; k < x.length; k++) {
          for (int l = 0; l < x.length; l++) {
            y[i][j] += m[i][k] * x[k][l] * m[j][l];
          }
        }
      }
    }
    return y;
  }

  private static double[][] square(double[] values, int side) {
    double[][] square = new double[side][side];
    for (int i = 0; i < side * side; i++) {
      square[i / side][i % side] = values[i];
    }
    return square;
  }

  @Property(tries = 100)
  void matrices_anySquareAndKernel_giveTheConvolution(@ForAll long seed) {
    double[][] d = square(doubles(Values.plain(seed, 0, 36)), 6);
    double[][] g = square(doubles(Values.plain(seed, 1, 9)), 3);
    Map<Winograd, double[][]> m = matrices();
    double[][] u = onBothSides(m.get(Winograd.KERNEL), g);
    double[][] v = onBothSides(m.get(Winograd.INPUT), d);
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        v[i][j] *= u[i][j];
      }
    }
    double[][] y = onBothSides(m.get(Winograd.OUTPUT), v);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double expected = 0;
        for (int k = 0; k < 9; k++) {
          expected += g[k / 3][k % 3] * d[i + k / 3][j + k % 3];
        }
        assertEquals(expected, y[i][j], 1e-12);
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Property(tries = 300)
  void winograd_anyLayout_isTheScalarsBits(
      @ForAll Winograd map,
      @ForAll @IntRange(max = 5) int groups,
      @ForAll @IntRange(max = 100) int width,
      @ForAll @IntRange(max = 5) int gap,
      @ForAll boolean groupsInside,
      @ForAll boolean add,
      @ForAll boolean awkward,
      @ForAll long seed) {
    Layout layout = Layout.of(groups, width, gap, groupsInside);
    float[] in = Values.of(awkward, seed, 0, layout.size);
    float[] before = Values.of(awkward, seed, 1, layout.size);
    float[][] out = {before.clone(), before.clone()};
    Kernels[] kernels = {Kernels.scalar(), Kernels.get()};
    for (int i = 0; i < 2; i++) {
      kernels[i].winograd(
          map,
          groups,
          width,
          in,
          gap,
          layout.group,
          layout.step,
          out[i],
          gap,
          layout.group,
          layout.step,
          add && map.adds());
    }
    assertArrayEquals(out[0], out[1]);
  }

  /** Where lines are: groups one after another, or beside each other within an element. */
  private record Layout(int group, int step, int size) {
    static Layout of(int groups, int width, int gap, boolean groupsInside) {
      int group = groupsInside ? width + gap : SIDE * (width + gap) + gap;
      int step = groupsInside ? groups * group : width + gap;
      return new Layout(group, step, gap + groups * group + SIDE * step + width);
    }
  }

  /** A bias that is added by the map is the bits of lines that were filled with it before. */
  @Property(tries = 200)
  void winogradOutput_anyLayout_isTheBitsOfAddingToTheBias(
      @ForAll @IntRange(max = 5) int groups,
      @ForAll @IntRange(max = 100) int width,
      @ForAll @IntRange(max = 5) int gap,
      @ForAll boolean groupsInside,
      @ForAll boolean awkward,
      @ForAll long seed) {
    Layout layout = Layout.of(groups, width, gap, groupsInside);
    float[] in = Values.of(awkward, seed, 0, layout.size);
    float[] bias = Values.of(awkward, seed, 1, width);
    float[] before = Values.of(awkward, seed, 2, layout.size);
    float[] expected = before.clone();
    for (int g = 0; g < groups; g++) {
      for (int x = 0; x < Winograd.TILE; x++) {
        int at = gap + g * layout.group + x * layout.step;
        System.arraycopy(bias, 0, expected, at, width);
      }
    }
    int group = layout.group;
    int step = layout.step;
    Kernels.scalar()
        .winograd(
            Winograd.OUTPUT, groups, width, in, gap, group, step, expected, gap, group, step, true);
    for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
      float[] out = before.clone();
      kernels.winogradOutput(groups, width, in, gap, group, step, bias, out, gap, group, step);
      assertArrayEquals(expected, out);
    }
  }

  @Example
  void winograd_addingWhereAMapDoesNot_isRefused() {
    float[] values = new float[SIDE];
    for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.get()}) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  kernels.winograd(
                      Winograd.INPUT, 1, 1, values, 0, 0, 1, values.clone(), 0, 0, 1, true));
      assertEquals("the map INPUT adds to nothing", refused.getMessage());
    }
  }

  @Property(tries = 200)
  void winograd_eachMap_isItsMatrixAndTouchesNothingElse(
      @ForAll Winograd transform,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll boolean add,
      @ForAll long seed) {
    int step = channels + 1;
    int row = SIDE * step;
    float[] in = Values.plain(seed, 0, SIDE * row);
    float[] before = Values.plain(seed, 1, SIDE * row);
    float[] out = before.clone();
    boolean adding = add && transform.adds();
    float[] columns = new float[SIDE * row];
    Kernels.get()
        .winograd(
            transform, transform.from(), channels, in, 0, step, row, columns, 0, step, row, false);
    Kernels.get()
        .winograd(
            transform, transform.to(), channels, columns, 0, row, step, out, 0, row, step, adding);
    double[] expected = doubles(before);
    for (int c = 0; c < channels; c++) {
      double[][] x = new double[transform.from()][transform.from()];
      for (int i = 0; i < x.length * x.length; i++) {
        x[i / x.length][i % x.length] = in[i / x.length * row + i % x.length * step + c];
      }
      double[][] y = onBothSides(matrices().get(transform), x);
      for (int i = 0; i < y.length * y.length; i++) {
        int at = i / y.length * row + i % y.length * step + c;
        expected[at] = (adding ? expected[at] : 0) + y[i / y.length][i % y.length];
      }
    }
    for (int i = 0; i < out.length; i++) {
      // The rows of Bᵀ add up to less than 8, so a few roundings of 64 values of order one.
      assertEquals(expected[i], out[i], 3e-5, transform + " element " + i);
    }
  }
}
