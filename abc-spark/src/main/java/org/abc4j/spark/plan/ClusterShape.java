package org.abc4j.spark.plan;

/**
 * A cluster, as far as a plan knows it.
 *
 * @param executors processes that do tasks
 * @param cores tasks that each does at a time, a thread each
 * @param storageBytesPerSecond what shared storage gives to all of them together
 * @param executorBytesPerSecond what the network gives to one of them
 * @param driverTasksPerSecond tasks that the driver can start
 * @param spread standard deviation of the logarithm of equal tasks' times
 */
public record ClusterShape(
    int executors,
    int cores,
    double storageBytesPerSecond,
    double executorBytesPerSecond,
    double driverTasksPerSecond,
    double spread) {

  /**
   * Checks the ranges.
   *
   * @param executors processes that do tasks, at least 1
   * @param cores tasks that each does at a time, at least 1
   * @param storageBytesPerSecond what shared storage gives to all of them together
   * @param executorBytesPerSecond what the network gives to one of them
   * @param driverTasksPerSecond tasks that the driver can start
   * @param spread standard deviation of the logarithm of equal tasks' times, at least 0
   * @throws IllegalArgumentException if a number is out of range
   */
  public ClusterShape {
    requirePositive("executors", executors);
    requirePositive("cores", cores);
    requirePositive("storage's bytes a second", storageBytesPerSecond);
    requirePositive("an executor's bytes a second", executorBytesPerSecond);
    requirePositive("the driver's tasks a second", driverTasksPerSecond);
    if (!(spread >= 0 && spread <= 2)) {
      throw new IllegalArgumentException("a spread is from 0 to 2, found " + spread);
    }
  }

  static void requirePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " must be positive and finite, found " + value);
    }
  }

  /**
   * The same with another number of executors.
   *
   * @param number executors, at least 1
   * @return a copy
   */
  public ClusterShape withExecutors(int number) {
    return new ClusterShape(
        number, cores, storageBytesPerSecond, executorBytesPerSecond, driverTasksPerSecond, spread);
  }

  /**
   * Tasks that are done at a time.
   *
   * @return executors · cores
   */
  public int slots() {
    return Math.multiplyExact(executors, cores);
  }
}
