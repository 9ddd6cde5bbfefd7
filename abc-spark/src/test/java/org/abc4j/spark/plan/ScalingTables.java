package org.abc4j.spark.plan;

import java.util.List;
import java.util.Locale;
import org.abc4j.Shape;
import org.abc4j.codebook.CostModel;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;

/** The tables of docs/scaling.md, in its order. */
final class ScalingTables {
  /**
   * Large networks on a Zen 4 with AVX-512, of docs/performance.md; factors as measured for the
   * page.
   */
  static final EngineSpeed ZEN_4 = new EngineSpeed(86.8e9, 3.4, 0.95);

  /** Four threads and 10 Gbit/s an executor; an object store that gives 20 GB/s in all. */
  static final ClusterShape CLOUD = new ClusterShape(10, 4, 20e9, 1.25e9, 200, 0.15);

  private static final UNetCost SMALL = UNetCost.of(UNetConfig.paper());
  private static final UNetCost LARGE = UNetCost.of(UNetConfig.paperLarge());
  private static final UNetCost LATENT =
      UNetCost.of(
          UNetConfig.attendingOnce(new Shape(4, 32, 32), List.of(192, 384, 768, 768), 2, 32));

  private ScalingTables() {}

  static ClusterWork mnist() {
    return new ClusterWork("MNIST_8192", SMALL, new CostModel(8_192, 22, 11, 50, 50), 20_000, 128);
  }

  static ClusterWork cifar() {
    return new ClusterWork(
        "CIFAR-10_50000", LARGE, new CostModel(50_000, 22, 11, 6, 50), 100_000, 128);
  }

  static ClusterWork artBench() {
    return new ClusterWork("ArtBench", LATENT, new CostModel(2_108, 22, 11, 100, 50), 100_000, 128);
  }

  private static String table(ClusterWork work) {
    return ClusterPlan.table(work, ZEN_4, CLOUD, 1, 10, 100, 1_000);
  }

  /** Use of the threads by how many tasks there are for each. */
  static String stragglers() {
    int[] slots = {40, 400, 4_000};
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT, "%16s | %20s | %20s\n", "tasks a thread", "spread 0.15", "spread 0.5"));
    table.append(String.format(Locale.ROOT, "%16s |", "threads"));
    for (int half = 0; half < 2; half++) {
      for (int one : slots) {
        table.append(String.format(Locale.ROOT, " %6d", one));
      }
      table.append(half == 0 ? " |" : "\n");
    }
    for (int each : new int[] {1, 2, 4, 16, 64}) {
      table.append(String.format(Locale.ROOT, "%16d |", each));
      for (double spread : new double[] {0.15, 0.5}) {
        for (int one : slots) {
          double use =
              each
                  * TaskTimes.mean(1, spread)
                  / TaskTimes.makespan((long) one * each, one, 1, spread, 1e9);
          table.append(String.format(Locale.ROOT, " %4.0f %%", 100 * use));
        }
        table.append(spread < 0.2 ? " |" : "\n");
      }
    }
    return table.toString();
  }

  static List<String> all() {
    return List.of(table(artBench()), table(cifar()), table(mnist()), stragglers());
  }

  public static void main(String[] args) {
    all().forEach(table -> System.out.println("```text\n" + table + "```\n"));
  }
}
