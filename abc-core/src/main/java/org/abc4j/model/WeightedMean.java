package org.abc4j.model;

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
    int[][] rowsOf = new int[n][];
    float[][] predictions = new float[n][];
    execution.forEach(
        n,
        i -> {
          rowsOf[i] =
              IntStream.range(0, x.rows()).filter(r -> coefficients.get(r).get(i) != 0).toArray();
          if (rowsOf[i].length > 0) {
            Batch given = x.select(rowsOf[i]);
            predictions[i] =
                AnswerCheck.require(
                    "member " + i,
                    timestep,
                    given,
                    ensemble.member(i).predict(given, timestep),
                    row -> rowsOf[i][row]);
          }
        });

    int m = x.shape().size();
    double[] sums = new double[x.rows() * m];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < rowsOf[i].length; k++) {
        int row = rowsOf[i][k];
        addScaled(sums, row * m, predictions[i], k * m, m, coefficients.get(row).get(i) / n);
      }
    }
    return Batch.rounded(x.shape(), sums);
  }

  private static void addScaled(
      double[] sums, int at, float[] values, int from, int count, double weight) {
    for (int j = 0; j < count; j++) {
      sums[at + j] += weight * values[from + j];
    }
  }
}
