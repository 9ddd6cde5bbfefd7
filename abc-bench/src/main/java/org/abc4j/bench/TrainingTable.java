package org.abc4j.bench;

import java.util.Arrays;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.NetworkPass;

/**
 * Where the time of a training step goes, by kernel: forward, as derivatives need it, and back to
 * the gradients of the weights. The optimizer's own step is not in it.
 */
final class TrainingTable {
  static final String FORWARD = "forward";
  static final String BACKWARD = "backward";
  private static final int TIMESTEP = 500;

  private TrainingTable() {}

  /** Measurements of steps on so many images. */
  static PassMeasurement measurement(String network, UNetConfig config, int images) {
    int size = images * config.inputShape().size();
    float[] x = KernelCall.gaussians(0, size);
    float[] adjoint = KernelCall.gaussians(1, size);
    int[] timesteps = new int[images];
    Arrays.fill(timesteps, TIMESTEP);
    return new PassMeasurement(
        network + ", training step on " + images + " without the optimizer",
        config,
        (pass, observer) -> {
          observer.begins(FORWARD);
          pass.forward(images, x, timesteps);
          observer.begins(BACKWARD);
          pass.backward(adjoint);
          observer.begins(NetworkPass.OUTPUT);
        });
  }
}
