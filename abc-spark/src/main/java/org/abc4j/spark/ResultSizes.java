package org.abc4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkContext;

/**
 * How much of what tasks come to the driver takes in one job. Spark ends a job, and what it has
 * found is lost, once its results are more than {@code spark.driver.maxResultSize}.
 *
 * @param most bytes of one job's results
 * @param setting what {@code spark.driver.maxResultSize} is, for errors
 */
record ResultSizes(long most, String setting) {
  static final String SETTING = "spark.driver.maxResultSize";

  /** What Spark says of a task beside its result, at most. */
  private static final long BESIDE = 1 << 14;

  /** Of the setting half, as a piece may be done twice; of the driver's memory a quarter. */
  private static final int OF_SETTING = 2;

  private static final int OF_MEMORY = 4;

  static ResultSizes of(SparkContext context) {
    long allowed = context.conf().getSizeAsBytes(SETTING, "1g");
    long memory = Runtime.getRuntime().maxMemory() / OF_MEMORY;
    return new ResultSizes(
        allowed <= 0 ? memory : Math.min(allowed / OF_SETTING, memory),
        context.conf().get(SETTING, "1g"));
  }

  /** How many of some things one piece may come to, at least 1. */
  int atOnce(long bytesOfEach) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (most - BESIDE) / bytesOfEach));
  }

  /**
   * Where jobs end whose results the driver can take.
   *
   * @param bytes how many bytes a piece comes to, at most
   * @return for each job the place after its last piece
   * @throws IllegalArgumentException if one piece may come to too much
   */
  <P> List<Integer> jobs(String what, List<P> pieces, ToLongFunction<P> bytes) {
    List<Integer> ends = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < pieces.size(); i++) {
      long next = Math.addExact(BESIDE, bytes.applyAsLong(pieces.get(i)));
      if (next > most) {
        throw new IllegalArgumentException(
            what
                + ": what one task comes to may take "
                + next
                + " bytes, and the driver takes "
                + most
                + " in a job, by "
                + SETTING
                + " "
                + setting
                + " and its memory: raise both");
      }
      if (sum + next > most) {
        ends.add(i);
        sum = 0;
      }
      sum += next;
    }
    if (!pieces.isEmpty()) {
      ends.add(pieces.size());
    }
    return ends;
  }
}
