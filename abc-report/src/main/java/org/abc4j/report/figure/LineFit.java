package org.abc4j.report.figure;

import java.util.List;
import java.util.Optional;
import org.abc4j.report.figure.Mark.Point;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** The straight line through points by least squares, and how sure it is. */
final class LineFit {
  private static final double CONFIDENCE = 0.95;

  private final SimpleRegression line;
  private final double meanX;
  private final double quantile;

  private LineFit(SimpleRegression line, double meanX) {
    this.line = line;
    this.meanX = meanX;
    this.quantile =
        line.getN() > 2
            ? new TDistribution(line.getN() - 2.0)
                .inverseCumulativeProbability((1 + CONFIDENCE) / 2)
            : Double.NaN;
  }

  /** Through at least two places of x; else there is none. */
  static Optional<LineFit> of(List<Point> points) {
    SimpleRegression line = new SimpleRegression();
    points.forEach(point -> line.addData(point.x(), point.y()));
    double first = points.get(0).x();
    if (points.stream().allMatch(point -> point.x() == first)
        || !Double.isFinite(line.getSlope())) {
      return Optional.empty();
    }
    double mean = points.stream().mapToDouble(Point::x).average().orElseThrow();
    return Optional.of(new LineFit(line, mean));
  }

  double slope() {
    return line.getSlope();
  }

  double intercept() {
    return line.getIntercept();
  }

  double rSquared() {
    return line.getRSquare();
  }

  /** Two-sided, of the hypothesis that the slope is 0. */
  double pValue() {
    double error = line.getSlopeStdErr();
    double t = Math.abs(slope()) / error;
    return 2 * new TDistribution(line.getN() - 2.0).cumulativeProbability(-t);
  }

  /** Whether there are more points than a line needs. */
  boolean hasError() {
    return line.getN() > 2;
  }

  double slopeLow() {
    return slope() - quantile * line.getSlopeStdErr();
  }

  double slopeHigh() {
    return slope() + quantile * line.getSlopeStdErr();
  }

  double at(double x) {
    return line.predict(x);
  }

  /** Half of the interval that holds the line's height at a place. */
  double halfBand(double x) {
    double distance = x - meanX;
    return quantile
        * Math.sqrt(
            line.getMeanSquareError()
                * (1.0 / line.getN() + distance * distance / line.getXSumSquares()));
  }
}
