package org.abc4j.bench.peers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.bytedeco.pytorch.Tensor;

/** Contests of training. */
final class Trainings {
  private static final AdamConfig ADAM = AdamConfig.pytorch(1e-4);
  private static final double GRADIENT_TOLERANCE = 1e-3;
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final int COMPARED_ROWS = 2;
  private static final int COMPARED_STEPS = 3;
  private static final double PASSES = 3;

  private Trainings() {}

  /**
   * One optimizer step: forward, backward and Adam.
   *
   * @param executors executors of ours to be timed beside the engine
   */
  static Contest step(UNetConfig config, int rows, List<OurExecutor> executors) {
    TrainingBatch batch = batch(config, rows);
    compareGradients(config);
    double[] expected = new double[COMPARED_STEPS];
    TrainableUNet ours = ours(config);
    Arrays.setAll(expected, step -> ours.train(batch));
    return new Contest(
        "training",
        config.channels(),
        rows,
        PASSES * rows * UNetCost.of(config).multiplyAdds(),
        1,
        1,
        "TrainableUNet.train, one step; libtorch's forward pass, grad and _fused_adam_;"
            + " the peak share counts a step as three forward passes",
        () -> ours.train(batch),
        List.of(
            Networks.ways(
                "training",
                (layout, attention) -> {
                  TorchUNet peer = TorchUNet.trained(Networks.network(config, 0), layout);
                  TorchAdam adam = new TorchAdam(ADAM, peer.weights().values());
                  Tensor x = peer.images(batch.noisy().toArray());
                  Tensor noise = peer.images(batch.noise().toArray());
                  Tensor time = peer.time(batch.timesteps());
                  for (double loss : expected) {
                    TorchUNet.Gradients found = peer.gradients(x, time, noise, attention);
                    if (!(Math.abs(loss - found.loss()) <= LOSS_TOLERANCE * loss)) {
                      throw new DifferentResultException(
                          "training: our losses are "
                              + Arrays.toString(expected)
                              + ", libtorch has "
                              + found.loss()
                              + " for one of them");
                    }
                    adam.step(found.gradients());
                    found.close();
                  }
                  return () -> {
                    TorchUNet.Gradients found = peer.gradients(x, time, noise, attention);
                    adam.step(found.gradients());
                    found.close();
                  };
                })),
        others(config, batch, expected, executors));
  }

  private static Map<String, Runnable> others(
      UNetConfig config, TrainingBatch batch, double[] expected, List<OurExecutor> executors) {
    Map<String, Runnable> others = new LinkedHashMap<>();
    for (OurExecutor executor : executors) {
      TrainableNoiseModel other =
          executor.training(Networks.network(config, 0), ADAM, Networks.SCHEDULE);
      for (double loss : expected) {
        double found = other.train(batch);
        if (!(Math.abs(loss - found) <= LOSS_TOLERANCE * loss)) {
          throw new DifferentResultException(
              "training: our engine's losses are "
                  + Arrays.toString(expected)
                  + ", "
                  + executor.title()
                  + " has "
                  + found
                  + " for one of them");
        }
      }
      others.put(executor.title(), () -> other.train(batch));
    }
    return others;
  }

  private static TrainableUNet ours(UNetConfig config) {
    return TrainableUNet.of(Networks.network(config, 0), ADAM, 0, Networks.SCHEDULE);
  }

  private static TrainingBatch batch(UNetConfig config, int rows) {
    CounterRandom random = CounterRandom.of(1, Purpose.TIMESTEP);
    int[] timesteps = new int[rows];
    Arrays.setAll(timesteps, row -> (int) random.below(Networks.SCHEDULE.steps(), row, 0, 0));
    Batch noise = Networks.images(config.inputShape(), rows, 2);
    Batch noisy = Networks.images(config.inputShape(), rows, 3);
    return TrainingBatch.of(noisy, timesteps, noise, CounterRandom.of(1, Purpose.DROPOUT), 0, 0);
  }

  /** Every gradient of a small batch, against libtorch's. */
  private static void compareGradients(UNetConfig config) {
    TrainingBatch batch = batch(config, COMPARED_ROWS);
    Network network = Networks.network(config, 0);
    TorchUNet peer = TorchUNet.trained(network, Layout.NCHW);
    TorchUNet.Gradients found =
        peer.gradients(
            peer.images(batch.noisy().toArray()),
            peer.time(batch.timesteps()),
            peer.images(batch.noise().toArray()),
            Attention.COMPOSED);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.shared());
    float[] noise = batch.noise().toArray();
    float[] adjoint = pass.forward(COMPARED_ROWS, batch.noisy().toArray(), batch.timesteps());
    for (int i = 0; i < adjoint.length; i++) {
      adjoint[i] = 2 * (adjoint[i] - noise[i]) / adjoint.length;
    }
    pass.backward(adjoint);
    Map<String, float[]> expected = new HashMap<>();
    List<String> names = List.copyOf(peer.weights().keySet());
    double largest = 0;
    for (int i = 0; i < names.size(); i++) {
      float[] values = TorchUNet.values(found.gradients().get(i));
      expected.put(names.get(i), values);
      largest = Math.max(largest, Comparison.largest(values));
    }
    // The gradients of to_k.bias are 0 but for rounding: hence a little of the largest of all.
    double absolute = GRADIENT_TOLERANCE * GRADIENT_TOLERANCE * largest;
    network
        .parameters()
        .forEach(
            (name, parameter) ->
                Comparison.require(
                    "gradient of " + name,
                    pass.gradient(parameter),
                    expected.get(name),
                    GRADIENT_TOLERANCE,
                    absolute));
    found.close();
  }
}
