package org.abc4j.evaluation;

import java.util.Arrays;

/** The places of values in ascending order. Stateless. */
public final class Ranks {
  private Ranks() {}

  /**
   * Ranks from 1 for the least value; equal values share the mean of the ranks that they take up.
   *
   * <p>Infinite values are ranked like any other, and 0.0 equals −0.0.
   *
   * @param values any number of values, none of them NaN
   * @return the rank of each value, in the order of {@code values}; their sum is n(n + 1)/2
   * @throws IllegalArgumentException if a value is NaN, naming its index
   */
  public static double[] average(double[] values) {
    int n = values.length;
    double[] sorted = values.clone();
    for (int i = 0; i < n; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException("NaN has no rank, found it at index " + i);
      }
      // Arrays.sort and binarySearch tell the two zeros apart; a tie must not.
      sorted[i] += 0.0;
    }
    Arrays.sort(sorted);
    double[] rankAt = new double[n];
    for (int first = 0; first < n; ) {
      int end = first + 1;
      while (end < n && sorted[end] == sorted[first]) {
        end++;
      }
      // Ranks first + 1 to end; the sum stays in long range for any array.
      Arrays.fill(rankAt, first, end, ((long) first + 1 + end) / 2.0);
      first = end;
    }
    double[] ranks = new double[n];
    for (int i = 0; i < n; i++) {
      ranks[i] = rankAt[Arrays.binarySearch(sorted, values[i] + 0.0)];
    }
    return ranks;
  }
}
