package org.abc4j.closedform;

import java.util.Objects;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * The exact noise predictor of a finite training set: the limit of a network that has memorised it.
 *
 * <p>x̂₀ is the posterior mean Σ pₖxₖ with p = softmax(−‖x − √ᾱxₖ‖²/(2(1 − ᾱ))), and ε̂ = (x −
 * √ᾱx̂₀)/√(1 − ᾱ). Its JVP is exact: ṗₖ = pₖ(l̇ₖ − Σ pl̇) with l̇ₖ = √ᾱ⟨xₖ, ẋ⟩/(1 − ᾱ). Samples of
 * an ensemble of such members blend a few training items, and first order in c is poor.
 *
 * <p>Immutable and thread-safe, calls may overlap.
 */
public final class PosteriorMeanDenoiser implements PreciseNoiseModel {
  private final Shape shape;
  private final NoiseSchedule schedule;
  private final Frame items;
  private final double[] squaredNorms;

  private PosteriorMeanDenoiser(Batch batch, NoiseSchedule schedule) {
    this.shape = batch.shape();
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    double[][] vectors = new double[batch.rows()][];
    this.squaredNorms = new double[vectors.length];
    for (int k = 0; k < vectors.length; k++) {
      vectors[k] = batch.select(k).toDoubleArray();
      for (double value : vectors[k]) {
        squaredNorms[k] += value * value;
      }
    }
    this.items = new Frame(shape.size(), vectors);
  }

  /**
   * The denoiser of a training set.
   *
   * @param items at least one training item
   * @param schedule the noise schedule
   * @return the denoiser
   * @throws IllegalArgumentException if there is no item
   */
  public static PosteriorMeanDenoiser of(Batch items, NoiseSchedule schedule) {
    Items.requireSome(items);
    return new PosteriorMeanDenoiser(items, schedule);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(schedule);
  }

  @Override
  public int preferredRows() {
    return Frame.ROW_BLOCK;
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    double[] rows = x.toDoubleArray();
    return Batch.rounded(shape, predict(rows, posterior(rows, x.rows(), timestep), timestep));
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents) {
    return linearize(x, timestep, tangents, () -> {});
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents, Execution execution) {
    return linearize(x, timestep, tangents, execution::checkCancelled);
  }

  private Linearization linearize(Batch x, int timestep, Batch tangents, Runnable before) {
    int perRow = DifferentiableNoiseModel.requireTangents(this, x, tangents);
    before.run();
    double[] rows = x.toDoubleArray();
    double[] posterior = posterior(rows, x.rows(), timestep);
    double[] directions = tangents.toDoubleArray();
    return Linearization.of(
        Batch.rounded(shape, predict(rows, posterior, timestep)),
        Batch.rounded(shape, tangents(directions, perRow, posterior, timestep, before)));
  }

  @Override
  public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
    return linearize(x, timestep, tangents, () -> {});
  }

  @Override
  public PreciseLinearization linearize(
      double[] x, int timestep, double[] tangents, Execution execution) {
    return linearize(x, timestep, tangents, execution::checkCancelled);
  }

  private PreciseLinearization linearize(
      double[] x, int timestep, double[] tangents, Runnable before) {
    int perRow = PreciseNoiseModel.requireValues(this, x, tangents);
    before.run();
    double[] posterior = posterior(x, 1, timestep);
    return PreciseLinearization.of(
        predict(x, posterior, timestep), tangents(tangents, perRow, posterior, timestep, before));
  }

  private double[] tangents(
      double[] directions, int perRow, double[] posterior, int timestep, Runnable before) {
    return Frame.inGroups(
        directions,
        shape.size(),
        before,
        (some, first) -> tangents(some, first, perRow, posterior, timestep));
  }

  /** Tangents of which {@code first} stand before them. */
  private double[] tangents(
      double[] directions, int first, int perRow, double[] posterior, int timestep) {
    double alphaBar = schedule.alphaBar(timestep);
    int rows = directions.length / shape.size();
    double[] weights = items.project(directions, rows);
    int n = items.count();
    for (int row = 0; row < rows; row++) {
      int p = (first + row) / perRow * n;
      double mean = 0;
      for (int k = 0; k < n; k++) {
        weights[row * n + k] *= Math.sqrt(alphaBar) / (1 - alphaBar);
        mean += posterior[p + k] * weights[row * n + k];
      }
      for (int k = 0; k < n; k++) {
        weights[row * n + k] = posterior[p + k] * (weights[row * n + k] - mean);
      }
    }
    return predict(directions, weights, timestep);
  }

  /** (x − √ᾱ·Σ weightₖxₖ)/√(1 − ᾱ) for each row. */
  private double[] predict(double[] rows, double[] weights, int timestep) {
    double alphaBar = schedule.alphaBar(timestep);
    double[] clean = new double[rows.length];
    items.addCombination(weights, rows.length / shape.size(), clean);
    for (int j = 0; j < clean.length; j++) {
      clean[j] = (rows[j] - Math.sqrt(alphaBar) * clean[j]) / Math.sqrt(1 - alphaBar);
    }
    return clean;
  }

  /** p for each row; ‖x‖² is common to all items and cancels. */
  private double[] posterior(double[] rows, int rowCount, int timestep) {
    double alphaBar = schedule.alphaBar(timestep);
    double[] p = items.project(rows, rowCount);
    int n = items.count();
    for (int row = 0; row < rowCount; row++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < n; k++) {
        int at = row * n + k;
        p[at] = (Math.sqrt(alphaBar) * p[at] - alphaBar * squaredNorms[k] / 2) / (1 - alphaBar);
        largest = Math.max(largest, p[at]);
      }
      double sum = 0;
      for (int k = 0; k < n; k++) {
        int at = row * n + k;
        p[at] = StrictMath.exp(p[at] - largest);
        sum += p[at];
      }
      for (int k = 0; k < n; k++) {
        p[row * n + k] /= sum;
      }
    }
    return p;
  }

  @Override
  public String toString() {
    return "PosteriorMeanDenoiser[" + shape + ", " + items.count() + " items]";
  }
}
