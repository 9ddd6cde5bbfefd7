package org.abc4j.report.figure;

import java.util.Arrays;

/**
 * A density of values on a grid of their range, by a Gaussian kernel.
 *
 * <p>The bandwidth is Silverman's rule of thumb (1986, equation 3.31), 0.9·min(s,
 * IQR/1.34)·n^(−1/5) with the standard deviation s of n values and their interquartile range; s
 * alone where that is 0. Values are shared out linearly to the two grid points around each (Wand
 * 1994), so that the work is linear in their number; a bandwidth below the distance of two grid
 * points is that distance.
 */
final class KernelDensity {
  static final int POINTS = 201;

  private static final double SHARE = 0.9;
  private static final double NORMAL_RANGE = 1.34;

  /** In bandwidths: beyond, the kernel is less than 10⁻⁷ of its height. */
  private static final double REACH = 5.7;

  private final double low;
  private final double step;
  private final double bandwidth;
  private final double[] heights;

  private KernelDensity(double low, double step, double bandwidth, double[] heights) {
    this.low = low;
    this.step = step;
    this.bandwidth = bandwidth;
    this.heights = heights;
  }

  /** Of finite values, of which two differ. */
  static KernelDensity of(double[] values) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    if (!(high > low)) {
      throw new IllegalArgumentException("a density needs two different values, found " + low);
    }
    double step = (high - low) / (POINTS - 1);
    double bandwidth = Math.max(step, silverman(values));
    return new KernelDensity(
        low, step, bandwidth, smoothed(shared(values, low, step), step / bandwidth));
  }

  /** Silverman's bandwidth. */
  static double silverman(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - 1));
    BoxStatistics box = BoxStatistics.of(values);
    double range = (box.upperQuartile() - box.lowerQuartile()) / NORMAL_RANGE;
    double spread = range > 0 ? Math.min(deviation, range) : deviation;
    return SHARE * spread * StrictMath.pow(values.length, -0.2);
  }

  /** How much of the values lies at each grid point. */
  private static double[] shared(double[] values, double low, double step) {
    double[] weights = new double[POINTS];
    for (double value : values) {
      double place = Math.min(POINTS - 1.0, (value - low) / step);
      int left = Math.min(POINTS - 2, (int) place);
      double right = place - left;
      weights[left] += (1 - right) / values.length;
      weights[left + 1] += right / values.length;
    }
    return weights;
  }

  private static double[] smoothed(double[] weights, double stepInBandwidths) {
    int reach = (int) Math.min(POINTS, Math.ceil(REACH / stepInBandwidths));
    double[] kernel = new double[reach + 1];
    for (int k = 0; k <= reach; k++) {
      double u = k * stepInBandwidths;
      kernel[k] = StrictMath.exp(-u * u / 2);
    }
    double[] heights = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(POINTS - 1, i + reach); j++) {
        heights[i] += weights[j] * kernel[Math.abs(i - j)];
      }
    }
    return heights;
  }

  double bandwidth() {
    return bandwidth;
  }

  /** The value of a grid point. */
  double value(int point) {
    return low + point * step;
  }

  /** Its density, times the bandwidth and the root of 2π. */
  double height(int point) {
    return heights[point];
  }

  double highest() {
    return Arrays.stream(heights).max().orElseThrow();
  }
}
