package org.abc4j.evaluation;

import java.util.Arrays;

/**
 * The straight line through points by least squares, all points weighing the same, and how sure it
 * is. Intervals and the p-value are exact if the points lie about a line with independent Gaussian
 * errors of one variance.
 *
 * <p>Immutable and thread-safe.
 */
public final class LeastSquaresLine {
  private final double slope;
  private final double intercept;
  private final Correlation fit;

  /** Mean of x. */
  private final double centre;

  /** Σ (x − mean)². */
  private final double squares;

  /** Standard deviation of the residuals, with n − 2 degrees of freedom; NaN of two points. */
  private final double residual;

  private LeastSquaresLine(double[] x, double[] y) {
    double[] dx = Samples.deviations(x);
    double[] dy = Samples.deviations(y);
    this.squares = Samples.dot(dx, dx);
    this.slope = Samples.dot(dx, dy) / squares;
    this.centre = Samples.mean(x);
    this.intercept = Samples.mean(y) - slope * centre;
    if (!(Double.isFinite(slope) && Double.isFinite(intercept))) {
      throw new ArithmeticException("the line exceeds the range of double, found slope " + slope);
    }
    double rest = 0;
    for (int i = 0; i < dx.length; i++) {
      double off = dy[i] - slope * dx[i];
      rest += off * off;
    }
    this.fit = Correlation.pearson(x, y);
    this.residual = x.length == 2 ? Double.NaN : Math.sqrt(rest / (x.length - 2));
  }

  /**
   * The line through some points.
   *
   * @param x where they are, at least 2 finite values, not all equal
   * @param y how high, as many finite values
   * @return the line
   * @throws IllegalArgumentException if the lengths differ or are less than 2, a value is not
   *     finite, naming its index, or all of {@code x} are equal
   * @throws ArithmeticException if the line exceeds the range of {@code double}
   */
  public static LeastSquaresLine of(double[] x, double[] y) {
    Samples.requirePairs("x", x, "y", y, 2);
    Samples.requireFinite("x", x);
    Samples.requireFinite("y", y);
    if (Arrays.stream(x).allMatch(value -> value == x[0])) {
      throw new IllegalArgumentException("a line needs two different x, found only " + x[0]);
    }
    return new LeastSquaresLine(x, y);
  }

  /**
   * Change of y with x.
   *
   * @return the slope
   */
  public double slope() {
    return slope;
  }

  /**
   * Height at x = 0.
   *
   * @return the intercept
   */
  public double intercept() {
    return intercept;
  }

  /**
   * The part of the variance of y that the line explains.
   *
   * @return R², from 0 to 1; NaN if all y are equal
   */
  public double rSquared() {
    return fit.coefficient() * fit.coefficient();
  }

  /**
   * Two-sided p-value of the hypothesis that the slope is 0, by Student's t with n − 2 degrees of
   * freedom.
   *
   * @return from 0 to 1; NaN if all y are equal, 1 of two points, which no line can miss
   */
  public double pValue() {
    return fit.pValue();
  }

  /**
   * Number of points.
   *
   * @return at least 2
   */
  public int points() {
    return fit.pairs();
  }

  /**
   * Height of the line at a place.
   *
   * @param x any value
   * @return intercept + slope·x
   */
  public double at(double x) {
    return intercept + slope * x;
  }

  /**
   * The standard error of the slope, √(s²/Σ(x − mean)²) with s² the residuals' variance.
   *
   * @return at least 0; NaN of two points
   */
  public double slopeStandardError() {
    return residual / Math.sqrt(squares);
  }

  /**
   * Half the length of the confidence interval of the slope, whose middle is the slope.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @return at least 0
   * @throws IllegalArgumentException if the confidence is out of range
   * @throws IllegalStateException of two points, which say nothing of an error
   */
  public double slopeMargin(double confidence) {
    return quantile(confidence) * slopeStandardError();
  }

  /**
   * Half the length of the confidence interval of the line's height at a place, whose middle is
   * {@link #at}.
   *
   * @param x any value
   * @param confidence 1 − α, above 0 and below 1
   * @return at least 0
   * @throws IllegalArgumentException if the confidence is out of range
   * @throws IllegalStateException of two points, which say nothing of an error
   */
  public double lineMargin(double x, double confidence) {
    return margin(x, confidence, 0);
  }

  /**
   * Half the length of the interval in which one more point lies with the confidence.
   *
   * @param x where that point is
   * @param confidence 1 − α, above 0 and below 1
   * @return at least 0
   * @throws IllegalArgumentException if the confidence is out of range
   * @throws IllegalStateException of two points, which say nothing of an error
   */
  public double predictionMargin(double x, double confidence) {
    return margin(x, confidence, 1);
  }

  private double margin(double x, double confidence, double own) {
    double off = x - centre;
    return quantile(confidence) * residual * Math.sqrt(own + 1.0 / points() + off * off / squares);
  }

  private double quantile(double confidence) {
    if (points() == 2) {
      throw new IllegalStateException("a line through 2 points has no error, it needs 3 or more");
    }
    return StudentT.quantile(confidence, points() - 2);
  }

  @Override
  public String toString() {
    return "LeastSquaresLine[" + intercept + " + " + slope + "·x, " + points() + " points]";
  }
}
