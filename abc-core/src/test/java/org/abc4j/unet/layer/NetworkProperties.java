package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.Reference;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;

/** Laws of derivatives and of batches, for random networks of every shape. */
class NetworkProperties {
  /** Relative to the product of the norms. */
  private static final double ADJOINT = 2e-6;

  @Provide
  Arbitrary<UNetConfig> configs() {
    return Arbitraries.longs().map(NetworkProperties::config);
  }

  /** 1 to 4 blocks of 8 to 40 channels; the bottom may be one pixel. */
  private static UNetConfig config(long seed) {
    int[] draw = new int[8];
    Arrays.setAll(draw, i -> Draws.below(1 << 20, seed, 7, i));
    int blocks = 1 + draw[0] % 4;
    int[] groups = {1, 2, 4, 8};
    int[] widths = {8, 16, 24, 40};
    List<Integer> channels = new ArrayList<>();
    List<Boolean> down = new ArrayList<>();
    List<Boolean> up = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      channels.add(widths[Draws.below(widths.length, seed, 8, i)]);
      down.add(Draws.below(2, seed, 9, i) == 1);
      up.add(Draws.below(2, seed, 10, i) == 1);
    }
    Shape shape = new Shape(1 + draw[1] % 4, 8 * (1 + draw[2] % 2), 8 * (1 + draw[3] % 2));
    return new UNetConfig(
        shape,
        1 + draw[4] % 4,
        channels,
        down,
        up,
        draw[5] % 3 > 0,
        1 + draw[6] % 3,
        draw[7] % 3 == 0 ? 0 : 8,
        groups[draw[7] % groups.length],
        1e-5,
        0);
  }

  private static int[] timesteps(int rows, long seed) {
    int[] timesteps = new int[rows];
    Arrays.setAll(timesteps, row -> Draws.below(1000, seed, 3, row));
    return timesteps;
  }

  private static double inner(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double norm(float[] a) {
    return Reference.norm(Reference.toDouble(a));
  }

  private static void checkAdjoint(UNetConfig config, int rows, long seed) {
    Network network = Networks.random(config, seed);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    int in = config.inputShape().size();
    float[] x = Draws.gaussians(seed, 1, rows * in);
    float[] tangent = Draws.gaussians(seed, 2, rows * in);
    float[] output = pass.forward(rows, x, timesteps(rows, seed));
    float[] adjoint = Draws.gaussians(seed, 3, output.length);
    float[] forward = pass.tangents(1, tangent);
    float[] backward = pass.backward(adjoint);
    assertTrue(norm(forward) > 0, "no derivative");
    assertEquals(
        inner(forward, adjoint),
        inner(tangent, backward),
        ADJOINT * Math.max(norm(forward) * norm(adjoint), norm(tangent) * norm(backward)),
        config.toString());
  }

  @Property(tries = 40)
  void backward_anyNetwork_isTheAdjointOfTangents(
      @ForAll("configs") UNetConfig config,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll long seed) {
    checkAdjoint(config, rows, seed);
  }

  @Example
  void backward_largestAndSmallestImages_isTheAdjointOfTangents() {
    checkAdjoint(UNetConfig.attendingOnce(new Shape(3, 64, 64), List.of(8, 8), 1, 8), 1, 1);
    checkAdjoint(UNetConfig.attendingOnce(new Shape(4, 8, 64), List.of(8, 8, 16, 8), 1, 8), 1, 2);
    checkAdjoint(UNetConfig.attendingOnce(new Shape(2, 8, 8), List.of(8, 24, 40, 16), 3, 8), 2, 3);
    // Attention over all 64·64 pixels, and over one.
    UNetConfig wide =
        new UNetConfig(
            new Shape(1, 64, 64),
            1,
            List.of(8),
            List.of(true),
            List.of(false),
            false,
            1,
            8,
            8,
            1e-5,
            0);
    checkAdjoint(wide, 1, 4);
  }

  @Property(tries = 30)
  void tangents_sumOfDirections_isTheSumOfTangents(
      @ForAll("configs") UNetConfig config, @ForAll long seed) {
    NetworkPass pass =
        Networks.random(config, seed).newPass(Kernels.get(), DerivedWeights.shared());
    int in = config.inputShape().size();
    pass.forward(1, Draws.gaussians(seed, 1, in), timesteps(1, seed));
    float[] directions = Draws.gaussians(seed, 2, 4 * in);
    float scale = 1 + Draws.below(100, seed, 4, 0) / 10f;
    for (int i = 0; i < in; i++) {
      directions[2 * in + i] = scale * directions[i] - directions[in + i];
      directions[3 * in + i] = 0;
    }
    float[] found = pass.tangents(4, directions);
    int out = found.length / 4;
    double largest = Reference.largest(Reference.toDouble(found));
    for (int i = 0; i < out; i++) {
      double expected = (double) scale * found[i] - found[out + i];
      assertEquals(expected, found[2 * out + i], 2e-5 * largest, "value " + i);
      assertEquals(0f, Math.abs(found[3 * out + i]), "tangent of nothing");
    }
  }

  @Property(tries = 30)
  void passes_vectorAndScalar_areTheSameBits(
      @ForAll("configs") UNetConfig config,
      @ForAll @IntRange(min = 1, max = 2) int rows,
      @ForAll @IntRange(min = 1, max = 2) int perRow,
      @ForAll long seed) {
    Network network = Networks.random(config, seed);
    NetworkPass vector = network.newPass(Kernels.get(), DerivedWeights.shared());
    NetworkPass scalar = network.newPass(Kernels.scalar(), DerivedWeights.shared());
    int in = config.inputShape().size();
    float[] x = Draws.gaussians(seed, 1, rows * in);
    float[] tangents = Draws.gaussians(seed, 2, rows * perRow * in);
    int[] timesteps = timesteps(rows, seed);
    float[] output = vector.forward(rows, x, timesteps);
    float[] adjoint = Draws.gaussians(seed, 3, output.length);
    assertArrayEquals(scalar.forward(rows, x, timesteps), output);
    assertArrayEquals(scalar.tangents(perRow, tangents), vector.tangents(perRow, tangents));
    assertArrayEquals(scalar.backward(adjoint), vector.backward(adjoint));
    for (Parameter parameter : network.parameters().values()) {
      assertArrayEquals(scalar.gradient(parameter), vector.gradient(parameter), parameter.name());
    }
  }

  @Property(tries = 30)
  void passes_rowsAlone_areTheSameBits(
      @ForAll("configs") UNetConfig config,
      @ForAll @IntRange(min = 2, max = 4) int rows,
      @ForAll @IntRange(min = 1, max = 3) int perRow,
      @ForAll long seed) {
    Network network = Networks.random(config, seed);
    NetworkPass together = network.newPass(Kernels.get(), DerivedWeights.shared());
    NetworkPass alone = network.newPass(Kernels.get(), DerivedWeights.shared());
    int in = config.inputShape().size();
    float[] x = Draws.gaussians(seed, 1, rows * in);
    float[] tangents = Draws.gaussians(seed, 2, rows * perRow * in);
    int[] timesteps = timesteps(rows, seed);
    float[] output = together.forward(rows, x, timesteps);
    int out = output.length / rows;
    float[] adjoint = Draws.gaussians(seed, 3, output.length);
    float[] pushed = together.tangents(perRow, tangents);
    float[] pulled = together.backward(adjoint);
    for (int row = 0; row < rows; row++) {
      int[] timestep = {timesteps[row]};
      assertArrayEquals(
          part(output, row, out), alone.forward(1, part(x, row, in), timestep), "value");
      assertArrayEquals(
          part(pushed, row, perRow * out),
          alone.tangents(perRow, part(tangents, row, perRow * in)),
          "tangents");
      assertArrayEquals(part(pulled, row, in), alone.backward(part(adjoint, row, out)), "adjoint");
    }
  }

  private static float[] part(float[] values, int index, int size) {
    return Arrays.copyOfRange(values, index * size, (index + 1) * size);
  }

  @Property(tries = 20)
  void gradient_ofABatch_isTheSumOfItsRows(
      @ForAll("configs") UNetConfig config, @ForAll long seed) {
    Network network = Networks.random(config, seed);
    NetworkPass together = network.newPass(Kernels.get(), DerivedWeights.shared());
    NetworkPass alone = network.newPass(Kernels.get(), DerivedWeights.shared());
    int in = config.inputShape().size();
    float[] x = Draws.gaussians(seed, 1, 2 * in);
    int[] timesteps = timesteps(2, seed);
    float[] output = together.forward(2, x, timesteps);
    float[] adjoint = Draws.gaussians(seed, 3, output.length);
    together.backward(adjoint);
    double[][] sums = new double[network.parameters().size()][];
    double[] sizes = new double[sums.length];
    for (int row = 0; row < 2; row++) {
      alone.forward(1, part(x, row, in), new int[] {timesteps[row]});
      alone.backward(part(adjoint, row, output.length / 2));
      int i = 0;
      for (Parameter parameter : network.parameters().values()) {
        double[] gradient = Reference.toDouble(alone.gradient(parameter));
        sizes[i] = Math.max(sizes[i], Reference.largest(gradient));
        sums[i] = row == 0 ? gradient : Reference.minus(sums[i], gradient, -1);
        i++;
      }
    }
    double largest = Reference.largest(sizes);
    int i = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] found = together.gradient(parameter);
      // Biases that a softmax or a normalisation takes away again have no gradient but rounding's.
      double tolerance = 2e-5 * sizes[i] + 1e-6 * largest;
      for (int j = 0; j < found.length; j++) {
        assertEquals(sums[i][j], found[j], tolerance, parameter.name() + "[" + j + "]");
      }
      i++;
    }
  }

  @Property(tries = 60)
  void parameters_anyNetwork_areAsManyAsTheCostSays(@ForAll("configs") UNetConfig config) {
    long count = 0;
    for (Parameter parameter : Network.of(config).parameters().values()) {
      long size = 1;
      for (int extent : parameter.shape()) {
        size *= extent;
      }
      assertEquals(size, parameter.toArray().length, parameter.name());
      count += size;
    }
    assertEquals(count, UNetCost.of(config).parameters());
  }
}
