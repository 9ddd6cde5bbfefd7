package org.abc4j.bench;

import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.NetworkPass;

/**
 * Where the time of forward mode goes: an image's prediction, as derivatives need it, and its
 * tangents by kind of layer.
 */
final class TangentsTable {
  static final String PRIMAL = "the prediction";
  private static final int TIMESTEP = 500;

  private TangentsTable() {}

  /** Measurements of so many tangents of one image. */
  static PassMeasurement measurement(String network, UNetConfig config, int tangents) {
    int size = config.inputShape().size();
    float[] x = KernelCall.gaussians(0, size);
    float[] directions = KernelCall.gaussians(1, tangents * size);
    int[] timesteps = {TIMESTEP};
    return new PassMeasurement(
        network + ", " + tangents + " tangents of one image",
        config,
        (pass, observer) -> {
          observer.begins(PRIMAL);
          pass.forward(1, x, timesteps);
          observer.begins(NetworkPass.OUTPUT);
          pass.tangents(tangents, directions, observer);
        });
  }
}
