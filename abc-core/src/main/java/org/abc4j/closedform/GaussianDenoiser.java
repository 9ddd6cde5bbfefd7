package org.abc4j.closedform;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
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
 * The exact noise predictor of Gaussian data: the Wiener filter of the training items' mean μ and
 * covariance S, with a ridge ρ.
 *
 * <p>x̂₀ = μ + √ᾱ·S(ᾱS + (1 − ᾱ)I)⁻¹(x − √ᾱμ), hence ε̂ = √(1 − ᾱ)·(ᾱS + (1 − ᾱ)I)⁻¹(x − √ᾱμ),
 * where S is the covariance with divisor "number of items" plus ρI. The predictor is affine in x,
 * so its JVP is the same filter without the mean, and it needs no training. Ensembles of such
 * members are nearly first order in c.
 *
 * <p>Items that hold a value which is not finite give a model that predicts NaN everywhere, as a
 * network trained on them would. Immutable and thread-safe, calls may overlap.
 */
public final class GaussianDenoiser implements PreciseNoiseModel {
  private final Shape shape;
  private final NoiseSchedule schedule;
  private final double ridge;
  private final double[] mean;

  /** Principal directions of the items and, for each, the variance along it without the ridge. */
  private final Frame directions;

  private final double[] variances;

  private GaussianDenoiser(
      Shape shape, NoiseSchedule schedule, double ridge, PrincipalComponents components) {
    this.shape = shape;
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.ridge = ridge;
    this.mean = components.mean();
    this.directions = new Frame(shape.size(), components.directions());
    this.variances = components.variances();
  }

  /**
   * Fits the denoiser to training items.
   *
   * @param items at least one training item
   * @param ridge ρ, added to the variance in every direction, finite and at least 0
   * @param schedule the noise schedule
   * @return the fitted denoiser
   * @throws IllegalArgumentException if there is no item or the ridge is negative or not finite
   * @throws CancellationException if the calling thread is interrupted
   */
  public static GaussianDenoiser fit(Batch items, double ridge, NoiseSchedule schedule) {
    return fit(items, ridge, schedule, Execution.sequential());
  }

  /**
   * Fits the denoiser to training items, with an end on request: a fit takes time that grows with
   * the cube of the lesser of their number and their values.
   *
   * @param items at least one training item
   * @param ridge ρ, added to the variance in every direction, finite and at least 0
   * @param schedule the noise schedule
   * @param execution asked whether to go on, many times a second; the work is done on the calling
   *     thread alone, and no progress is told
   * @return the fitted denoiser, the same bits for any execution
   * @throws IllegalArgumentException if there is no item or the ridge is negative or not finite
   * @throws CancellationException if the execution is cancelled
   */
  public static GaussianDenoiser fit(
      Batch items, double ridge, NoiseSchedule schedule, Execution execution) {
    if (!(ridge >= 0 && ridge < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a ridge is finite and at least 0, found " + ridge);
    }
    Items.requireSome(items);
    return new GaussianDenoiser(
        items.shape(),
        schedule,
        ridge,
        PrincipalComponents.of(items.toDoubleArray(), items.rows(), execution::checkCancelled));
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
    return Batch.rounded(shape, predict(x.toDoubleArray(), x.rows(), timestep));
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
    DifferentiableNoiseModel.requireTangents(this, x, tangents);
    before.run();
    Batch value = predict(x, timestep);
    double[] filtered = filterInGroups(tangents.toDoubleArray(), timestep, before);
    return Linearization.of(value, Batch.rounded(shape, filtered));
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
    PreciseNoiseModel.requireValues(this, x, tangents);
    before.run();
    double[] value = predict(x, 1, timestep);
    return PreciseLinearization.of(value, filterInGroups(tangents, timestep, before));
  }

  private double[] filterInGroups(double[] tangents, int timestep, Runnable before) {
    return Frame.inGroups(
        tangents,
        shape.size(),
        before,
        (some, first) -> filter(some, some.length / shape.size(), timestep));
  }

  private double[] predict(double[] x, int rows, int timestep) {
    double scale = Math.sqrt(schedule.alphaBar(timestep));
    double[] centred = x.clone();
    for (int j = 0; j < centred.length; j++) {
      centred[j] -= scale * mean[j % mean.length];
    }
    return filter(centred, rows, timestep);
  }

  /** √(1 − ᾱ)·(ᾱS + (1 − ᾱ)I)⁻¹ applied to each row. */
  private double[] filter(double[] rows, int rowCount, int timestep) {
    double alphaBar = schedule.alphaBar(timestep);
    double outside = gain(0, alphaBar);
    double[] weights = directions.project(rows, rowCount);
    for (int j = 0; j < weights.length; j++) {
      weights[j] *= gain(variances[j % variances.length], alphaBar) - outside;
    }
    double[] filtered = Arrays.stream(rows).map(value -> outside * value).toArray();
    directions.addCombination(weights, rowCount, filtered);
    return filtered;
  }

  private double gain(double variance, double alphaBar) {
    return Math.sqrt(1 - alphaBar) / (alphaBar * (variance + ridge) + (1 - alphaBar));
  }

  @Override
  public String toString() {
    return "GaussianDenoiser[" + shape + ", rank " + variances.length + ", ridge " + ridge + "]";
  }
}
