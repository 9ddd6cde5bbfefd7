package org.abc4j.evidence;

import org.abc4j.Execution;
import org.abc4j.Rows;

/**
 * How a state of a sample sees the training points: what the kernels of {@linkplain Template
 * templates} are made of. With x the state, x̂₀ the clean sample that the ensemble predicts from
 * it, x_j a point and x̄ their mean.
 *
 * <p>Immutable and thread-safe.
 */
public final class SeenPoints {
  /** What a point takes while templates are made: four numbers here, and two that they copy. */
  static final int MOST_BYTES_OF_POINT = 6 * Double.BYTES;

  private final double alphaBar;
  private final int timestep;
  private final double[] state;
  private final double[] clean;
  private final double[] squaredFromState;
  private final double[] squaredFromClean;
  private final double[] products;
  private final double[] whitenedProducts;

  private SeenPoints(FactualStep step, int count) {
    alphaBar = step.alphaBar();
    timestep = step.timestep();
    state = step.state();
    clean = step.clean();
    squaredFromState = new double[count];
    squaredFromClean = new double[count];
    products = new double[count];
    whitenedProducts = new double[count];
  }

  /** In one pass over the points. */
  static SeenPoints of(FactualStep step, Rows points, PointMoments moments, Execution execution) {
    SeenPoints seen = new SeenPoints(step, points.rows());
    double signal = Math.sqrt(step.alphaBar());
    double[] state = step.state();
    double[] clean = step.clean();
    double[] mean = moments.mean();
    double[] fromMean = Vectors.minus(clean, mean);
    double[] whitened = moments.whitened(fromMean);
    float[] row = new float[mean.length];
    for (int j = 0; j < points.rows(); j++) {
      execution.checkCancelled();
      points.copyRow(j, row);
      double ofState = 0;
      double ofClean = 0;
      double product = 0;
      double whitenedProduct = 0;
      for (int p = 0; p < row.length; p++) {
        double toState = state[p] - signal * row[p];
        double toClean = clean[p] - row[p];
        double deviation = row[p] - mean[p];
        ofState += toState * toState;
        ofClean += toClean * toClean;
        product += deviation * fromMean[p];
        whitenedProduct += deviation * whitened[p];
      }
      seen.squaredFromState[j] = ofState;
      seen.squaredFromClean[j] = ofClean;
      seen.products[j] = product;
      seen.whitenedProducts[j] = whitenedProduct;
    }
    return seen;
  }

  /**
   * Number of points.
   *
   * @return at least 1
   */
  public int count() {
    return products.length;
  }

  /**
   * The step's timestep.
   *
   * @return t
   */
  public int timestep() {
    return timestep;
  }

  /**
   * The step's ᾱ.
   *
   * @return from 0 to 1
   */
  public double alphaBar() {
    return alphaBar;
  }

  /**
   * x, for kernels of one's own.
   *
   * @return a copy, m values
   */
  public double[] state() {
    return state.clone();
  }

  /**
   * x̂₀.
   *
   * @return a copy, m values
   */
  public double[] clean() {
    return clean.clone();
  }

  /**
   * ‖x − √ᾱ·x_j‖².
   *
   * @return a copy, a value a point
   */
  public double[] squaredFromState() {
    return squaredFromState.clone();
  }

  /**
   * ‖x_j − x̂₀‖².
   *
   * @return a copy, a value a point
   */
  public double[] squaredFromClean() {
    return squaredFromClean.clone();
  }

  /**
   * (x_j − x̄)·(x̂₀ − x̄).
   *
   * @return a copy, a value a point
   */
  public double[] products() {
    return products.clone();
  }

  /**
   * (x_j − x̄)ᵀΩ⁻¹(x̂₀ − x̄), with Ω the covariance of at most 1,024 points, shrunk by 5 % of its
   * mean variance.
   *
   * @return a copy, a value a point
   */
  public double[] whitenedProducts() {
    return whitenedProducts.clone();
  }
}
