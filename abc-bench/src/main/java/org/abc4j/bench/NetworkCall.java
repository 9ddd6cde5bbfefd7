package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.kernel.Kernels;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.ConvolutionMethod;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Parameter;

/** A pass through a network whose weights are those that training starts from. Not thread-safe. */
final class NetworkCall {
  private static final int TIMESTEP = 500;

  private final Network network;
  private final NetworkWork.Pass pass;
  private final int count;
  private final int rows;
  private final float[] images;
  private final float[] directions;
  private final int[] timesteps;

  /**
   * A pass.
   *
   * @param count images, or tangents of one image
   */
  NetworkCall(UNetConfig config, ConvolutionMethod method, NetworkWork.Pass pass, int count) {
    this.network = Network.of(config, method);
    InitialWeights.set(network, 1, 0);
    this.pass = pass;
    this.count = count;
    this.rows = pass == NetworkWork.Pass.TANGENTS ? 1 : count;
    int size = config.inputShape().size();
    this.images = KernelCall.gaussians(0, rows * size);
    this.directions = KernelCall.gaussians(1, count * size);
    this.timesteps = new int[rows];
    Arrays.fill(timesteps, TIMESTEP);
  }

  /** A pass that is ready to run again and again: what derivatives need has been computed. */
  Running on(Kernels kernels) {
    NetworkPass running = network.newPass(kernels, DerivedWeights.shared());
    running.forward(rows, images, timesteps);
    return new Running(running);
  }

  /** Compares all that two passes give, bit by bit. */
  void requireSameBits(String what, Kernels kernels, Kernels twin) {
    List<float[]> found = on(kernels).results();
    List<float[]> expected = on(twin).results();
    for (int i = 0; i < found.size(); i++) {
      Twins.requireSameBits(what + ", array " + i, found.get(i), expected.get(i));
    }
  }

  /** With the arrays of one thread. */
  final class Running {
    private final NetworkPass running;

    private Running(NetworkPass running) {
      this.running = running;
    }

    /** Predictions, or their tangents, or the images' adjoints. */
    float[] run() {
      return switch (pass) {
        case VALUE -> running.forward(rows, images, timesteps);
        case TANGENTS -> running.tangents(count, directions);
        case BACKWARD -> running.backward(directions);
      };
    }

    /** What a run gives, and the gradients if it has any. */
    private List<float[]> results() {
      List<float[]> results = new ArrayList<>(List.of(run()));
      if (pass == NetworkWork.Pass.BACKWARD) {
        for (Parameter parameter : network.parameters().values()) {
          results.add(running.gradient(parameter));
        }
      }
      return results;
    }
  }
}
