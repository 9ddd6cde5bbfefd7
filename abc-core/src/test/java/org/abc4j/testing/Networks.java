package org.abc4j.testing;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/** Small U-Nets with random weights. */
public final class Networks {
  private Networks() {}

  /** Two blocks of 8 channels, attention in the second and in the middle: the fastest to run. */
  public static UNetConfig tiny(Shape shape) {
    return UNetConfig.attendingOnce(shape, List.of(8, 8), 1, 4);
  }

  /**
   * A network of random weights, every parameter away from what would hide a fault: scales about 1,
   * all biases other than 0, and outputs of about the size of noise.
   *
   * @param config its configuration
   * @param seed seed of the weights
   * @return the network
   */
  public static Network random(UNetConfig config, long seed) {
    Network network = Network.of(config);
    int stream = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] values = Draws.gaussians(seed, stream++, parameter.toArray().length);
      boolean weight = parameter.shape().length > 1;
      boolean scale = !weight && parameter.name().matches(".*norm[^.]*[.]weight");
      float size = weight ? (float) (1 / Math.sqrt(parameter.fanIn())) : 0.2f;
      for (int i = 0; i < values.length; i++) {
        values[i] = (scale ? 1 : 0) + size * values[i];
      }
      parameter.set(values);
    }
    return network;
  }
}
