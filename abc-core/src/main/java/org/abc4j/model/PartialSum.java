package org.abc4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The sum of weighted predictions so far, of rows for which it has been the same: rows of the same
 * bits whose coefficients have not differed yet.
 */
final class PartialSum {
  private final List<Integer> rows;
  private final double[] sum;

  private PartialSum(List<Integer> rows, double[] sum) {
    this.rows = rows;
    this.sum = sum;
  }

  /**
   * Nothing summed yet.
   *
   * @param like for each row the first that is the same bits
   * @param m values of a row
   */
  static List<PartialSum> empty(int[] like, int m) {
    Map<Integer, PartialSum> sums = new LinkedHashMap<>();
    for (int row = 0; row < like.length; row++) {
      sums.computeIfAbsent(like[row], first -> new PartialSum(new ArrayList<>(), new double[m]))
          .rows
          .add(row);
    }
    return List.copyOf(sums.values());
  }

  /** One of its rows. */
  int anyRow() {
    return rows.get(0);
  }

  /**
   * With a member's prediction added, which is the same for all rows; their weights may differ.
   *
   * @param weights of each row, 0 where the member is left out
   * @param prediction predictions of the member, null if no row takes it
   * @param from where that for these rows begins
   */
  List<PartialSum> plus(IntToDoubleFunction weights, float[] prediction, int from) {
    if (rows.size() == 1) {
      add(sum, weights.applyAsDouble(anyRow()), prediction, from);
      return List.of(this);
    }
    Map<Double, List<Integer>> parts = new LinkedHashMap<>();
    for (int row : rows) {
      parts
          .computeIfAbsent(weights.applyAsDouble(row) + 0.0, weight -> new ArrayList<>()) // no −0
          .add(row);
    }
    List<PartialSum> next = new ArrayList<>(parts.size());
    int left = parts.size();
    for (Map.Entry<Double, List<Integer>> part : parts.entrySet()) {
      // The last part takes the array, the others copies of what has not been added to yet.
      double[] own = --left > 0 ? sum.clone() : sum;
      add(own, part.getKey(), prediction, from);
      next.add(new PartialSum(part.getValue(), own));
    }
    return next;
  }

  /** Nothing at all where the weight is 0: what the member would say may be NaN. */
  private static void add(double[] sum, double weight, float[] prediction, int from) {
    if (weight != 0) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += weight * prediction[from + j];
      }
    }
  }

  /** Writes the sum to each of its rows. */
  void copyTo(double[] all) {
    for (int row : rows) {
      System.arraycopy(sum, 0, all, row * sum.length, sum.length);
    }
  }
}
