package org.abc4j.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.ObservedKernels;
import org.abc4j.kernel.ObservedKernels.Kind;

/**
 * What kernels were called in each part of watched passes, and how they divide its time. Not
 * thread-safe.
 */
final class KernelParts implements ObservedKernels.Observer {
  /** What is in no kernel. */
  static final String REST = "copies, sums, padding";

  private static final int CALIBRATION = 1 << 16;
  private static final int ROUNDS = 9;

  private final Map<String, Map<Kind, long[]>> calls = new HashMap<>();
  private String layer = "";

  /** From now on calls are those of this kind of layer. */
  void begin(String kind) {
    layer = kind;
  }

  void clear() {
    calls.clear();
  }

  @Override
  public void called(Kind kind, long elements, long nanos) {
    long[] sums =
        calls
            .computeIfAbsent(layer, k -> new EnumMap<>(Kind.class))
            .computeIfAbsent(kind, k -> new long[3]);
    sums[0]++;
    sums[1] += elements;
    sums[2] += nanos;
  }

  /**
   * Divides the time of a kind of layer among its kernels as the watched passes did. The parts add
   * up to that time.
   *
   * @param kind kind of layer
   * @param nanos its time in a pass that nobody watches
   * @param watchedNanos its time in all watched passes together
   * @param cost nanoseconds that watching a call takes
   * @param passes number of watched passes
   */
  List<PredictionTable.Row> parts(
      String kind, double nanos, double watchedNanos, double cost, long passes) {
    Map<Kind, long[]> kernels = calls.getOrDefault(kind, Map.of());
    double count = kernels.values().stream().mapToDouble(sums -> sums[0]).sum();
    double whole = Math.max(1, watchedNanos - count * cost);
    Map<Kind, Double> shares = new EnumMap<>(Kind.class);
    // About half of what watching costs lies between the two readings of the clock.
    kernels.forEach((k, sums) -> shares.put(k, Math.max(0, sums[2] - sums[0] * cost / 2) / whole));
    double divided = shares.values().stream().mapToDouble(share -> share).sum();
    List<PredictionTable.Row> rows = new ArrayList<>();
    shares.forEach(
        (k, share) ->
            rows.add(
                new PredictionTable.Row(
                    kind,
                    k.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    // The cost is an estimate: where it was taken too high, kernels share all.
                    share / Math.max(1, divided) * nanos,
                    PredictionTable.operations(k) * kernels.get(k)[1] / passes)));
    rows.add(new PredictionTable.Row(kind, REST, Math.max(0, 1 - divided) * nanos, 0));
    return rows;
  }

  /** Nanoseconds that a call under observation takes longer. */
  static double costOfWatching() {
    Kernels none = new ObservedKernels(Kernels.get(), new KernelParts());
    float[] nothing = new float[1];
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      long from = System.nanoTime();
      for (int i = 0; i < CALIBRATION; i++) {
        none.silu(0, nothing, nothing);
      }
      least = Math.min(least, (double) (System.nanoTime() - from) / CALIBRATION);
    }
    return least;
  }
}
