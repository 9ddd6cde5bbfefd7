package org.abc4j.spark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long an ensemble's work takes on a cluster, and how much of the cluster's time is work: the
 * training, the bringing of members to executors, exact landscapes and Jacobians.
 *
 * <p>Times of a task are counted (evaluations of members × multiply-adds ÷ the engine's speed); how
 * tasks end together is drawn ({@link TaskTimes}). Not counted are memory that is too small, disks,
 * neighbours, and losses of executors: a lost one costs what it was doing and its members once
 * more. Immutable.
 */
public final class ClusterPlan {
  /** As {@code ClusterJobs} cuts landscapes: tasks of a thread, and sources of a task, at least. */
  private static final int TASKS_A_THREAD = 16;

  private static final int LEAST_SOURCES = 32;

  private final ClusterWork work;
  private final ClusterShape cluster;
  private final Phase training;
  private final double loadingSeconds;
  private final Phase landscapes;
  private final Phase jacobians;

  private ClusterPlan(ClusterWork work, EngineSpeed speed, ClusterShape cluster) {
    this.work = work;
    this.cluster = cluster;
    double prediction = speed.predictionSeconds(work.network());
    double member =
        work.trainingSteps() * (double) work.batchSize() * speed.trainingFactor() * prediction;
    int n = work.counts().members();
    long samples = work.counts().samples();
    long sources = work.counts().sources();
    this.training = phase(n, member, n * member, cluster);
    this.loadingSeconds =
        Math.max(
            work.ensembleBytes() / cluster.executorBytesPerSecond(),
            (double) cluster.executors() * work.ensembleBytes() / cluster.storageBytesPerSecond());
    long parts = Math.max(1, Math.min(parts(samples), sources / LEAST_SOURCES));
    this.landscapes =
        phase(
            samples * parts,
            work.landscapePredictions((double) sources / parts) * prediction,
            samples * work.landscapePredictions(sources) * prediction,
            cluster);
    long blocks = samples < cluster.slots() ? Math.min(n, ceil(cluster.slots(), samples)) : 1;
    double tangent = speed.tangentFactor();
    this.jacobians =
        phase(
            samples * blocks,
            work.jacobianPredictions(tangent, (double) n / blocks) * prediction,
            samples * work.jacobianPredictions(tangent, n) * prediction,
            cluster);
  }

  private long parts(long samples) {
    long tasks = (long) TASKS_A_THREAD * cluster.slots();
    return samples < tasks ? ceil(tasks, samples) : 1;
  }

  private static long ceil(long all, long each) {
    return (all - 1) / each + 1;
  }

  /**
   * Equal tasks that are done together.
   *
   * @param tasks how many
   * @param taskSeconds median of a task's time, on one thread
   * @param seconds time until the last has ended
   * @param use share of the threads' time in which they do what one machine would do too: they
   *     neither wait for the last task nor repeat what another task does
   */
  public record Phase(long tasks, double taskSeconds, double seconds, double use) {}

  /**
   * Plans work on a cluster, in the tasks that {@link org.abc4j.spark.ClusterJobs} makes of it.
   *
   * @param work what is to be done
   * @param speed how fast a thread is
   * @param cluster what there is to do it on
   * @return the plan
   */
  public static ClusterPlan of(ClusterWork work, EngineSpeed speed, ClusterShape cluster) {
    return new ClusterPlan(work, speed, cluster);
  }

  private static Phase phase(
      long tasks, double taskSeconds, double usefulSeconds, ClusterShape cluster) {
    double seconds =
        TaskTimes.makespan(
            tasks, cluster.slots(), taskSeconds, cluster.spread(), cluster.driverTasksPerSecond());
    double useful = TaskTimes.mean(usefulSeconds, cluster.spread());
    return new Phase(
        tasks, taskSeconds, seconds, Math.min(1, useful / (cluster.slots() * seconds)));
  }

  /**
   * A member a task.
   *
   * @return the training of all members
   */
  public Phase training() {
    return training;
  }

  /**
   * All members to each executor: as fast as its own network and all of storage allow.
   *
   * @return seconds
   */
  public double loadingSeconds() {
    return loadingSeconds;
  }

  /**
   * Some sources a task.
   *
   * @return the exact landscapes of all samples, once executors have the members
   */
  public Phase landscapes() {
    return landscapes;
  }

  /**
   * Some columns a task.
   *
   * @return the Jacobians of all samples, once executors have the members
   */
  public Phase jacobians() {
    return jacobians;
  }

  /**
   * Plans for several numbers of executors, as a table of a line each.
   *
   * @param work what is to be done
   * @param speed how fast a thread is
   * @param cluster what there is to do it on, but for the number
   * @param executors the numbers
   * @return lines that end with line feeds
   */
  public static String table(
      ClusterWork work, EngineSpeed speed, ClusterShape cluster, int... executors) {
    List<ClusterPlan> plans = new ArrayList<>();
    for (int number : executors) {
      plans.add(of(work, speed, cluster.withExecutors(number)));
    }
    StringBuilder table = new StringBuilder(head(work, speed));
    String row = "%9s %7s | %9s %6s | %8s %9s | %7s %9s %9s %6s | %6s %9s %6s\n";
    table.append(
        String.format(
            Locale.ROOT,
            row,
            "executors",
            "threads",
            "training",
            "use",
            "members",
            "loading",
            "tasks",
            "each",
            "landscape",
            "use",
            "tasks",
            "Jacobians",
            "use"));
    for (ClusterPlan plan : plans) {
      table.append(
          String.format(
              Locale.ROOT,
              row,
              plan.cluster.executors(),
              plan.cluster.slots(),
              time(plan.training.seconds()),
              percent(plan.training.use()),
              bytes((double) plan.cluster.executors() * work.ensembleBytes()),
              time(plan.loadingSeconds),
              plan.landscapes.tasks(),
              time(plan.landscapes.taskSeconds()),
              time(plan.landscapes.seconds()),
              percent(plan.landscapes.use()),
              plan.jacobians.tasks(),
              time(plan.jacobians.seconds()),
              percent(plan.jacobians.use())));
    }
    return table.toString();
  }

  private static String head(ClusterWork work, EngineSpeed speed) {
    double prediction = speed.predictionSeconds(work.network());
    double step = work.batchSize() * speed.trainingFactor() * prediction;
    return String.format(
        Locale.ROOT,
        "%s: %,d sources, n = %d, w = %d, samples: %d of %d steps\n"
            + "a member: %,d weights, %s; a prediction %.3f s (%.2f GMAC), an optimizer step %s\n",
        work.name(),
        work.counts().sources(),
        work.counts().members(),
        work.counts().weight(),
        work.counts().samples(),
        work.counts().steps(),
        work.network().parameters(),
        bytes(work.memberBytes()),
        prediction,
        work.network().multiplyAdds() * 1e-9,
        time(step));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** A time as people say it, with two or three digits. */
  static String time(double seconds) {
    double[] units = {86_400, 3_600, 60, 1};
    String[] names = {"d", "h", "min", "s"};
    for (int i = 0; i < units.length; i++) {
      double value = seconds / units[i];
      if (value >= 2 || i == units.length - 1) {
        return String.format(Locale.ROOT, value < 99.5 ? "%.1f %s" : "%,.0f %s", value, names[i]);
      }
    }
    throw new AssertionError();
  }

  /** A size as people say it, in powers of ten. */
  static String bytes(double bytes) {
    double[] units = {1e12, 1e9, 1e6};
    String[] names = {"TB", "GB", "MB"};
    for (int i = 0; i < units.length; i++) {
      if (bytes >= units[i] || i == units.length - 1) {
        return String.format(Locale.ROOT, "%.1f %s", bytes / units[i], names[i]);
      }
    }
    throw new AssertionError();
  }

  @Override
  public String toString() {
    return work.name() + " on " + cluster;
  }
}
