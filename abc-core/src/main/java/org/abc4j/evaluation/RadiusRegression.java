package org.abc4j.evaluation;

import java.util.Arrays;

/**
 * The straight line through log₁₀ of the counterfactual radius over log₁₀ of the training set size,
 * by least squares: how attributability fades as training sets grow (section 3.6, Figure 7).
 *
 * <p>The paper's 23 ensembles give 2.464 − 0.2003·log₁₀ N, from which it extrapolates to N = 10⁸.
 *
 * <p>Immutable and thread-safe.
 */
public final class RadiusRegression {
  /** Of log₁₀ radius on log₁₀ N. */
  private final LeastSquaresLine line;

  private RadiusRegression(LeastSquaresLine line) {
    this.line = line;
  }

  /**
   * Fits the line to the means of log radii, one for each ensemble, as the paper does: first the
   * logarithm of each sample's radius, then the mean ({@link #meanLog10}).
   *
   * @param trainingSetSizes N of each ensemble, at least 3 finite positive values, not all equal
   * @param meanLog10Radii for each ensemble the mean of log₁₀ of its samples' radii
   * @return the line
   * @throws IllegalArgumentException if the lengths differ or are less than 3, if a size is not
   *     positive and finite or a radius not finite, naming the index, or if all sizes are equal
   * @throws ArithmeticException if the line exceeds the range of {@code double}
   */
  public static RadiusRegression ofMeanLog10Radii(
      double[] trainingSetSizes, double[] meanLog10Radii) {
    Samples.requirePairs("trainingSetSizes", trainingSetSizes, "meanLog10Radii", meanLog10Radii, 3);
    double[] x = log10("trainingSetSizes", trainingSetSizes);
    Samples.requireFinite("meanLog10Radii", meanLog10Radii);
    if (Arrays.stream(x).allMatch(log -> log == x[0])) {
      throw new IllegalArgumentException(
          "a line needs two different training set sizes, found only " + trainingSetSizes[0]);
    }
    return new RadiusRegression(LeastSquaresLine.of(x, meanLog10Radii));
  }

  /**
   * Fits the line to radii.
   *
   * @param trainingSetSizes N of each point, at least 3 finite positive values, not all equal
   * @param radii the radius of each point, finite and positive, in the unit of the distance used
   * @return the line
   * @throws IllegalArgumentException if the lengths differ or are less than 3, if a value is not
   *     positive and finite, naming the index, or if all sizes are equal
   */
  public static RadiusRegression ofRadii(double[] trainingSetSizes, double[] radii) {
    return ofMeanLog10Radii(trainingSetSizes, log10("radii", radii));
  }

  /**
   * The mean of log₁₀ of the radii of one ensemble's samples.
   *
   * @param radii at least one finite positive value; a sample of radius 0 has no logarithm and must
   *     be counted apart
   * @return the mean of their logarithms
   * @throws IllegalArgumentException if there is no radius, or if one is not positive and finite,
   *     naming its index
   */
  public static double meanLog10(double[] radii) {
    if (radii.length == 0) {
      throw new IllegalArgumentException("a mean needs at least 1 radius, found none");
    }
    return Samples.mean(log10("radii", radii));
  }

  private static double[] log10(String name, double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      logs[i] = log10(name + "[" + i + "]", values[i]);
    }
    return logs;
  }

  private static double log10(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive and finite, found " + value);
    }
    return StrictMath.log10(value);
  }

  /**
   * Change of log₁₀ radius for each tenfold growth of the training set.
   *
   * @return the slope
   */
  public double slope() {
    return line.slope();
  }

  /**
   * The line's log₁₀ radius at N = 1.
   *
   * @return the intercept
   */
  public double intercept() {
    return line.intercept();
  }

  /**
   * The part of the variance of log₁₀ radius that the line explains.
   *
   * @return R², from 0 to 1; NaN if all radii are equal
   */
  public double rSquared() {
    return line.rSquared();
  }

  /**
   * Two-sided p-value of the hypothesis that the slope is 0, by Student's t with two degrees of
   * freedom fewer than there are points.
   *
   * @return a value from 0 to 1; NaN if all radii are equal
   */
  public double pValue() {
    return line.pValue();
  }

  /**
   * The standard error of the slope, √(s²/Σ(log₁₀ N − mean)²) with s² the residuals' variance.
   *
   * @return at least 0
   */
  public double slopeStandardError() {
    return line.slopeStandardError();
  }

  /**
   * The confidence interval of the slope, by Student's t with n − 2 degrees of freedom: exact if
   * the points lie about a line with independent Gaussian errors of one variance.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @return slope ± t · {@link #slopeStandardError()}
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval slopeInterval(double confidence) {
    double half = line.slopeMargin(confidence);
    return new Interval(line.slope() - half, line.slope() + half);
  }

  /**
   * Number of points that the line was fitted to.
   *
   * @return at least 3
   */
  public int points() {
    return line.points();
  }

  /**
   * The radius that the line gives for a training set size.
   *
   * @param trainingSetSize N, finite and positive
   * @return 10^(intercept + slope·log₁₀ N), in the unit of the radii; 0 or infinite where that is
   *     out of the range of {@code double}
   * @throws IllegalArgumentException if the size is not positive and finite
   */
  public double predict(double trainingSetSize) {
    return StrictMath.pow(10, line.at(log10("trainingSetSize", trainingSetSize)));
  }

  /**
   * The confidence interval of what {@link #predict} gives: of the line, not of an ensemble. It
   * widens with the distance from the sizes that were fitted, and says nothing of whether the line
   * goes on there.
   *
   * @param trainingSetSize N, finite and positive
   * @param confidence 1 − α, above 0 and below 1
   * @return from one radius to another
   * @throws IllegalArgumentException if an argument is out of range
   */
  public Interval lineInterval(double trainingSetSize, double confidence) {
    double x = log10("trainingSetSize", trainingSetSize);
    return around(x, line.lineMargin(x, confidence));
  }

  /**
   * The interval in which the geometric mean radius of one more ensemble lies with the confidence.
   *
   * @param trainingSetSize N, finite and positive
   * @param confidence 1 − α, above 0 and below 1
   * @return from one radius to another
   * @throws IllegalArgumentException if an argument is out of range
   */
  public Interval predictionInterval(double trainingSetSize, double confidence) {
    double x = log10("trainingSetSize", trainingSetSize);
    return around(x, line.predictionMargin(x, confidence));
  }

  private Interval around(double x, double half) {
    double log = line.at(x);
    return new Interval(StrictMath.pow(10, log - half), StrictMath.pow(10, log + half));
  }

  @Override
  public String toString() {
    return "RadiusRegression[log10 radius = "
        + line.intercept()
        + " + "
        + line.slope()
        + "·log10 N, R² = "
        + line.rSquared()
        + ", p = "
        + line.pValue()
        + ", "
        + line.points()
        + " points]";
  }
}
