package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.RadiusRegression;
import org.junit.jupiter.api.Test;

class CounterfactualRadiiTest {

  @Test
  void log10_powersOfTen_isTheMeanOfTheExponents() {
    CounterfactualRadii radii = CounterfactualRadii.of(256, 1, 100, 0, 10);
    assertEquals(1, radii.log10().mean(), 1e-15);
    assertEquals(1, radii.log10().standardDeviation(), 1e-15);
    assertEquals(1, radii.zeros());
    assertEquals(4, radii.radii().count());
    assertEquals(256, radii.trainingSetSize());
  }

  @Test
  void nearlyUnattributable_threshold_countsRadiiUnderIt() {
    CounterfactualRadii radii = CounterfactualRadii.of(256, 1, 100, 0, 10);
    assertEquals(new Proportion(2, 4), radii.nearlyUnattributable(10));
    assertEquals(new Proportion(3, 4), radii.nearlyUnattributable(10.5));
    assertIllegal(
        "a threshold τ is positive, found NaN", () -> radii.nearlyUnattributable(Double.NaN));
    assertIllegal("a threshold τ is positive, found 0.0", () -> radii.nearlyUnattributable(0));
  }

  @Test
  void regression_powerLawWithSpread_goesThroughTheGeometricMeans() {
    List<CounterfactualRadii> ensembles =
        List.of(
            CounterfactualRadii.of(10, 200, 50, 0),
            CounterfactualRadii.of(100, 10),
            CounterfactualRadii.of(1000, 0.5, 2));
    RadiusRegression line = CounterfactualRadii.regression(ensembles);
    assertEquals(-1, line.slope(), 1e-14);
    assertEquals(0.01, line.predict(1e5), 1e-15);
  }

  @Test
  void of_badNumbers_nameThem() {
    assertIllegal(
        "radii are finite and at least 0, that of sample 1 is NaN",
        () -> CounterfactualRadii.of(256, 1, Double.NaN));
    assertIllegal(
        "radii are finite and at least 0, that of sample 0 is -1.0",
        () -> CounterfactualRadii.of(256, -1));
    assertIllegal(
        "a training set size is positive and finite, found NaN",
        () -> CounterfactualRadii.of(Double.NaN, 1));
    assertIllegal(
        "a distribution needs at least 1 value, found none", () -> CounterfactualRadii.of(3));
  }

  @Test
  void log10_allZero_isRefused() {
    assertFails(
        IllegalStateException.class,
        "all 2 radii are 0, which has no logarithm",
        () -> CounterfactualRadii.of(256, 0, 0).log10());
  }
}
