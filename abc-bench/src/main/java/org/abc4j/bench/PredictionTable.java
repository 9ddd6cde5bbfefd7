package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.ObservedKernels;
import org.abc4j.kernel.ObservedKernels.Kind;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;

/**
 * Where the time of a prediction goes, by kind of layer and kernel, and what share of the peak each
 * reaches with the arithmetic that it really does: a Winograd convolution's own products and maps,
 * columns that are filled up, {@code exp} as the operations of its polynomial.
 *
 * <p>How long a layer takes is measured by passes that nobody watches; how it divides among its
 * kernels by others whose kernels are watched, less what watching costs. What is in no kernel is
 * copying, padding and adding. Times are medians over passes. Immutable.
 */
final class PredictionTable {
  private static final List<String> HEADER =
      List.of("layers", "part", "time/op", "unit", "of time", "GFLOP/s", "of peak");
  private static final Set<String> NUMBERS = Set.of("time/op", "of time", "GFLOP/s", "of peak");
  private static final String REST = "copies, sums, padding";
  private static final int TIMESTEP = 500;
  private static final int LEAST_PASSES = 9;
  private static final double WARM_NANOS = 3e9;
  private static final double NANOS = 1.5e9;
  private static final int CALIBRATION = 1 << 16;
  private static final double PERCENT = 100;
  private static final double GIGA = 1e9;

  private final String title;
  private final List<Row> rows;
  private final double peak;

  private PredictionTable(String title, List<Row> rows, double peak) {
    this.title = title;
    this.rows = List.copyOf(rows);
    this.peak = peak;
  }

  /**
   * A part of a prediction.
   *
   * @param layers kind of layer
   * @param part kind of kernel, or what is in none
   * @param nanos time of a prediction that goes there
   * @param operations floating-point operations of it
   */
  record Row(String layers, String part, double nanos, double operations) {}

