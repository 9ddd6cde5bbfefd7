package org.abc4j.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.ObservedKernels;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.NetworkPass.LayerObserver;

/**
 * Measures where the time of a pass through a network goes. How long a layer takes is the median of
 * passes whose kernels nobody watches; how it divides among its kernels is told by others whose
 * kernels are watched, less what watching costs. What is in no kernel is copying, padding and
 * adding.
 *
 * <p>In one JVM all plain measurements come before the first watched one: from then on the compiler
 * has seen two kinds of kernels, and whatever it compiles anew asks which. Not thread-safe.
 */
final class PassMeasurement {
  private static final int LEAST_PASSES = 9;
  private static final double WARM_SECONDS = 3;
  private static final double SECONDS = 1.5;
  private static final double GIGA = 1e9;

  private final String title;
  private final Network network;
  private final Work work;
  private final double warmSeconds;
  private final double seconds;
  private final Map<String, Double> plain = new LinkedHashMap<>();
  private final Map<String, Double> layers = new LinkedHashMap<>();
  private String layer = "";
  private long begin;

  /** A pass whose parts an observer hears of, and then of {@link NetworkPass#OUTPUT}. */
  interface Work {
    void run(NetworkPass pass, LayerObserver observer);
  }

  PassMeasurement(String title, UNetConfig config, Work work) {
    this(title, config, work, WARM_SECONDS, SECONDS);
  }

  private PassMeasurement(
      String title, Network network, Work work, double warmSeconds, double seconds) {
    this.title = title;
    this.network = network;
    this.work = work;
    this.warmSeconds = warmSeconds;
    this.seconds = seconds;
  }

  private PassMeasurement(
      String title, UNetConfig config, Work work, double warmSeconds, double seconds) {
    this(title, network(config), work, warmSeconds, seconds);
  }

  private static Network network(UNetConfig config) {
    Network network = Network.of(config);
    InitialWeights.set(network, 1, 0);
    return network;
  }

  /** The same for so many seconds of warm-up and of measurement; at least nine passes each. */
  PassMeasurement lasting(double warmUp, double measured) {
    return new PassMeasurement(title, network, work, warmUp, measured);
  }

  /** Measures each first, then watches each; tables in the same order. */
  static List<PredictionTable> tables(List<PassMeasurement> measurements, double peak) {
    measurements.forEach(PassMeasurement::measurePlain);
    return measurements.stream().map(measurement -> measurement.watched(peak)).toList();
  }

  private void measurePlain() {
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.unbounded());
    repeat(warmSeconds, () -> work.run(pass, this::begins));
    Map<String, List<Double>> times = new LinkedHashMap<>();
    repeat(
        seconds,
        () -> {
          layers.clear();
          work.run(pass, this::begins);
          layers.forEach(
              (kind, nanos) -> times.computeIfAbsent(kind, k -> new ArrayList<>()).add(nanos));
        });
    times.forEach(
        (kind, nanos) ->
            plain.put(kind, Quantiles.median(nanos.stream().mapToDouble(nano -> nano).toArray())));
  }

  private PredictionTable watched(double peak) {
    KernelParts parts = new KernelParts();
    NetworkPass pass =
        network.newPass(new ObservedKernels(Kernels.get(), parts), DerivedWeights.unbounded());
    LayerObserver observer =
        kind -> {
          begins(kind);
          parts.begin(kind);
        };
    repeat(warmSeconds, () -> work.run(pass, observer));
    parts.clear();
    long[] passes = new long[1];
    Map<String, Double> watched = new LinkedHashMap<>();
    repeat(
        seconds,
        () -> {
          layers.clear();
          work.run(pass, observer);
          layers.forEach((kind, nanos) -> watched.merge(kind, nanos, Double::sum));
          passes[0]++;
        });
    double cost = KernelParts.costOfWatching();
    List<PredictionTable.Row> rows = new ArrayList<>();
    plain.forEach(
        (kind, nanos) -> rows.addAll(parts.parts(kind, nanos, watched.get(kind), cost, passes[0])));
    return PredictionTable.ofRows(title + "; " + how(), rows, peak);
  }

  private String how() {
    return String.format(
        Locale.ROOT,
        "medians of passes over %.1f s after %.1f s, divided as watched passes are",
        seconds,
        warmSeconds);
  }

  private static void repeat(double seconds, Runnable pass) {
    long end = System.nanoTime() + (long) (seconds * GIGA);
    for (int i = 0; i < LEAST_PASSES || System.nanoTime() < end; i++) {
      pass.run();
    }
  }

  private void begins(String kind) {
    long now = System.nanoTime();
    if (!layer.isEmpty()) {
      layers.merge(layer, (double) (now - begin), Double::sum);
    }
    layer = kind.equals(NetworkPass.OUTPUT) ? "" : kind;
    begin = now;
  }
}
