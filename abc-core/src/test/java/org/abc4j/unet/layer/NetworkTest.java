package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Masks;
import org.abc4j.testing.Networks;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final int SIZE = SHAPE.size();
  private static final Network NETWORK = Networks.random(Networks.tiny(SHAPE), 1);

  private static NetworkPass pass() {
    return NETWORK.newPass(Kernels.get(), DerivedWeights.shared());
  }

  @Test
  void of_new_hasAllWeightsZeroAndPredictsZero() {
    Network network = Network.of(Networks.tiny(SHAPE));
    for (Parameter parameter : network.parameters().values()) {
      assertArrayEquals(new float[parameter.toArray().length], parameter.toArray());
    }
    float[] x = Draws.gaussians(1, 0, SIZE);
    assertArrayEquals(
        new float[SIZE],
        network.newPass(Kernels.get(), DerivedWeights.shared()).forward(1, x, new int[] {5}));
  }

  @Test
  void parameters_namesAndShapes_areDiffusers() {
    List<String> found = new ArrayList<>();
    for (Parameter parameter : NETWORK.parameters().values()) {
      found.add(parameter.name() + Arrays.toString(parameter.shape()));
    }
    assertEquals("time_embedding.linear_1.weight[32, 8]", found.get(0));
    assertTrue(
        found.containsAll(
            Set.of(
                "conv_in.weight[8, 1, 3, 3]",
                "down_blocks.0.downsamplers.0.conv.weight[8, 8, 3, 3]",
                "down_blocks.1.attentions.0.group_norm.bias[8]",
                "down_blocks.1.attentions.0.to_out.0.weight[8, 8]",
                "mid_block.attentions.0.to_q.weight[8, 8]",
                "up_blocks.0.resnets.1.conv_shortcut.weight[8, 16, 1, 1]",
                "up_blocks.0.resnets.0.conv1.weight[8, 16, 3, 3]",
                "up_blocks.0.resnets.0.time_emb_proj.weight[8, 32]",
                "up_blocks.0.upsamplers.0.conv.bias[8]",
                "conv_norm_out.weight[8]",
                "conv_out.bias[1]")),
        found.toString());
  }

  @Test
  void parameters_changedMap_isRefused() {
    assertThrows(
        UnsupportedOperationException.class, () -> NETWORK.parameters().remove("conv_in.bias"));
  }

  @Test
  void predict_observed_isTheSameAndTellsOfEachLayer() {
    float[] x = Draws.gaussians(1, 0, SIZE);
    List<String> kinds = new ArrayList<>();
    float[] observed = pass().predict(1, x, new int[] {5}, kinds::add);
    assertArrayEquals(pass().forward(1, x, new int[] {5}), observed);
    assertEquals(NETWORK.layers().size() + 1, kinds.size());
    assertEquals(NetworkPass.OUTPUT, kinds.get(kinds.size() - 1));
    // Those of 8 channels are no network for Winograd's way.
    assertTrue(
        kinds.containsAll(
            Set.of(
                "direct 3x3",
                "direct 3x3, stride 2",
                "direct 1x1",
                "GroupNorm",
                "GroupNorm and SiLU",
                "Attention",
                "Concatenation")),
        kinds.toString());
    List<String> wide = new ArrayList<>();
    Network network = Network.of(UNetConfig.attendingOnce(SHAPE, List.of(16, 16), 1, 8));
    network.newPass(Kernels.get(), DerivedWeights.shared()).predict(1, x, new int[] {5}, wide::add);
    assertTrue(wide.contains("Winograd 3x3"), wide.toString());
  }

  @Test
  void forward_otherTimestep_isAnotherPrediction() {
    float[] x = Draws.gaussians(1, 0, SIZE);
    float[] one = pass().forward(1, x, new int[] {5});
    float[] other = pass().forward(1, x, new int[] {6});
    assertFalse(Arrays.equals(one, other));
  }

  @Test
  void forward_notANumberInOneRow_leavesTheOthers() {
    float[] x = Draws.gaussians(1, 0, 3 * SIZE);
    int[] timesteps = {1, 2, 3};
    float[] before = pass().forward(3, x, timesteps);
    x[SIZE + 7] = Float.NaN;
    float[] after = pass().forward(3, x, timesteps);
    for (int i = 0; i < after.length; i++) {
      if (i / SIZE == 1) {
        assertTrue(Float.isNaN(after[i]), "value " + i);
      } else {
        assertEquals(before[i], after[i], "value " + i);
      }
    }
  }

  private static void train(int rows, int block, int images, int timesteps, int noises) {
    DropoutMask none = (layer, first, probability, kept) -> Arrays.fill(kept, true);
    pass()
        .train(
            new Adam(AdamConfig.pytorch(1e-4), NETWORK.parameters().values()),
            rows,
            block,
            new float[images * SIZE],
            new int[timesteps],
            new float[noises * SIZE],
            none);
  }

  @Test
  void train_arraysOfOtherLengths_areRefused() {
    assertIllegal(
        "a step takes at least 1 row, in blocks of at least 1, found 0 and 1",
        () -> train(0, 1, 0, 0, 0));
    assertIllegal(
        "a step takes at least 1 row, in blocks of at least 1, found 1 and 0",
        () -> train(1, 0, 1, 1, 1));
    assertIllegal("a step of 2 rows takes as many timesteps, found 1", () -> train(2, 2, 2, 1, 2));
    assertThrows(IllegalArgumentException.class, () -> train(2, 2, 1, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> train(2, 2, 2, 2, 1));
  }

  @Test
  void pass_usedAgain_leavesNothingBehind() {
    NetworkPass used = pass();
    float[] many = Draws.gaussians(2, 0, 4 * SIZE);
    Arrays.fill(many, SIZE, 2 * SIZE, Float.NaN);
    used.forward(4, many, new int[] {1, 2, 3, 4});
    used.tangents(2, Draws.gaussians(2, 1, 8 * SIZE));
    used.backward(Draws.gaussians(2, 2, 4 * SIZE));
    float[] x = Draws.gaussians(3, 0, 3 * SIZE);
    float[] tangents = Draws.gaussians(3, 1, 9 * SIZE);
    float[] adjoint = Draws.gaussians(3, 2, 3 * SIZE);
    NetworkPass fresh = pass();
    int[] timesteps = {7, 8, 9};
    assertArrayEquals(fresh.forward(3, x, timesteps), used.forward(3, x, timesteps));
    assertArrayEquals(fresh.tangents(3, tangents), used.tangents(3, tangents));
    assertArrayEquals(fresh.backward(adjoint), used.backward(adjoint));
    for (Parameter parameter : NETWORK.parameters().values()) {
      assertArrayEquals(fresh.gradient(parameter), used.gradient(parameter), parameter.name());
    }
  }

  @Test
  void backward_afterTangents_isAsWithout() {
    float[] x = Draws.gaussians(3, 0, SIZE);
    float[] adjoint = Draws.gaussians(3, 2, SIZE);
    NetworkPass with = pass();
    NetworkPass without = pass();
    with.forward(1, x, new int[] {9});
    without.forward(1, x, new int[] {9});
    with.tangents(5, Draws.gaussians(3, 1, 5 * SIZE));
    assertArrayEquals(without.backward(adjoint), with.backward(adjoint));
  }

  @Test
  void set_weightAfterAPass_showsInTheNext() {
    Network network = Networks.random(Networks.tiny(SHAPE), 4);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    float[] x = Draws.gaussians(1, 0, SIZE);
    float[] before = pass.forward(1, x, new int[] {5});
    float[] bias = network.parameters().get("conv_out.bias").toArray();
    network.parameters().get("conv_out.bias").set(new float[] {bias[0] + 3});
    float[] after = pass.forward(1, x, new int[] {5});
    for (int i = 0; i < SIZE; i++) {
      assertEquals(before[i] + 3, after[i], 2e-6f);
    }
  }

  @Test
  void noRows_giveNothing() {
    NetworkPass pass = pass();
    assertEquals(0, pass.forward(0, new float[0], new int[0]).length);
    assertEquals(0, pass.tangents(3, new float[0]).length);
    assertEquals(0, pass.backward(new float[0]).length);
    assertArrayEquals(new float[1], pass.gradient(NETWORK.parameters().get("conv_out.bias")));
  }

  @Test
  void forward_otherLengths_areNamed() {
    assertIllegal(
        "2 images of 64 values have as many in all, found 64",
        () -> pass().forward(2, new float[SIZE], new int[2]));
    assertIllegal(
        "2 rows have as many timesteps, found 1",
        () -> pass().forward(2, new float[2 * SIZE], new int[1]));
    assertIllegal(
        "a timestep is at least 0, found -1",
        () -> pass().forward(1, new float[SIZE], new int[] {-1}));
  }

  @Test
  void derivatives_otherLengths_areNamed() {
    NetworkPass pass = pass();
    pass.forward(2, new float[2 * SIZE], new int[2]);
    assertIllegal(
        "6 tangents of 64 values have as many in all, found 128",
        () -> pass.tangents(3, new float[2 * SIZE]));
    assertIllegal(
        "2 adjoints of 64 values have as many in all, found 64",
        () -> pass.backward(new float[SIZE]));
  }

  @Test
  void output_unknownModule_isNamed() {
    NetworkPass pass = pass();
    pass.forward(1, new float[SIZE], new int[1]);
    assertIllegal("this network has no module up_blocks.7", () -> pass.output("up_blocks.7"));
    assertEquals(32, pass.output("time_embedding").length);
  }

  @Test
  void sumToPixels_vectorThatDependsOnTheImage_isRefused() {
    Node image = new Node(0, 2, 2, 3, true);
    assertFails(
        IllegalStateException.class,
        "a vector that depends on the noisy image has no rule here",
        () -> new SumToPixels(image, new Node(1, 1, 1, 3, true), new Node(2, 2, 2, 3, true)));
  }

  @Test
  void tangents_withDropoutOn_areRefused() {
    Network network = Networks.random(Networks.tiny(SHAPE).withDropout(0.5), 4);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    pass.forward(1, new float[SIZE], new int[1], Masks.keepAll());
    assertFails(
        IllegalStateException.class,
        "tangents are for prediction, and dropout is on",
        () -> pass.tangents(1, new float[SIZE]));
  }
}
