package org.abc4j.sampling;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.SampleNoise;

/**
 * One step of a sampler: x' = A·x̂₀ + B·x + C·ε̂ + Σⱼ Kⱼ·hⱼ + s·z with x̂₀ = (x − √(1 − ᾱ)·ε̂)/√ᾱ
 * and hⱼ what earlier steps kept; and what it keeps itself, other combinations of the same.
 *
 * <p>Most samplers keep nothing. Without clipping such a step is affine, x' = a·x + b·ε̂ + s·z with
 * a = B + A/√ᾱ and b = C − A·√(1 − ᾱ)/√ᾱ, and a tangent takes the very same step without the noise:
 * ẋ' = a·ẋ + b·ε̂˙. With clipping x̂₀ is held within ±{@code clip} while ε̂ is kept as predicted
 * (diffusers' default), and the tangent of x̂₀ is 0 where it saturates. Arithmetic is in {@code
 * double}; states, and what is kept of them, are rounded to {@code float} once a step.
 *
 * @param timestep training timestep t at which the model is evaluated
 * @param alphaBar ᾱ_t, in (0, 1)
 * @param update the weights of x'
 * @param keep the weights of each value that the step keeps for the next one
 * @param noiseWeight s, the weight of the fresh noise z; 0 if the step adds none
 * @param clip bound on |x̂₀|, positive; infinite for none
 */
