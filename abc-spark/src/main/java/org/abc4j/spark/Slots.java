package org.abc4j.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many tasks a cluster runs at a time, by what was asked for: work is cut before all executors
 * have registered. {@code spark.default.parallelism} is no number of processors, and not looked at.
 */
final class Slots {
  /** Whatever settings say: tasks are counted by multiples of this. */
  private static final int MOST = 1 << 20;

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([^,\\]]+).*)?");

  private Slots() {}

  static int of(JavaSparkContext spark) {
    SparkConf conf = spark.getConf();
    // The driver is among them.
    int executors = spark.sc().getExecutorMemoryStatus().size() - 1;
    // That of Spark is of processors that are there, unless somebody set it.
    int there = conf.contains("spark.default.parallelism") ? 0 : spark.defaultParallelism();
    return of(conf, executors, there);
  }

  /**
   * Tasks at a time, at least 1.
   *
   * @param conf the application's settings
   * @param executors that are there already
   * @param there processors that are there already, 0 if that is not known
   */
  static int of(SparkConf conf, int executors, int there) {
    int cpus = Math.max(1, conf.getInt("spark.task.cpus", 1));
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    long processors =
        local.matches()
            ? threads(local.group(1))
            : Math.max(there, onACluster(conf, Math.max(0, executors)));
    return (int) Math.max(1, Math.min(MOST, processors / cpus));
  }

  private static long threads(String text) {
    if (text == null) {
      return 1;
    }
    return text.equals("*") ? Runtime.getRuntime().availableProcessors() : Long.parseLong(text);
  }

  private static long onACluster(SparkConf conf, int registered) {
    int each = Math.max(1, conf.getInt("spark.executor.cores", 1));
    long executors = Math.max(registered, conf.getInt("spark.executor.instances", 0));
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      // Without a bound nobody knows; what it begins with is then the least.
      int most = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
      int least = conf.getInt("spark.dynamicAllocation.initialExecutors", 0);
      executors = Math.max(executors, most == Integer.MAX_VALUE ? least : most);
    }
    return Math.max(executors * each, conf.getInt("spark.cores.max", 0));
  }
}
