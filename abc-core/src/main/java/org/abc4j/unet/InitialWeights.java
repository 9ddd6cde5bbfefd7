package org.abc4j.unet;

import java.util.Arrays;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * The weights that training starts from, PyTorch's defaults: weights and biases of convolutions and
 * linear maps uniform in ±1/√fan-in, normalisations 1 and 0.
 */
public final class InitialWeights {
  private static final double TO_UNIT = 0x1.0p-53;
  private static final String BIAS = ".bias";
  private static final String WEIGHT = ".weight";

  private InitialWeights() {}

  /**
   * Sets all weights of a network.
   *
   * @param network the network
   * @param seed seed of the draws
   * @param member which member's weights: different members start from different ones
   */
  public static void set(Network network, long seed, int member) {
    CounterRandom random = CounterRandom.of(seed, Purpose.INITIAL_WEIGHTS);
    int index = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] values = parameter.toArray();
      if (isNorm(network, parameter)) {
        Arrays.fill(values, parameter.name().endsWith(BIAS) ? 0 : 1);
      } else {
        double bound = bound(network, parameter);
        long[] bits = new long[values.length];
        random.bits(member, index, 0, bits);
        for (int i = 0; i < values.length; i++) {
          double unit = (bits[i] >>> 11) * TO_UNIT;
          values[i] = (float) (bound * (2 * unit - 1));
        }
      }
      parameter.set(values);
      index++;
    }
  }

  /** 1/√fan-in of the weight that a parameter is or belongs to. */
  private static double bound(Network network, Parameter parameter) {
    return 1 / Math.sqrt(weightOf(network, parameter).fanIn());
  }

  /** Normalisations are those whose weight is a vector. */
  private static boolean isNorm(Network network, Parameter parameter) {
    return weightOf(network, parameter).shape().length == 1;
  }

  private static Parameter weightOf(Network network, Parameter parameter) {
    String name = parameter.name();
    return name.endsWith(BIAS)
        ? network.parameters().get(name.substring(0, name.length() - BIAS.length()) + WEIGHT)
        : parameter;
  }
}
