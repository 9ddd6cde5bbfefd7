package org.abc4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;

/** The sum Σ fᵢ·cᵢ/n over the members whose coefficient is not 0. */
final class WeightedMean {
  private WeightedMean() {}

  static Batch predict(
      Ensemble ensemble,
      Batch x,
      int timestep,
      List<Coefficients> coefficients,
      Execution execution) {
    if (!x.shape().equals(ensemble.shape())) {
      throw new IllegalArgumentException(
          "this ensemble denoises samples of shape " + ensemble.shape() + ", found " + x.shape());
    }
    if (coefficients.size() != x.rows()) {
      throw new IllegalArgumentException(
          "each of " + x.rows() + " rows takes a coefficient vector, found " + coefficients.size());
    }
    int n = ensemble.size();
    coefficients.forEach(c -> c.requireSize(n));
    int m = x.shape().size();
    // As at the first step of a landscape, where each state is the start.
    boolean alike = rowsAreAlike(x);
    int[][] rowsOf = new int[n][];
    float[][] predictions = new float[n][];
    execution.forEach(
        n,
        i -> {
          rowsOf[i] =
              IntStream.range(0, x.rows()).filter(r -> coefficients.get(r).get(i) != 0).toArray();
          if (rowsOf[i].length > 0) {
            int[] asked = alike ? Arrays.copyOf(rowsOf[i], 1) : rowsOf[i];
            predictions[i] = evaluate(ensemble, i, x, asked, timestep, execution);
          }
        });

    double[] sums = new double[x.rows() * m];
    for (int i = 0; i < n; i++) {
      execution.checkCancelled();
      for (int k = 0; k < rowsOf[i].length; k++) {
        int row = rowsOf[i][k];
        addScaled(
            sums, row * m, predictions[i], alike ? 0 : k * m, m, coefficients.get(row).get(i) / n);
      }
    }
    return Batch.rounded(x.shape(), sums);
  }

  private static boolean rowsAreAlike(Batch x) {
    int m = x.shape().size();
    float[] values = x.toArray();
    return IntStream.range(1, x.rows())
        .allMatch(r -> Arrays.equals(values, 0, m, values, r * m, (r + 1) * m));
  }

  /** A member's predictions for some rows, and the question whether to go on before each block. */
  private static float[] evaluate(
      Ensemble ensemble, int index, Batch x, int[] rows, int timestep, Execution execution) {
    execution.checkCancelled();
    NoiseModel member = ensemble.member(index);
    int block = Math.max(1, member.preferredRows());
    int m = x.shape().size();
    float[] predictions = new float[rows.length * m];
    for (int first = 0; first < rows.length; first += block) {
      execution.checkCancelled();
      int count = Math.min(block, rows.length - first);
      int[] places = Arrays.copyOfRange(rows, first, first + count);
      Batch some = x.select(places);
      Batch answer = member.predict(some, timestep);
      float[] found =
          AnswerCheck.require("member " + index, timestep, some, answer, row -> places[row]);
      System.arraycopy(found, 0, predictions, first * m, found.length);
    }
    return predictions;
  }

  private static void addScaled(
      double[] sums, int at, float[] values, int from, int count, double weight) {
    for (int j = 0; j < count; j++) {
      sums[at + j] += weight * values[from + j];
    }
  }
}
