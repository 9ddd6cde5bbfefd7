package org.abc4j.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.model.Coefficients;
import org.abc4j.sampling.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The Jacobian of a sample with respect to the coefficients of all 11 members, through 25 DDIM
 * steps; the sample is the one of {@link ExactLandscapeBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JacobianBenchmark {
  private static final double STEP = 0.005;

  /** Of the norm of all columns; what single precision and third derivatives leave is less. */
  private static final double TOLERANCE = 0.002;

  /** Kind of members. */
  @Param({"gaussian", "posterior-mean"})
  String members;

  /** Channels, height and width of the sample. */
  @Param({"1x16x16", "1x32x32"})
  String shape;

  private Sample sample;

  /** For JMH. */
  public JacobianBenchmark() {}

  /** Makes the ensemble and checks the columns against central differences of the sampler. */
  @Setup
  public void setUp() {
    sample = ClosedForm.sample(members, ClosedForm.shape(shape));
    EnsembleJacobian jacobian = jacobian();
    double[][] twin = centralDifferences();
    double squared = 0;
    double squaredError = 0;
    for (int j = 0; j < twin.length; j++) {
      double[] column = jacobian.column(j);
      for (int p = 0; p < column.length; p++) {
        squared += twin[j][p] * twin[j][p];
        squaredError += (column[p] - twin[j][p]) * (column[p] - twin[j][p]);
      }
    }
    Twins.requireClose(
        "relative distance of the Jacobian from difference quotients",
        Math.sqrt(squaredError / squared),
        0,
        TOLERANCE);
  }

  /** The columns of the Jacobian, less their mean. */
  private double[][] centralDifferences() {
    int n = sample.ensemble().size();
    int m = sample.shape().size();
    double[][] columns = new double[n][m];
    for (int j = 0; j < n; j++) {
      float[] above = OneByOne.generate(sample, shifted(n, j, STEP));
      float[] below = OneByOne.generate(sample, shifted(n, j, -STEP));
      for (int p = 0; p < m; p++) {
        columns[j][p] = ((double) above[p] - below[p]) / (2 * STEP);
      }
    }
    for (int p = 0; p < m; p++) {
      int at = p;
      double mean =
          Arrays.stream(columns).mapToDouble(column -> column[at]).average().orElseThrow();
      for (double[] column : columns) {
        column[p] -= mean;
      }
    }
    return columns;
  }

  private static Coefficients shifted(int n, int member, double by) {
    double[] c = new double[n];
    Arrays.fill(c, 1);
    c[member] += by;
    return Coefficients.of(c);
  }

  /**
   * The Jacobian.
   *
   * @return one column a member
   */
  @Benchmark
  public EnsembleJacobian jacobian() {
    return EnsembleJacobian.of(sample);
  }
}
