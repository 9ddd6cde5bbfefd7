package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.stat.regression.SimpleRegression;

class RadiusRegressionProperties {
  private static final double[] SIZES = {256, 512, 1336, 8192, 50000, 162770};

  @Property(tries = 200)
  void ofRadii_anyPowerLaw_isRecovered(
      @ForAll @DoubleRange(min = -2, max = 2) double exponent,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double factor) {
    double[] radii = Arrays.stream(SIZES).map(n -> factor * StrictMath.pow(n, exponent)).toArray();
    RadiusRegression line = RadiusRegression.ofRadii(SIZES, radii);
    assertEquals(exponent, line.slope(), 1e-13);
    assertEquals(StrictMath.log10(factor), line.intercept(), 1e-12);
    double expected = factor * StrictMath.pow(1e6, exponent);
    assertEquals(expected, line.predict(1e6), 1e-11 * expected);
  }

  @Property(tries = 200)
  void ofMeanLog10Radii_anyPoints_matchesCommonsMath(@ForAll("means") double[] means) {
    RadiusRegression line = RadiusRegression.ofMeanLog10Radii(SIZES, means);
    SimpleRegression expected = new SimpleRegression();
    for (int i = 0; i < SIZES.length; i++) {
      expected.addData(Math.log10(SIZES[i]), means[i]);
    }
    assertEquals(expected.getSlope(), line.slope(), 1e-12);
    assertEquals(expected.getIntercept(), line.intercept(), 1e-12);
    assertEquals(expected.getRSquare(), line.rSquared(), 1e-12);
    assertEquals(expected.getSignificance(), line.pValue(), 1e-10);
  }

  @Provide
  Arbitrary<double[]> means() {
    return Arbitraries.doubles()
        .between(-3, 3)
        .ofScale(3)
        .array(double[].class)
        .ofSize(SIZES.length)
        .filter(values -> Arrays.stream(values).distinct().count() > 1);
  }
}