  /**
   * A table of parts, largest first.
   *
   * @param peak floating-point operations a second that the machine can do, NaN for unknown
   */
  static PredictionTable ofRows(String title, List<Row> rows, double peak) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> Double.compare(b.nanos(), a.nanos()));
    return new PredictionTable(title, sorted, peak);
  }

  /** Measures predictions of so many images. */
  static PredictionTable of(String network, UNetConfig config, int images, double peak) {
    Measurement measurement = new Measurement(config, images);
    return ofRows(network + ", " + images + " images", measurement.rows(), peak);
  }

  /** Operations of an element: see {@link KernelWork}. */
  static double operations(Kind kind) {
    return switch (kind) {
      case PRODUCT, DOTS -> 2;
      case WINOGRAD_INPUT -> 288;
      case WINOGRAD_OUTPUT -> 176;
      case WINOGRAD_OTHER -> 160;
      case SILU -> 25;
      case SILU_SLOPE -> 28;
      case SOFTMAX -> 24;
      case SCALE, SUMS -> 1;
      case SQUARES -> 3;
      case SOFTMAX_SLOPE, NORMALISE -> 4;
      case NORMALISE_SILU -> 29;
      case NORMAL_SILU_SLOPE, NORMAL_SILU_ADJOINT -> 30;
      case PROJECT -> 5;
      // A multiply-add each; softmax's part of a score is divided among the 8 channels of a head.
      case ATTENTION_POWERS -> 2 + 24.0 / 8;
      case ATTENTION_ADJOINTS -> 2 + 5.0 / 16;
      case ATTENTION_OUTER -> 2;
    };
  }

  String format() {
    double all = rows.stream().mapToDouble(Row::nanos).sum();
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (Row row : rows) {
      table.add(cells(row, all));
    }
    double operations = rows.stream().mapToDouble(Row::operations).sum();
    table.add(cells(new Row("all", "", all, operations), all));
    return title + System.lineSeparator() + table.format();
  }

  private List<String> cells(Row row, double all) {
    List<String> time = TextTable.time(row.nanos(), Double.NaN);
    boolean counted = row.operations() > 0;
    double rate = row.operations() / row.nanos();
    return List.of(
        row.layers(),
        row.part(),
        time.get(0),
        time.get(2),
        TextTable.number(PERCENT * row.nanos() / all, 1) + "%",
        counted ? TextTable.number(rate, 1) : "",
        counted ? TextTable.number(PERCENT * rate * GIGA / peak, 1) + "%" : "");
  }

  /** Passes through a network, some of them watched. Not thread-safe. */
  private static final class Measurement {
    private final NetworkPass plain;
    private final NetworkPass watched;
    private final int images;
    private final float[] x;
    private final int[] timesteps;
    private final Map<String, double[]> layers = new LinkedHashMap<>();
    private final Map<String, Map<Kind, long[]>> calls = new LinkedHashMap<>();
    private String layer = "";
    private long begin;

    Measurement(UNetConfig config, int images) {
      Network network = Network.of(config);
      InitialWeights.set(network, 1, 0);
      this.images = images;
      this.plain = network.newPass(Kernels.get(), DerivedWeights.unbounded());
      this.watched =
          network.newPass(
              new ObservedKernels(Kernels.get(), this::called), DerivedWeights.unbounded());
      this.x = KernelCall.gaussians(0, images * config.inputShape().size());
      this.timesteps = new int[images];
      Arrays.fill(timesteps, TIMESTEP);
    }

    List<Row> rows() {
      // Warm before any other kernels are known, so that the compiler need not ask which.
      repeat(WARM_NANOS, () -> plain.predict(images, x, timesteps));
      Map<String, List<Double>> times = new LinkedHashMap<>();
      repeat(
          NANOS,
          () -> {
            layers.clear();
            plain.predict(images, x, timesteps, this::begins);
            layers.forEach(
                (kind, sum) -> times.computeIfAbsent(kind, k -> new ArrayList<>()).add(sum[0]));
          });
      repeat(WARM_NANOS, () -> watched.predict(images, x, timesteps, kind -> layer = kind));
      calls.clear();
      long[] passes = new long[1];
      Map<String, Double> watchedNanos = new LinkedHashMap<>();
      repeat(
          NANOS,
          () -> {
            layers.clear();
            watched.predict(images, x, timesteps, this::begins);
            layers.forEach((kind, sum) -> watchedNanos.merge(kind, sum[0], Double::sum));
            passes[0]++;
          });
      double cost = costOfWatching();
      List<Row> rows = new ArrayList<>();
      times.forEach(
          (kind, all) ->
              rows.addAll(parts(kind, median(all), watchedNanos.get(kind), cost, passes[0])));
      return rows;
    }

    private static void repeat(double nanos, Runnable pass) {
      long end = System.nanoTime() + (long) nanos;
      for (int i = 0; i < LEAST_PASSES || System.nanoTime() < end; i++) {
        pass.run();
      }
    }

    private void begins(String kind) {
      long now = System.nanoTime();
      if (!layer.isEmpty()) {
        layers.computeIfAbsent(layer, k -> new double[1])[0] += now - begin;
      }
      layer = kind.equals(NetworkPass.OUTPUT) ? "" : kind;
      begin = now;
    }

    private void called(Kind kind, long elements, long nanos) {
      long[] sums =
          calls
              .computeIfAbsent(layer, k -> new EnumMap<>(Kind.class))
              .computeIfAbsent(kind, k -> new long[3]);
      sums[0]++;
      sums[1] += elements;
      sums[2] += nanos;
    }

    /** Nanoseconds that a call under observation takes longer. */
    private double costOfWatching() {
      Kernels none = new ObservedKernels(Kernels.get(), this::called);
      String before = layer;
      layer = "calibration";
      float[] nothing = new float[1];
      double least = Double.POSITIVE_INFINITY;
      for (int round = 0; round < LEAST_PASSES; round++) {
        long from = System.nanoTime();
        for (int i = 0; i < CALIBRATION; i++) {
          none.silu(0, nothing, nothing);
        }
        least = Math.min(least, (double) (System.nanoTime() - from) / CALIBRATION);
      }
      layer = before;
      calls.remove("calibration");
      return least;
    }

    /** Divides the time of a kind of layer among its kernels as the watched passes did. */
    private List<Row> parts(
        String kind, double nanos, double watchedNanos, double cost, long passes) {
      Map<Kind, long[]> kernels = calls.getOrDefault(kind, Map.of());
      double count = kernels.values().stream().mapToDouble(sums -> sums[0]).sum();
      double whole = Math.max(1, watchedNanos - count * cost);
      List<Row> rows = new ArrayList<>();
      double divided = 0;
      for (Map.Entry<Kind, long[]> entry : kernels.entrySet()) {
        long[] sums = entry.getValue();
        // About half of what watching costs lies between the two readings of the clock.
        double share = Math.max(0, sums[2] - sums[0] * cost / 2) / whole;
        divided += share;
        double operations = operations(entry.getKey()) * sums[1] / passes;
        rows.add(new Row(kind, name(entry.getKey()), share * nanos, operations));
      }
      rows.add(new Row(kind, REST, Math.max(0, 1 - divided) * nanos, 0));
      return rows;
    }

    private static String name(Kind kind) {
      return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static double median(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }
}