public record SamplingStep(
    int timestep,
    double alphaBar,
    Combination update,
    List<Combination> keep,
    double noiseWeight,
    double clip) {

  /**
   * Checks ᾱ, the clip bound and that all weights are of as many kept values.
   *
   * @param timestep training timestep t at which the model is evaluated
   * @param alphaBar ᾱ_t, in (0, 1)
   * @param update the weights of x'
   * @param keep the weights of each value that the step keeps for the next one
   * @param noiseWeight s, the weight of the fresh noise z; 0 if the step adds none
   * @param clip bound on |x̂₀|, positive; infinite for none
   * @throws IllegalArgumentException if ᾱ is not in (0, 1), the bound is not positive or a
   *     combination is of another number of kept values than {@code update}
   */
  public SamplingStep {
    if (!(alphaBar > 0 && alphaBar < 1)) {
      throw new IllegalArgumentException(
          "ᾱ lies in (0, 1), but that of timestep " + timestep + " is " + alphaBar);
    }
    if (!(clip > 0)) {
      throw new IllegalArgumentException("a clip bound is positive, found " + clip);
    }
    keep = List.copyOf(keep);
    for (Combination kept : keep) {
      if (kept.kept().size() != update.kept().size()) {
        throw new IllegalArgumentException(
            "the step at timestep "
                + timestep
                + " takes "
                + update.kept().size()
                + " kept values, but one that it keeps takes "
                + kept.kept().size());
      }
    }
  }

  /**
   * A step that neither takes nor keeps anything but the state.
   *
   * @param timestep training timestep t at which the model is evaluated
   * @param alphaBar ᾱ_t, in (0, 1)
   * @param cleanWeight A, the weight of the predicted clean sample x̂₀
   * @param stateWeight B, the weight of the state x
   * @param predictionWeight C, the weight of the predicted noise ε̂
   * @param noiseWeight s, the weight of the fresh noise z; 0 if the step adds none
   * @param clip bound on |x̂₀|, positive; infinite for none
   * @throws IllegalArgumentException if ᾱ is not in (0, 1) or the bound is not positive
   */
  public SamplingStep(
      int timestep,
      double alphaBar,
      double cleanWeight,
      double stateWeight,
      double predictionWeight,
      double noiseWeight,
      double clip) {
    this(
        timestep,
        alphaBar,
        Combination.of(cleanWeight, stateWeight, predictionWeight),
        List.of(),
        noiseWeight,
        clip);
  }

  /**
   * A, the weight of the predicted clean sample x̂₀ in x'.
   *
   * @return A
   */
  public double cleanWeight() {
    return update.clean();
  }

  /**
   * B, the weight of the state x in x'.
   *
   * @return B
   */
  public double stateWeight() {
    return update.state();
  }

  /**
   * C, the weight of the predicted noise ε̂ in x'.
   *
   * @return C
   */
  public double predictionWeight() {
    return update.prediction();
  }

  /**
   * How many values of earlier steps the step takes.
   *
   * @return 0 for a step that needs the state alone
   */
  public int takes() {
    return update.kept().size();
  }

  /**
   * a, the weight of the state in an unclipped step.
   *
   * @return B + A/√ᾱ
   */
  public double a() {
    return update.stateWeight(alphaBar);
  }

  /**
   * b, the weight of the predicted noise in an unclipped step.
   *
   * @return C − A·√(1 − ᾱ)/√ᾱ
   */
  public double b() {
    return update.predictionWeight(alphaBar);
  }

  /**
   * Whether the step adds fresh noise.
   *
   * @return true if s ≠ 0
   */
  public boolean addsNoise() {
    return noiseWeight != 0;
  }

  /**
   * The fresh noise z that the step takes.
   *
   * @param shape shape of the samples
   * @param index place of the step in its sampler, 0 for the first one taken
   * @param noises exogenous noise of each sample
   * @return a row for each noise, or none if the step adds none
   */
  public Batch fresh(Shape shape, int index, List<SampleNoise> noises) {
    return addsNoise()
        ? Batch.ofRows(shape, noises.stream().map(noise -> noise.step(shape, index)).toList())
        : Batch.of(shape);
  }

  /**
   * The next value of one element, for a step that takes the state alone.
   *
   * @param x its state
   * @param predicted its predicted noise ε̂
   * @param fresh its fresh noise z; ignored if the step adds none
   * @return x'
   * @throws IllegalArgumentException if the step takes kept values
   */
  public double next(double x, double predicted, double fresh) {
    requireKept(0);
    double noise = addsNoise() ? noiseWeight * fresh : 0;
    if (clip == Double.POSITIVE_INFINITY) {
      return a() * x + b() * predicted + noise;
    }
    return combine(update, x, predicted) + noise;
  }

  /**
   * The next tangent of one element, for a step that takes the state alone.
   *
   * @param x its state
   * @param predicted its predicted noise ε̂
   * @param xTangent tangent of the state
   * @param predictedTangent tangent of the predicted noise
   * @return tangent of x'
   * @throws IllegalArgumentException if the step takes kept values
   */
  public double tangent(double x, double predicted, double xTangent, double predictedTangent) {
    requireKept(0);
    return saturates(x, predicted)
        ? stateWeight() * xTangent + predictionWeight() * predictedTangent
        : a() * xTangent + b() * predictedTangent;
  }

  /** A·x̂₀ + B·x + C·ε̂, with x̂₀ within the bound. */
  double combine(Combination of, double x, double predicted) {
    double clean = Math.max(-clip, Math.min(clip, clean(x, predicted)));
    return of.clean() * clean + of.state() * x + of.prediction() * predicted;
  }

  /** Whether the bound holds x̂₀. */
  boolean saturates(double x, double predicted) {
    return Math.abs(clean(x, predicted)) > clip;
  }

  private double clean(double x, double predicted) {
    return (x - Math.sqrt(1 - alphaBar) * predicted) / Math.sqrt(alphaBar);
  }

  private void requireKept(int found) {
    if (found != takes()) {
      throw new IllegalArgumentException(
          "the step at timestep "
              + timestep
              + " takes "
              + takes()
              + " kept values beside the state, found "
              + found);
    }
  }

  /**
   * Takes the step for every row of a batch, if it takes the state alone.
   *
   * @param x states
   * @param predicted predicted noise, as many rows
   * @param fresh fresh noise: as many rows, or one that all share; ignored if the step adds none
   * @return the next states
   * @throws IllegalArgumentException if a shape or a number of rows does not fit, or the step takes
   *     kept values
   * @throws ArithmeticException if a next state is not finite, naming row and value and what it was
   *     made from
   */
  public Batch next(Batch x, Batch predicted, Batch fresh) {
    return next(SamplerState.start(x), predicted, fresh).x();
  }

  /**
   * Takes the step for every row.
   *
   * @param state states, and what is kept of the steps before
   * @param predicted predicted noise, as many rows
   * @param fresh fresh noise: as many rows, or one that all share; ignored if the step adds none
   * @return the next states, and what is kept for the step after
   * @throws IllegalArgumentException if a shape or a number of rows does not fit, or the step takes
   *     another number of kept values
   * @throws ArithmeticException if a next state is not finite, naming row and value and what it was
   *     made from
   */
  public SamplerState next(SamplerState state, Batch predicted, Batch fresh) {
    requireKept(state.kept().size());
    Batch x = state.x();
    requireRows("predicted noise", predicted, x, x.rows());
    if (addsNoise()) {
      requireRows("fresh noise", fresh, x, fresh.rows() == 1 ? 1 : x.rows());
    }
    return StepArithmetic.next(this, state, predicted, fresh);
  }

  /**
   * Takes the step for one sample and its tangents, in {@code double} throughout.
   *
   * @param state the state and what is kept, each of m values, with K tangents
   * @param predicted predicted noise, m values
   * @param predictedTangents tangents of the predicted noise, K·m values, one after another
   * @param fresh fresh noise, m values; ignored if the step adds none
   * @return the next state and what is kept for the step after, with their tangents
   * @throws IllegalArgumentException if the numbers of values do not fit, or the step takes another
   *     number of kept values
   */
  public LinearizedState next(
      LinearizedState state, double[] predicted, double[] predictedTangents, float[] fresh) {
    requireKept(state.keptCount());
    double[] x = state.owned();
    requireTangents(x, predicted, state.ownedTangents(), predictedTangents);
    if (addsNoise() && fresh.length != x.length) {
      throw new IllegalArgumentException(
          "a state of " + x.length + " values takes as many of fresh noise, found " + fresh.length);
    }
    return StepArithmetic.next(this, state, predicted, predictedTangents, fresh);
  }

  /**
   * Takes the step for the tangents of every row of a batch, if it takes the state alone.
   *
   * @param x states before the step, B rows
   * @param predicted predicted noise, B rows
   * @param xTangents tangents of the states, B·K rows, row b·K + k the k-th of row b
   * @param predictedTangents tangents of the predicted noise, in the same order
   * @return tangents of the next states, in the same order
   * @throws IllegalArgumentException if a shape or a number of rows does not fit, or the step takes
   *     kept values
   */
  public Batch nextTangents(Batch x, Batch predicted, Batch xTangents, Batch predictedTangents) {
    requireKept(0);
    int perRow = x.rows() == 0 ? 0 : xTangents.rows() / x.rows();
    requireRows("predicted noise", predicted, x, x.rows());
    requireRows("tangents of the states", xTangents, x, perRow * x.rows());
    requireRows("tangents of the predicted noise", predictedTangents, x, xTangents.rows());
    double[] next = xTangents.toDoubleArray();
    StepArithmetic.tangents(
        this,
        update,
        x.rows(),
        x.toDoubleArray(),
        predicted.toDoubleArray(),
        next,
        predictedTangents.toDoubleArray());
    return Batch.rounded(x.shape(), next);
  }

  /**
   * Takes the step for the tangents of one state, in {@code double} throughout, if it takes the
   * state alone.
   *
   * @param x the state before the step, m values
   * @param predicted its predicted noise, m values
   * @param xTangents K tangents of the state, m values each, one after another
   * @param predictedTangents K tangents of the predicted noise, in the same order
   * @return K tangents of the next state, in the same order
   * @throws IllegalArgumentException if the numbers of values do not fit, or the step takes kept
   *     values
   */
  public double[] nextTangents(
      double[] x, double[] predicted, double[] xTangents, double[] predictedTangents) {
    requireKept(0);
    requireTangents(x, predicted, xTangents, predictedTangents);
    double[] next = xTangents.clone();
    StepArithmetic.tangents(this, update, 1, x, predicted, next, predictedTangents);
    return next;
  }

  private static void requireTangents(
      double[] x, double[] predicted, double[] xTangents, double[] predictedTangents) {
    if (predicted.length != x.length
        || predictedTangents.length != xTangents.length
        || (x.length == 0 ? xTangents.length != 0 : xTangents.length % x.length != 0)) {
      throw new IllegalArgumentException(
          "a state of m values has m of predicted noise, and each of K tangents m values, found "
              + x.length
              + ", "
              + predicted.length
              + ", tangents of "
              + xTangents.length
              + " and "
              + predictedTangents.length);
    }
  }

  private static void requireRows(String what, Batch found, Batch states, int rows) {
    if (!found.shape().equals(states.shape()) || found.rows() != rows) {
      throw new IllegalArgumentException(
          what + " must fit the states, " + states + ", but found " + found);
    }
  }
}
