package org.abc4j.spark.plan;

import java.util.PriorityQueue;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * How long equal tasks take together on some slots, if their times are log-normal and a driver
 * starts them one after the other, each on the slot that is free first. Drawn, as nobody has a
 * formula; the same numbers each time. Stateless.
 */
public final class TaskTimes {
  private static final long SEED = 1;
  private static final int DRAWN_TOGETHER = 1 << 12;
  private static final long MOST_TASKS = 10_000_000;

  private TaskTimes() {}

  /**
   * The time until the last task ends.
   *
   * @param tasks number of tasks, from 1 to ten million
   * @param slots tasks that are done at a time, at least 1
   * @param median the median of a task's time in seconds
   * @param spread standard deviation of the logarithm of a task's time
   * @param startsPerSecond tasks that the driver can start in a second
   * @return seconds
   * @throws IllegalArgumentException if a number is out of range
   */
  public static double makespan(
      long tasks, int slots, double median, double spread, double startsPerSecond) {
    if (!(tasks >= 1 && tasks <= MOST_TASKS)) {
      throw new IllegalArgumentException("tasks are from 1 to " + MOST_TASKS + ", found " + tasks);
    }
    ClusterShape.requirePositive("slots", slots);
    ClusterShape.requirePositive("a task's time", median);
    ClusterShape.requirePositive("starts a second", startsPerSecond);
    if (!(spread >= 0)) {
      throw new IllegalArgumentException("a spread is at least 0, found " + spread);
    }
    CounterRandom random = CounterRandom.of(SEED, Purpose.EXAMPLE);
    PriorityQueue<Double> ends = new PriorityQueue<>();
    float[] normals = {};
    double last = 0;
    for (long task = 0; task < tasks; task++) {
      int place = (int) (task % DRAWN_TOGETHER);
      if (place == 0) {
        int count = (int) Math.min(DRAWN_TOGETHER, tasks - task);
        normals = random.gaussians(task / DRAWN_TOGETHER, 0, count);
      }
      double free = ends.size() < slots ? 0 : ends.poll();
      double start = Math.max(free, task / startsPerSecond);
      double end = start + median * StrictMath.exp(spread * normals[place]);
      ends.add(end);
      last = Math.max(last, end);
    }
    return last;
  }

  /**
   * The mean of a task's time.
   *
   * @param median the median of a task's time in seconds
   * @param spread standard deviation of the logarithm of a task's time
   * @return median · exp(spread² / 2), in seconds
   */
  public static double mean(double median, double spread) {
    return median * StrictMath.exp(spread * spread / 2);
  }
}
