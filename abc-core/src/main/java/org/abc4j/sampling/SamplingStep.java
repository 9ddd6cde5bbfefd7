package org.abc4j.sampling;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.SampleNoise;

/**
 * One step of a sampler: x' = A·x̂₀ + B·x + C·ε̂ + s·z with x̂₀ = (x − √(1 − ᾱ)·ε̂)/√ᾱ.
 *
 * <p>Without clipping the step is affine, x' = a·x + b·ε̂ + s·z with a = B + A/√ᾱ and b = C − A·√(1
 * − ᾱ)/√ᾱ, and a tangent takes the very same step without the noise: ẋ' = a·ẋ + b·ε̂˙. With
 * clipping x̂₀ is held within ±{@code clip} while ε̂ is kept as predicted (diffusers' default), and
 * the tangent of x̂₀ is 0 where it saturates. Arithmetic is in {@code double}; states are rounded
 * to {@code float} once a step.
 *
 * @param timestep training timestep t at which the model is evaluated
 * @param alphaBar ᾱ_t, in (0, 1)
 * @param cleanWeight A, the weight of the predicted clean sample x̂₀
 * @param stateWeight B, the weight of the state x
 * @param predictionWeight C, the weight of the predicted noise ε̂
 * @param noiseWeight s, the weight of the fresh noise z; 0 if the step adds none
 * @param clip bound on |x̂₀|, positive; infinite for none
 */
