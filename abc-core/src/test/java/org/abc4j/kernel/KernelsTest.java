package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /** More than the widest vector holds, so that both its loop and what is left over run. */
  private static final int COUNT = 21;

  static Stream<Kernels> kernels() {
    return Stream.of(Kernels.scalar(), Kernels.get());
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private static void assertSilu(Kernels kernels, float x, float value, float slope) {
    float[] out = new float[COUNT];
    kernels.silu(COUNT, filled(COUNT, x), out);
    assertArrayEquals(filled(COUNT, value), out, "silu of " + x);
    kernels.siluSlope(COUNT, filled(COUNT, x), out);
    assertArrayEquals(filled(COUNT, slope), out, "slope at " + x);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_notFinite_staysNotFinite(Kernels kernels) {
    assertSilu(kernels, Float.NaN, Float.NaN, Float.NaN);
    assertSilu(kernels, Values.LOADED_NAN, Float.NaN, Float.NaN);
    assertSilu(kernels, INFINITY, INFINITY, Float.NaN);
    assertSilu(kernels, -INFINITY, -INFINITY, -INFINITY);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_zeros_areZerosOfTheirSigns(Kernels kernels) {
    assertSilu(kernels, 0f, 0f, 0.5f);
    assertSilu(kernels, -0f, -0f, 0.5f);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_denormals_areHalved(Kernels kernels) {
    assertSilu(kernels, 1e-40f, 1e-40f / 2, 0.5f);
    assertSilu(kernels, -1e-40f, -1e-40f / 2, 0.5f);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_largeValues_areTheLimits(Kernels kernels) {
    assertSilu(kernels, 100, 100, 1);
    assertSilu(kernels, Float.MAX_VALUE, Float.MAX_VALUE, 1);
    float[] out = new float[COUNT];
    kernels.silu(COUNT, filled(COUNT, -100), out);
    assertArrayEquals(filled(COUNT, 0), out, 1e-35f);
    kernels.siluSlope(COUNT, filled(COUNT, -100), out);
    assertArrayEquals(filled(COUNT, 0), out, 1e-35f);
  }

  private static void softmax(Kernels kernels, int rows, float[] x) {
    float[] scale = new float[16];
    kernels.softmaxColumns(rows, 16, x, scale);
    kernels.scaleColumns(rows, 16, x, scale);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxColumns_equalScores_areEqualShares(Kernels kernels) {
    for (float score : new float[] {0, 50, -3000, Float.MAX_VALUE}) {
      float[] x = filled(8 * 16, score);
      softmax(kernels, 8, x);
      assertArrayEquals(filled(8 * 16, 0.125f), x, "scores " + score);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxColumns_farScores_leaveTheGreatestAll(Kernels kernels) {
    float[] x = filled(3 * 16, -200);
    Arrays.fill(x, 16, 32, 300);
    Arrays.fill(x, 32, 48, -INFINITY);
    softmax(kernels, 3, x);
    for (int j = 0; j < 16; j++) {
      assertEquals(0, x[j], 1e-37f);
      assertEquals(1, x[16 + j]);
      assertEquals(0, x[32 + j], 1e-37f);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxColumns_allMinusInfinite_areNotANumber(Kernels kernels) {
    float[] x = filled(2 * 16, -INFINITY);
    softmax(kernels, 2, x);
    assertArrayEquals(filled(2 * 16, Float.NaN), x);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multiply_noDepth_leavesTheSum(Kernels kernels) {
    float[] c = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, Float.NaN, INFINITY};
    float[] before = c.clone();
    kernels.multiply(1, 0, 16, new float[1], 0, 0, 1, new float[16], 0, 16, c, 0, 16, true);
    assertArrayEquals(before, c);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multiply_chain_roundsOncePerTerm(Kernels kernels) {
    // (1 + ε)² − (1 + 2ε) is ε² when the product is not rounded, and 0 when it is.
    float e = 0x1.0p-12f;
    float[] a = {-1, 1 + e};
    float[] b = new float[32];
    Arrays.fill(b, 0, 16, 1 + 2 * e);
    Arrays.fill(b, 16, 32, 1 + e);
    float[] c = new float[16];
    kernels.multiply(1, 2, 16, a, 0, 2, 1, b, 0, 16, c, 0, 16, true);
    assertArrayEquals(filled(16, e * e), c);
  }

  @Test
  void get_again_isTheSame() {
    assertSame(Kernels.get(), Kernels.get());
    assertSame(Kernels.scalar(), Kernels.scalar());
  }
}
