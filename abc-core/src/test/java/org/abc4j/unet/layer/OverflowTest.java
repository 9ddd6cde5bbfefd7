package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What overflows within a layer does not come out finite, where nobody would notice. */
class OverflowTest {
  private static final int CHANNELS = 16;
  private static final Node INPUT = new Node(0, 4, 4, CHANNELS, true);
  private static final Node OUTPUT = new Node(1, 4, 4, CHANNELS, true);

  static Stream<Kernels> kernels() {
    return Stream.of(Kernels.scalar(), Kernels.get());
  }

  private static GroupNorm norm() {
    Parameter scale = Parameter.vector("scale", CHANNELS);
    Parameter shift = Parameter.vector("shift", CHANNELS);
    float[] ones = new float[CHANNELS];
    Arrays.fill(ones, 1);
    scale.set(ones);
    return new GroupNorm(INPUT, OUTPUT, scale, shift, 4, 1e-5);
  }

  private static float[] forward(Layer layer, Kernels kernels, Node[] inputs, float[][] values) {
    Pass pass = new Pass(kernels, 4);
    pass.begin(0, 1, null);
    for (int i = 0; i < inputs.length; i++) {
      System.arraycopy(values[i], 0, pass.value(inputs[i]), 0, values[i].length);
    }
    layer.forward(pass);
    return Arrays.copyOf(pass.value(layer.output), layer.output.size());
  }

  private static float[] scaled(float[] values, float factor) {
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Values whose squares float does not hold: the variance is infinite and its root's inverse 0.
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void groupNorm_ofValuesWhoseSquaresOverflow_isNotANumber(Kernels kernels) {
    float[] drawn = Draws.gaussians(1, 1, INPUT.size());
    float[] usual = forward(norm(), kernels, new Node[] {INPUT}, new float[][] {drawn});
    for (GroupNorm norm : new GroupNorm[] {norm(), norm().withSilu(OUTPUT)}) {
      for (float size : new float[] {1e20f, 1e30f, 1e37f}) {
        float[] found =
            forward(norm, kernels, new Node[] {INPUT}, new float[][] {scaled(drawn, size)});
        for (float value : found) {
          assertTrue(Float.isNaN(value), "at " + size + ": " + value);
        }
      }
    }
    // As large as it goes before, the result is that of any scale.
    float[] large =
        forward(norm(), kernels, new Node[] {INPUT}, new float[][] {scaled(drawn, 0x1p60f)});
    for (int i = 0; i < large.length; i++) {
      assertEquals(usual[i], large[i], 1e-4, "value " + i);
    }
  }

  /** Scores of −∞ are no shares of nothing but scores that float does not hold. */
  @ParameterizedTest
  @MethodSource("kernels")
  void attention_ofScoresThatOverflow_isNotFinite(Kernels kernels) {
    Node key = new Node(2, 4, 4, CHANNELS, true);
    Node value = new Node(3, 4, 4, CHANNELS, true);
    Attention attention = new Attention(INPUT, key, value, OUTPUT, 8);
    Node[] inputs = {INPUT, key, value};
    float[] queries = new float[INPUT.size()];
    float[] keys = new float[INPUT.size()];
    Arrays.fill(queries, 0, CHANNELS, 1);
    Arrays.fill(keys, CHANNELS, 2 * CHANNELS, -1);
    float[] values = Draws.gaussians(1, 2, INPUT.size());
    // Large, but held: the second pixel's key has no share in the first pixel.
    float[] held =
        forward(
            attention,
            kernels,
            inputs,
            new float[][] {scaled(queries, 1e18f), scaled(keys, 1e18f), values});
    assertTrue(allFinite(held));
    float[] found =
        forward(
            attention,
            kernels,
            inputs,
            new float[][] {scaled(queries, 1e20f), scaled(keys, 1e20f), values});
    assertFalse(allFinite(Arrays.copyOf(found, CHANNELS)));
  }

  /** σ is off by e⁻⁸⁸ at most, so x·σ(x) by that share of x; what is not finite stays so. */
  @ParameterizedTest
  @MethodSource("kernels")
  void silu_ofHugeValues_isOffByAShareOfThemThatFloatHardlyHolds(Kernels kernels) {
    for (float x = 1; x < 1e38f; x *= 10) {
      float[] out = new float[2];
      kernels.silu(2, new float[] {x, -x}, out);
      double sigmoid = 1 / (1 + Math.exp(-x));
      assertEquals(x * sigmoid, out[0], 1e-6 * x);
      assertEquals(-x * (1 - sigmoid), out[1], 2e-7 + 0x1p-126 * x, "at " + -x);
    }
  }
}
