package org.abc4j.evaluation;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final Distribution NUMBERS = Distribution.of(4, 1, 3, 2, 100);

  @Test
  void of_fiveValues_hasTheirMoments() {
    assertEquals(5, NUMBERS.count());
    assertEquals(22, NUMBERS.mean(), 1e-14);
    // Deviations -18, -21, -19, -20 and 78, squares 7610.
    assertEquals(Math.sqrt(7610 / 4.0), NUMBERS.standardDeviation(), 1e-13);
    assertEquals(3, NUMBERS.median());
    assertEquals(0, NUMBERS.undefined());
    assertArrayEquals(new double[] {4, 1, 3, 2, 100}, NUMBERS.values());
  }

  @Test
  void box_fiveValues_leavesTheFarOneOutsideTheWhiskers() {
    assertEquals(new Interval(2, 4), NUMBERS.box());
    assertEquals(new Interval(1, 4), NUMBERS.whiskers());
    assertEquals(new Interval(1, 7), Distribution.of(1, 2, 3, 4, 7).whiskers());
    assertEquals(100, NUMBERS.quantile(1));
  }

  @Test
  void below_bound_countsThoseThatAreLess() {
    assertEquals(new Proportion(2, 5), NUMBERS.below(3));
    assertEquals(new Proportion(5, 5), NUMBERS.below(Double.POSITIVE_INFINITY));
    assertIllegal("a bound is a number, found NaN", () -> NUMBERS.below(Double.NaN));
  }

  @Test
  void standardDeviation_singleValue_isNaN() {
    assertEquals(Double.NaN, Distribution.of(7).standardDeviation());
    assertEquals(7, Distribution.of(7).mean());
  }

  @Test
  void ofDefined_someNaN_countsThemApart() {
    Distribution some = Distribution.ofDefined(Double.NaN, 1, 3, Double.NaN);
    assertEquals(2, some.mean());
    assertEquals(2, some.undefined());
    assertEquals(
        "Distribution[2 values, median 2.0, 1.0 to 3.0, beside 2 undefined]", some.toString());
  }

  @Test
  void of_noOrBadValues_saysSo() {
    assertIllegal("a distribution needs at least 1 value, found none", Distribution::of);
    assertIllegal("values[1] must be finite, found NaN", () -> Distribution.of(1, Double.NaN));
    assertIllegal(
        "a distribution needs at least 1 value that is defined, all 1 are NaN",
        () -> Distribution.ofDefined(Double.NaN));
    assertIllegal(
        "values[0] must be finite, found Infinity",
        () -> Distribution.ofDefined(Double.NaN, Double.POSITIVE_INFINITY));
  }

  @Test
  void values_changed_areCopies() {
    double[] given = {1, 2};
    Distribution distribution = Distribution.of(given);
    given[0] = 9;
    distribution.values()[1] = 9;
    assertEquals(1.5, distribution.mean());
  }
}
