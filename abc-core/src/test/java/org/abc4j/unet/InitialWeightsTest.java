package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {
  private static final UNetConfig CONFIG = TinyNetworks.config();

  private static Network network(long seed, int member) {
    return TinyNetworks.network(CONFIG, seed, member);
  }

  private static float[] values(Network network, String name) {
    return network.parameters().get(name).toArray();
  }

  /** PyTorch's default of the fan-in from the shape of the weight: all extents but the first. */
  private static double bound(Network network, Parameter parameter) {
    String weight = parameter.name().replaceAll("\\.bias$", ".weight");
    int[] shape = network.parameters().get(weight).shape();
    int fanIn = 1;
    for (int k = 1; k < shape.length; k++) {
      fanIn *= shape[k];
    }
    return 1 / Math.sqrt(fanIn);
  }

  @Test
  void set_weightsAndBiases_areUniformInPlusMinusRootOfFanIn() {
    Network network = network(1, 0);
    List<Double> scaled = new ArrayList<>();
    List<Double> scaledBiases = new ArrayList<>();
    for (Parameter parameter : network.parameters().values()) {
      if (parameter.name().contains("norm")) {
        continue;
      }
      for (float value : parameter.toArray()) {
        double unit = value / bound(network, parameter);
        assertTrue(Math.abs(unit) <= 1.0000001, parameter.name() + ": " + unit);
        (parameter.name().endsWith("bias") ? scaledBiases : scaled).add(unit);
      }
    }
    assertTrue(scaled.size() > 5000 && scaledBiases.size() > 100);
    assertUniform(scaled);
    assertUniform(scaledBiases);
  }

  private static void assertUniform(List<Double> values) {
    double[] sample = values.stream().mapToDouble(Double::doubleValue).toArray();
    double p =
        new KolmogorovSmirnovTest()
            .kolmogorovSmirnovTest(new UniformRealDistribution(-1, 1), sample, false);
    assertTrue(p > 1e-3, "p-value of uniform in [-1, 1]: " + p);
  }

  @Test
  void set_normalisations_are1And0() {
    Network network = network(1, 0);
    int norms = 0;
    for (Parameter parameter : network.parameters().values()) {
      if (parameter.name().contains("norm")) {
        float[] expected = new float[parameter.toArray().length];
        Arrays.fill(expected, parameter.name().endsWith("weight") ? 1 : 0);
        assertArrayEquals(expected, parameter.toArray(), parameter.name());
        norms++;
      }
    }
    assertTrue(norms > 10, "normalisations " + norms);
  }

  /** The address of each draw is part of every stored training. */
  @Test
  void set_value_isTheDrawAtItsAddress() {
    Network network = network(42, 3);
    CounterRandom random = CounterRandom.of(42, Purpose.INITIAL_WEIGHTS);
    int index = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] found = parameter.toArray();
      for (int i = 0; i < found.length && !parameter.name().contains("norm"); i++) {
        double unit = (random.bits(3, index, i) >>> 11) / 0x1p53;
        assertEquals((float) (bound(network, parameter) * (2 * unit - 1)), found[i]);
      }
      index++;
    }
  }

  @Test
  void set_anotherSeedOrMember_givesOtherWeights() {
    String name = "mid_block.attentions.0.to_q.weight";
    float[] one = values(network(1, 0), name);
    assertArrayEquals(one, values(network(1, 0), name));
    assertFalse(Arrays.equals(one, values(network(2, 0), name)));
    assertFalse(Arrays.equals(one, values(network(1, 1), name)));
    assertFalse(
        Arrays.equals(one, values(network(1, 0), "mid_block.attentions.0.to_k.weight")),
        "two maps of one shape");
  }

  @Test
  void set_again_replacesWhatWasThere() {
    Network network = network(1, 0);
    network.parameters().values().forEach(p -> p.set(new float[p.toArray().length]));
    InitialWeights.set(network, 1, 0);
    Network fresh = network(1, 0);
    network
        .parameters()
        .forEach((name, p) -> assertArrayEquals(values(fresh, name), p.toArray(), name));
  }
}
