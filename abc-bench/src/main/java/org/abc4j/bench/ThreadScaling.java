package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;

/**
 * An exact landscape on 1, 2, 4 and so on to as many threads as the machine has: 64 sources, 9
 * members of which 5 survive each ablation, networks as they come with the examples. Members of a
 * step run side by side.
 */
final class ThreadScaling {
  private static final List<String> HEADER =
      List.of("threads", "time/op", "unit", "faster", "efficiency");
  private static final Set<String> NUMBERS = Set.of("threads", "time/op", "faster", "efficiency");
  private static final int SOURCES = 64;
  private static final int MEMBERS = 9;
  private static final int WEIGHT = 4;
  private static final int STEPS = 2;
  private static final int ROUNDS = 9;

  /** Rounds before those, in which the kernels are compiled. */
  private static final int WARM_UP = 6;

  private static final double PERCENT = 100;

  private ThreadScaling() {}

  /** Measures, in rounds over all numbers of threads, and requires the same bits of each. */
  static String measure() {
    List<Integer> threads = threads(Runtime.getRuntime().availableProcessors());
    Sample sample = sample();
    double[][] nanos = new double[threads.size()][ROUNDS];
    Landscape expected = new AblationAttributor().attribute(sample);
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int i = 0; i < threads.size(); i++) {
        double taken = nanos(sample, threads.get(i), expected);
        if (round >= 0) {
          nanos[i][round] = taken;
        }
      }
    }
    return format(threads, Arrays.stream(nanos).mapToDouble(Quantiles::median).toArray());
  }

  /** Powers of 2 below the number of processors, and that number. */
  static List<Integer> threads(int processors) {
    List<Integer> threads = new ArrayList<>();
    for (int count = 1; count < processors; count *= 2) {
      threads.add(count);
    }
    threads.add(processors);
    return threads;
  }

  /** A line for each number of threads; the first is that of 1. */
  static String format(List<Integer> threads, double[] nanos) {
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (int i = 0; i < nanos.length; i++) {
      double faster = nanos[0] / nanos[i];
      List<String> time = TextTable.time(nanos[i], Double.NaN);
      table.add(
          List.of(
              String.valueOf(threads.get(i)),
              time.get(0),
              time.get(2),
              TextTable.number(faster, 2),
              TextTable.number(PERCENT * faster / threads.get(i), 0) + "%"));
    }
    return "exact landscape, "
        + SOURCES
        + " sources, medians of "
        + ROUNDS
        + " rounds"
        + System.lineSeparator()
        + table.format();
  }

  private static double nanos(Sample sample, int threads, Landscape expected) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      AblationAttributor attributor =
          new AblationAttributor().with(Execution.sequential().on(pool, threads));
      long begin = System.nanoTime();
      Landscape found = attributor.attribute(sample);
      double nanos = System.nanoTime() - begin;
      for (int source = 0; source < SOURCES; source++) {
        Twins.requireEqual("distance " + source, found.distance(source), expected.distance(source));
      }
      return nanos;
    } finally {
      pool.shutdown();
    }
  }

  private static Sample sample() {
    UNetConfig config =
        UNetConfig.attendingAt(2, new Shape(1, 32, 32), List.of(16, 32, 32, 32), 1, 8);
    NoiseSchedule schedule = NoiseSchedule.linear();
    CodeAssignment code =
        Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.oneItemEach(SOURCES), 1);
    List<UNetModel> members =
        IntStream.range(0, MEMBERS)
            .mapToObj(
                member -> {
                  Network network = Network.of(config);
                  InitialWeights.set(network, 1, member);
                  return UNetModel.of(network, schedule);
                })
            .toList();
    return DdimSampler.steps(STEPS)
        .withSchedule(schedule)
        .sample(Ensemble.of(code, members), ExogenousNoise.philox(1).of(0));
  }
}
