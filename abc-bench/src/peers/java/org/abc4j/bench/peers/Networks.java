package org.abc4j.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.bytedeco.pytorch.Tensor;

/** Contests of one network: its predictions and their tangents. */
final class Networks {
  static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  static final double OUTPUT_TOLERANCE = 1e-4;
  static final double TANGENT_TOLERANCE = 1e-3;
  private static final int TIMESTEP = 500;

  private final UNetConfig config;
  private final double multiplyAdds;
  private final UNetModel model;
  private final Map<Layout, TorchUNet> peers = new LinkedHashMap<>();
  private final List<OrtUNet> onnx;
  private final Map<String, DifferentiableNoiseModel> others = new LinkedHashMap<>();

  /**
   * A network of initial weights.
   *
   * @param executors executors of ours to be timed beside the engine
   * @param onnxRuntime whether ONNX Runtime is a peer
   */
  Networks(UNetConfig config, List<OurExecutor> executors, boolean onnxRuntime) {
    this.config = config;
    this.multiplyAdds = UNetCost.of(config).multiplyAdds();
    Network network = network(config, 0);
    // One network may spend what it likes.
    this.model = UNetModel.of(network, SCHEDULE).with(DerivedWeights.unbounded());
    for (Layout layout : Layout.values()) {
      peers.put(layout, TorchUNet.of(network, layout));
    }
    this.onnx = onnxRuntime ? OrtUNet.all(List.of(network), 1) : List.of();
    executors.forEach(other -> others.put(other.title(), other.model(network, SCHEDULE)));
  }

  static Network network(UNetConfig config, int member) {
    Network network = Network.of(config);
    InitialWeights.set(network, 1, member);
    return network;
  }

  /** Standard normal images. */
  static Batch images(Shape shape, int count, int step) {
    CounterRandom random = CounterRandom.of(1, Purpose.EXAMPLE);
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(random.gaussians(row, step, shape.size()));
    }
    return Batch.ofRows(shape, rows);
  }

  /** Ways of libtorch that work, by name; those that do not are told of. */
  static Map<String, Runnable> ways(String what, BiFunction<Layout, Attention, Runnable> way) {
    Map<String, Runnable> ways = new LinkedHashMap<>();
    for (Layout layout : Layout.values()) {
      for (Attention attention : Attention.values()) {
        String name = layout + ", " + attention;
        try {
          Runnable work = way.apply(layout, attention);
          work.run();
          ways.put(name, work);
        } catch (RuntimeException failure) {
          if (failure instanceof IllegalStateException) {
            throw failure;
          }
          String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
          System.out.println("  " + what + ", " + name + ": libtorch cannot: " + reason);
        }
      }
    }
    return ways;
  }

  private Map<String, Runnable> others(Function<DifferentiableNoiseModel, Runnable> way) {
    Map<String, Runnable> ways = new LinkedHashMap<>();
    others.forEach((title, other) -> ways.put(title, way.apply(other)));
    return ways;
  }

  /** Predictions of a batch. */
  Contest forward(int batch) {
    Batch x = images(config.inputShape(), batch, 0);
    float[] expected = model.predict(x, TIMESTEP).toArray();
    return new Contest(
        "forward",
        config.channels(),
        batch,
        batch * multiplyAdds,
        1,
        1,
        "UNetModel.predict; libtorch without gradients, its images and time embedding at hand;"
            + " ONNX Runtime's CPU provider on the exported graph, its inputs at hand",
        () -> model.predict(x, TIMESTEP),
        List.of(
            ways(
                "forward",
                (layout, attention) -> {
                  TorchUNet peer = peers.get(layout);
                  Tensor images = peer.images(x.toArray());
                  Tensor time = peer.time(TIMESTEP);
                  Tensor predicted = peer.forward(images, time, attention);
                  Comparison.require(
                      "forward", expected, TorchUNet.values(predicted), OUTPUT_TOLERANCE);
                  predicted.close();
                  return () -> peer.forward(images, time, attention).close();
                }),
            OrtUNet.ways(onnx, way -> way.forward(x, TIMESTEP, expected))),
        others(
            other -> {
              float[] found = other.predict(x, TIMESTEP).toArray();
              Comparison.require("forward", found, expected, OUTPUT_TOLERANCE);
              return () -> other.predict(x, TIMESTEP);
            }));
  }

  /** One prediction and K tangents of it. */
  Contest tangents(int tangents) {
    Batch x = images(config.inputShape(), 1, 0);
    Batch directions = images(config.inputShape(), tangents, 1);
    Linearization expected = model.linearize(x, TIMESTEP, directions);
    return new Contest(
        "tangents",
        config.channels(),
        1,
        (1 + tangents) * multiplyAdds,
        1,
        1,
        "UNetModel.linearize of one image with "
            + tangents
            + " tangents; libtorch's native forward mode on a batch of "
            + tangents
            + " dual images",
        () -> model.linearize(x, TIMESTEP, directions),
        List.of(
            ways(
                "tangents",
                (layout, attention) -> {
                  TorchUNet peer = peers.get(layout);
                  Tensor image = peer.images(x.toArray());
                  Tensor dual = peer.images(directions.toArray());
                  Tensor time = peer.time(TIMESTEP);
                  Tensor found = peer.tangents(image, time, dual, attention);
                  Comparison.require(
                      "tangents",
                      expected.tangents().toArray(),
                      TorchUNet.values(found),
                      TANGENT_TOLERANCE);
                  found.close();
                  return () -> peer.tangents(image, time, dual, attention).close();
                })),
        others(
            other -> {
              Linearization found = other.linearize(x, TIMESTEP, directions);
              Comparison.require(
                  "tangents",
                  found.tangents().toArray(),
                  expected.tangents().toArray(),
                  TANGENT_TOLERANCE);
              return () -> other.linearize(x, TIMESTEP, directions);
            }));
  }
}
