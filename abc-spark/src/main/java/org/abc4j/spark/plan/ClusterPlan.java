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
  private final ClusterWork work;
  private final ClusterShape cluster;
  private final Phase training;
  private final double loadingSeconds;
  private final Phase landscapes;
  private final Phase jacobians;

  private ClusterPlan(
      ClusterWork work,
      ClusterShape cluster,
      Phase training,
      double loadingSeconds,
      Phase landscapes,
      Phase jacobians) {
    this.work = work;
    this.cluster = cluster;
    this.training = training;
    this.loadingSeconds = loadingSeconds;
    this.landscapes = landscapes;
    this.jacobians = jacobians;
  }

  /**
   * Equal tasks that are done together.
   *
   * @param tasks how many
   * @param taskSeconds median of a task's time, on one thread
   * @param seconds time until the last has ended
   * @param use share of the cluster's threads that work meanwhile, on average
   */
  public record Phase(long tasks, double taskSeconds, double seconds, double use) {}

  /**
   * Plans work on a cluster.
   *
   * @param work what is to be done
   * @param speed how fast a thread is
   * @param cluster what there is to do it on
   * @return the plan
   */
  public static ClusterPlan of(ClusterWork work, EngineSpeed speed, ClusterShape cluster) {
    double prediction = speed.predictionSeconds(work.network());
    double member =
        work.trainingSteps() * (double) work.batchSize() * speed.trainingFactor() * prediction;
    return new ClusterPlan(
        work,
        cluster,
        phase(work.counts().members(), member, cluster),
        Math.max(
            work.ensembleBytes() / cluster.executorBytesPerSecond(),
            (double) cluster.executors() * work.ensembleBytes() / cluster.storageBytesPerSecond()),
        phase(work.landscapeTasks(), work.landscapePredictions() * prediction, cluster),
        phase(
            work.jacobianTasks(),
            work.jacobianPredictions(speed.tangentFactor()) * prediction,
            cluster));
  }

  private static Phase phase(long tasks, double taskSeconds, ClusterShape cluster) {
    double seconds =
        TaskTimes.makespan(
            tasks, cluster.slots(), taskSeconds, cluster.spread(), cluster.driverTasksPerSecond());
    double busy = tasks * TaskTimes.mean(taskSeconds, cluster.spread());
    return new Phase(tasks, taskSeconds, seconds, Math.min(1, busy / (cluster.slots() * seconds)));
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
    ClusterPlan first = plans.get(0);
    StringBuilder table = new StringBuilder(first.head(speed));
    String row = "%9s %7s | %9s %5s | %9s %9s | %9s %5s | %9s %5s%n".replace("%n", "\n");
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
            "landscape",
            "use",
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
              time(plan.landscapes.seconds()),
              percent(plan.landscapes.use()),
              time(plan.jacobians.seconds()),
              percent(plan.jacobians.use())));
    }
    return table.toString();
  }

  private String head(EngineSpeed speed) {
    return String.format(
        Locale.ROOT,
        "%s: %,d sources, n = %d, w = %d, samples: %d of %d steps\n"
            + "a member: %,d weights, %s; a prediction %.3f s (%.2f GMAC)\n"
            + "a task: training %s, exact landscape %s (%,d tasks of %d sources),"
            + " Jacobian %s (%,d of %d columns)\n",
        work.name(),
        work.counts().sources(),
        work.counts().members(),
        work.counts().weight(),
        work.counts().samples(),
        work.counts().steps(),
        work.network().parameters(),
        bytes(work.memberBytes()),
        speed.predictionSeconds(work.network()),
        work.network().multiplyAdds() * 1e-9,
        time(training.taskSeconds()),
        time(landscapes.taskSeconds()),
        landscapes.tasks(),
        work.rows(),
        time(jacobians.taskSeconds()),
        jacobians.tasks(),
        work.columns());
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