public record SamplingStep(
    int timestep,
    double alphaBar,
    double cleanWeight,
    double stateWeight,
    double predictionWeight,
    double noiseWeight,
    double clip) {

  /**
   * Checks ᾱ and the clip bound.
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
  public SamplingStep {
    if (!(alphaBar > 0 && alphaBar < 1)) {
      throw new IllegalArgumentException(
          "ᾱ lies in (0, 1), but that of timestep " + timestep + " is " + alphaBar);
    }
    if (!(clip > 0)) {
      throw new IllegalArgumentException("a clip bound is positive, found " + clip);
    }
  }

  /**
   * a, the weight of the state in an unclipped step.
   *
   * @return B + A/√ᾱ
   */
  public double a() {
    return stateWeight + cleanWeight / Math.sqrt(alphaBar);
  }

  /**
   * b, the weight of the predicted noise in an unclipped step.
   *
   * @return C − A·√(1 − ᾱ)/√ᾱ
   */
  public double b() {
    return predictionWeight - cleanWeight * Math.sqrt(1 - alphaBar) / Math.sqrt(alphaBar);
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
   * The next value of one element.
   *
   * @param x its state
   * @param predicted its predicted noise ε̂
   * @param fresh its fresh noise z; ignored if the step adds none
   * @return x'
   */
  public double next(double x, double predicted, double fresh) {
    double noise = addsNoise() ? noiseWeight * fresh : 0;
    if (clip == Double.POSITIVE_INFINITY) {
      return a() * x + b() * predicted + noise;
    }
    double clean = Math.max(-clip, Math.min(clip, clean(x, predicted)));
    return cleanWeight * clean + stateWeight * x + predictionWeight * predicted + noise;
  }

  /**
   * The next tangent of one element.
   *
   * @param x its state
   * @param predicted its predicted noise ε̂
   * @param xTangent tangent of the state
   * @param predictedTangent tangent of the predicted noise
   * @return tangent of x'
   */
  public double tangent(double x, double predicted, double xTangent, double predictedTangent) {
    return saturates(x, predicted)
        ? stateWeight * xTangent + predictionWeight * predictedTangent
        : a() * xTangent + b() * predictedTangent;
  }

  private boolean saturates(double x, double predicted) {
    return Math.abs(clean(x, predicted)) > clip;
  }

  private double clean(double x, double predicted) {
    return (x - Math.sqrt(1 - alphaBar) * predicted) / Math.sqrt(alphaBar);
  }

  /**
   * Takes the step for every row of a batch.
   *
   * @param x states
   * @param predicted predicted noise, as many rows
   * @param fresh fresh noise: as many rows, or one that all share; ignored if the step adds none
   * @return the next states
   * @throws IllegalArgumentException if a shape or a number of rows does not fit
   * @throws ArithmeticException if a next state is not finite, naming row and value and what it was
   *     made from
   */
  public Batch next(Batch x, Batch predicted, Batch fresh) {
    requireRows("predicted noise", predicted, x, x.rows());
    if (addsNoise()) {
      requireRows("fresh noise", fresh, x, fresh.rows() == 1 ? 1 : x.rows());
    }
    float[] states = x.toArray();
    float[] epsilon = predicted.toArray();
    float[] z = addsNoise() ? fresh.toArray() : new float[0];
    boolean clipped = clip != Double.POSITIVE_INFINITY;
    double a = a();
    double b = b();
    double s = noiseWeight;
    for (int j = 0; j < states.length; j++) {
      double noise = addsNoise() ? z[j % z.length] : 0;
      float next =
          (float)
              (clipped
                  ? next(states[j], epsilon[j], noise)
                  : a * states[j] + b * epsilon[j] + s * noise);
      if (!(Math.abs(next) <= Float.MAX_VALUE)) {
        throw notFinite(j / x.shape().size(), j % x.shape().size(), states[j], epsilon[j], noise);
      }
      states[j] = next;
    }
    return Batch.of(x.shape(), states);
  }

  private ArithmeticException notFinite(int row, int at, double x, double predicted, double z) {
    return new ArithmeticException(
        "the step at timestep "
            + timestep
            + " takes row "
            + row
            + ", value "
            + at
            + ", to "
            + (float) next(x, predicted, z)
            + " from state "
            + (float) x
            + ", predicted noise "
            + (float) predicted
            + " and fresh noise "
            + (float) z);
  }

  /**
   * Takes the step for the tangents of every row of a batch.
   *
   * @param x states before the step, B rows
   * @param predicted predicted noise, B rows
   * @param xTangents tangents of the states, B·K rows, row b·K + k the k-th of row b
   * @param predictedTangents tangents of the predicted noise, in the same order
   * @return tangents of the next states, in the same order
   * @throws IllegalArgumentException if a shape or a number of rows does not fit
   */
  public Batch nextTangents(Batch x, Batch predicted, Batch xTangents, Batch predictedTangents) {
    int perRow = x.rows() == 0 ? 0 : xTangents.rows() / x.rows();
    requireRows("predicted noise", predicted, x, x.rows());
    requireRows("tangents of the states", xTangents, x, perRow * x.rows());
    requireRows("tangents of the predicted noise", predictedTangents, x, xTangents.rows());
    double[] next = xTangents.toDoubleArray();
    nextTangents(
        x.rows(),
        perRow,
        x.toDoubleArray(),
        predicted.toDoubleArray(),
        next,
        predictedTangents.toDoubleArray());
    return Batch.rounded(x.shape(), next);
  }

  /**
   * Takes the step for the tangents of one state, in {@code double} throughout.
   *
   * @param x the state before the step, m values
   * @param predicted its predicted noise, m values
   * @param xTangents K tangents of the state, m values each, one after another
   * @param predictedTangents K tangents of the predicted noise, in the same order
   * @return K tangents of the next state, in the same order
   * @throws IllegalArgumentException if the numbers of values do not fit
   */
  public double[] nextTangents(
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
    int tangents = x.length == 0 ? 0 : xTangents.length / x.length;
    double[] next = xTangents.clone();
    nextTangents(1, tangents, x, predicted, next, predictedTangents);
    return next;
  }

  private void nextTangents(
      int rows,
      int perRow,
      double[] states,
      double[] epsilon,
      double[] tangents,
      double[] epsilonTangents) {
    int m = rows == 0 ? 0 : states.length / rows;
    double a = a();
    double b = b();
    // What the state alone decides: the weights of both tangents, for each element.
    double[] ofState = new double[m];
    double[] ofPrediction = new double[m];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < m; j++) {
        boolean held = saturates(states[row * m + j], epsilon[row * m + j]);
        ofState[j] = held ? stateWeight : a;
        ofPrediction[j] = held ? predictionWeight : b;
      }
      for (int at = row * perRow * m; at < (row + 1) * perRow * m; at += m) {
        for (int j = 0; j < m; j++) {
          tangents[at + j] =
              ofState[j] * tangents[at + j] + ofPrediction[j] * epsilonTangents[at + j];
        }
      }
    }
  }

  private static void requireRows(String what, Batch found, Batch states, int rows) {
    if (!found.shape().equals(states.shape()) || found.rows() != rows) {
      throw new IllegalArgumentException(
          what + " must fit the states, " + states + ", but found " + found);
    }
  }
}
