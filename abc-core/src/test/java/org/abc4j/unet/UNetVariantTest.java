package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.Linearization;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.Reference;
import org.abc4j.unet.layer.ConvolutionMethod;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that others have trained, against plain loops in double that know each option. */
class UNetVariantTest {
  private static final Shape SHAPE = new Shape(2, 8, 12);
  private static final int TIMESTEP = 37;
  private static final double STEP = 1e-4;
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

  /** A variant, and the slow network that has its options. */
  private record Case(String name, UNetConfig config, boolean sinesFirst, int shift, int padding) {
    Network network() {
      return Networks.random(config, 5);
    }

    SlowUNet slow() {
      return new SlowUNet(network(), sinesFirst, shift, padding);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static UNetConfig config(UNetVariant variant, int headChannels) {
    return new UNetConfig(
            SHAPE,
            2,
            List.of(8, 12),
            List.of(false, true),
            List.of(true, false),
            true,
            1,
            headChannels,
            4,
            1e-6,
            0)
        .with(variant);
  }

  static Stream<Case> cases() {
    UNetVariant usual = UNetVariant.usual();
    UNetVariant padded = usual.withPaddingAfter(true);
    UNetVariant sines = usual.withTimeEmbedding(new TimeEmbedding(false, 0));
    UNetVariant shifted = usual.withTimeEmbedding(new TimeEmbedding(true, 1));
    return Stream.of(
        new Case("usual", config(usual, 4), false, 0, 1),
        new Case("padded after", config(padded, 4), false, 0, 0),
        new Case("sines first", config(sines, 4), true, 0, 1),
        new Case("shifted", config(shifted, 4), false, 1, 1),
        new Case("one head", config(usual, 0), false, 0, 1),
        new Case("ddpm", config(UNetVariant.ddpm(), 0), true, 1, 0));
  }

  private static NetworkPass pass(Network network, Kernels kernels) {
    return network.newPass(kernels, DerivedWeights.none());
  }

  private static void assertNear(double[] expected, float[] found, double tolerance) {
    assertEquals(expected.length, found.length);
    double allowed = tolerance * Math.max(1, Reference.largest(expected));
    for (int i = 0; i < found.length; i++) {
      assertEquals(expected[i], found[i], allowed, "value " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void predict_isThatOfTheSlowNetwork(Case variant) {
    float[] x = Draws.gaussians(1, 0, SHAPE.size());
    double[] expected = variant.slow().predict(Reference.toDouble(x), TIMESTEP);
    for (Kernels kernels : List.of(Kernels.get(), Kernels.scalar())) {
      float[] found = pass(variant.network(), kernels).predict(1, x, new int[] {TIMESTEP});
      assertNear(expected, found, 1e-5);
    }
    if (!variant.name.equals("usual")) {
      Case usual = cases().findFirst().orElseThrow();
      double[] another = usual.slow().predict(Reference.toDouble(x), TIMESTEP);
      assertTrue(
          Reference.largest(Reference.minus(another, expected, 1)) > 1e-3,
          "an option that does nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tangents_areThoseOfTheSlowNetwork(Case variant) {
    float[] x = Draws.gaussians(1, 0, SHAPE.size());
    float[] tangent = Draws.gaussians(1, 1, SHAPE.size());
    double[] at = Reference.toDouble(x);
    double[] direction = Reference.toDouble(tangent);
    SlowUNet slow = variant.slow();
    double[] up = slow.predict(Reference.minus(at, direction, -STEP), TIMESTEP);
    double[] down = slow.predict(Reference.minus(at, direction, STEP), TIMESTEP);
    double[] expected =
        Arrays.stream(Reference.minus(up, down, 1)).map(v -> v / (2 * STEP)).toArray();
    NetworkPass pass = pass(variant.network(), Kernels.get());
    pass.forward(1, x, new int[] {TIMESTEP});
    assertNear(expected, pass.tangents(1, tangent), 3e-5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradients_areThoseOfTheSlowNetwork(Case variant) {
    float[] x = Draws.gaussians(1, 0, SHAPE.size());
    float[] adjoint = Draws.gaussians(1, 2, SHAPE.size());
    Network network = variant.network();
    NetworkPass pass = pass(network, Kernels.get());
    pass.forward(1, x, new int[] {TIMESTEP});
    float[] byImage = pass.backward(adjoint);
    double[] weights = Reference.toDouble(adjoint);
    for (String name :
        List.of(
            "down_blocks.0.downsamplers.0.conv.weight",
            "down_blocks.0.downsamplers.0.conv.bias",
            "time_embedding.linear_1.weight",
            "mid_block.attentions.0.to_q.weight",
            "conv_in.weight")) {
      float[] found = pass.gradient(network.parameters().get(name));
      for (int at : new int[] {0, found.length / 2, found.length - 1}) {
        SlowUNet slow = variant.slow();
        slow.move(name, at, STEP);
        double up = inner(slow.predict(Reference.toDouble(x), TIMESTEP), weights);
        slow.move(name, at, -2 * STEP);
        double down = inner(slow.predict(Reference.toDouble(x), TIMESTEP), weights);
        double expected = (up - down) / (2 * STEP);
        assertEquals(expected, found[at], 2e-4 * Math.max(1, Math.abs(expected)), name + " " + at);
      }
    }
    double[] direction = Draws.doubles(1, 3, SHAPE.size());
    double[] at = Reference.toDouble(x);
    SlowUNet slow = variant.slow();
    double up = inner(slow.predict(Reference.minus(at, direction, -STEP), TIMESTEP), weights);
    double down = inner(slow.predict(Reference.minus(at, direction, STEP), TIMESTEP), weights);
    double expected = (up - down) / (2 * STEP);
    assertEquals(
        expected,
        inner(Reference.toDouble(byImage), direction),
        2e-4 * Math.max(1, Math.abs(expected)));
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** By Winograd's way too, which a network with halved images takes for other layers. */
  @Test
  void predict_byEitherMethod_isTheSame() {
    UNetConfig config =
        UNetConfig.attendingOnce(new Shape(1, 16, 16), List.of(16, 16), 1, 8)
            .with(UNetVariant.ddpm());
    Network fast = Networks.random(config, 3);
    Network direct = Network.of(config, ConvolutionMethod.DIRECT);
    fast.parameters().forEach((name, p) -> direct.parameters().get(name).set(p.toArray()));
    float[] x = Draws.gaussians(1, 0, 2 * 256);
    int[] timesteps = {3, 900};
    float[] expected = pass(direct, Kernels.get()).predict(2, x, timesteps);
    assertArrayEquals(expected, pass(fast, Kernels.get()).predict(2, x, timesteps), 1e-4f);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void model_ofAnotherPrediction_predictsTheNoiseThatFollows(Prediction prediction) {
    UNetConfig config = config(UNetVariant.ddpm().with(prediction), 4);
    Network network = Networks.random(config, 5);
    UNetModel model = UNetModel.of(network, SCHEDULE);
    Batch x = Draws.batch(1, 0, SHAPE, 2);
    Batch tangents = Draws.batch(1, 1, SHAPE, 6);
    double bar = Reference.alphaBar(TIMESTEP);
    double alpha = Math.sqrt(bar);
    double sigma = Math.sqrt(1 - bar);
    SlowUNet slow = new SlowUNet(network, true, 1, 0);
    Linearization found = model.linearize(x, TIMESTEP, tangents);
    for (int row = 0; row < 2; row++) {
      double[] state = Reference.toDouble(x.row(row));
      double[] output = slow.predict(state, TIMESTEP);
      double[] expected = new double[output.length];
      // The definitions, solved for the noise.
      for (int i = 0; i < expected.length; i++) {
        expected[i] =
            switch (prediction) {
              case NOISE -> output[i];
              case VELOCITY -> alpha * output[i] + sigma * state[i];
              case SAMPLE -> (state[i] - alpha * output[i]) / sigma;
            };
      }
      assertNear(expected, found.value().row(row), 1e-5);
      for (int k = 0; k < 3; k++) {
        double[] direction = Reference.toDouble(tangents.row(3 * row + k));
        double[] up = slow.predict(Reference.minus(state, direction, -STEP), TIMESTEP);
        double[] down = slow.predict(Reference.minus(state, direction, STEP), TIMESTEP);
        double[] derivative = new double[up.length];
        for (int i = 0; i < derivative.length; i++) {
          double change = (up[i] - down[i]) / (2 * STEP);
          derivative[i] =
              switch (prediction) {
                case NOISE -> change;
                case VELOCITY -> alpha * change + sigma * direction[i];
                case SAMPLE -> (direction[i] - alpha * change) / sigma;
              };
        }
        assertNear(derivative, found.tangents().row(3 * row + k), 5e-5);
      }
    }
    assertEquals(model.predict(x, TIMESTEP), found.value());
  }

  static Stream<Prediction> predictions() {
    return Stream.of(Prediction.values());
  }

  @Test
  void losses_ofAnotherPrediction_areRefused() {
    Network network = Network.of(config(UNetVariant.usual().with(Prediction.VELOCITY), 4));
    String message =
        "losses are those of predicted noise, found a network whose output is v_prediction";
    assertIllegal(message, () -> TrainableUNet.of(network, AdamConfig.pytorch(1e-3), 0, SCHEDULE));
    assertIllegal(message, () -> network.config().requireNoise());
  }

  @Test
  void toString_namesWhatIsNotUsual() {
    UNetConfig usual = config(UNetVariant.usual(), 4);
    assertEquals(
        "UNetConfig[inputShape=2×8×12, outputChannels=2, channels=[8, 12],"
            + " downAttention=[false, true], upAttention=[true, false], midAttention=true,"
            + " layersPerBlock=1, headChannels=4, normGroups=4, normEpsilon=1.0E-6, dropout=0.0]",
        usual.toString());
    String other = usual.with(UNetVariant.ddpm().with(Prediction.SAMPLE)).toString();
    assertTrue(
        other.endsWith(
            "dropout=0.0, variant=UNetVariant[timeEmbedding=TimeEmbedding[cosinesFirst=false,"
                + " shift=1.0], paddedAfter=true, prediction=sample]]"),
        other);
  }

  @Test
  void halvingPaddedAfter_ofAnExecutorWithout_isRefusedByName() {
    NetBuilder<Integer> other = new OldBuilder();
    assertEquals(
        "this executor pads images on all sides before it halves them, and"
            + " down_blocks.0.downsamplers.0.conv is padded behind alone (downsample_padding 0)",
        assertThrows(
                UnsupportedOperationException.class,
                () -> UNet.build(config(UNetVariant.ddpm(), 4), other, 2, 8))
            .getMessage());
    assertEquals(2, UNet.build(config(UNetVariant.usual(), 4), other, 2, 8));
  }

  /** An executor from before there was such an option. */
  private static final class OldBuilder implements NetBuilder<Integer> {
    @Override
    public Integer convolution(String name, Integer x, int outputs, int kernel, int stride) {
      return outputs;
    }

    @Override
    public Integer linear(String name, Integer x, int outputs) {
      return outputs;
    }

    @Override
    public Integer groupNorm(String name, Integer x, int groups, double epsilon) {
      return x;
    }

    @Override
    public Integer silu(Integer x) {
      return x;
    }

    @Override
    public Integer attention(Integer query, Integer key, Integer value, int headSize) {
      return query;
    }

    @Override
    public Integer add(Integer a, Integer b) {
      return a;
    }

    @Override
    public Integer addToPixels(Integer image, Integer vector) {
      return image;
    }

    @Override
    public Integer concatenate(Integer first, Integer second) {
      return first + second;
    }

    @Override
    public Integer upsample(Integer x) {
      return x;
    }

    @Override
    public Integer dropout(Integer x, double probability) {
      return x;
    }
  }
}
