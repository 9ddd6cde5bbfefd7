package org.abc4j.noise;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {
  @Test
  void linear_byDefault_isThatOfHoEtAl() {
    NoiseSchedule schedule = NoiseSchedule.linear();
    assertEquals(NoiseSchedule.linear(1000, 1e-4, 0.02), schedule);
    assertEquals(1000, schedule.steps());
    assertEquals(1e-4, schedule.beta(0));
    assertEquals(0.02, schedule.beta(999), 1e-17);
    assertEquals(0.9999, schedule.alphaBar(0), 1e-16);
  }

  @Test
  void linear_threeSteps_areEvenlySpaced() {
    NoiseSchedule schedule = NoiseSchedule.linear(3, 0.5, 0.25);
    assertEquals(0.375, schedule.beta(1));
    assertEquals(0.5, schedule.alphaBar(0));
    assertEquals(0.5 * 0.625, schedule.alphaBar(1));
    assertEquals(0.5 * 0.625 * 0.75, schedule.alphaBar(2));
  }

  @Test
  void linear_oneStep_hasTheFirstVariance() {
    NoiseSchedule schedule = NoiseSchedule.linear(1, 0.125, 0.5);
    assertEquals(0.125, schedule.beta(0));
    assertEquals(0.875, schedule.alphaBar(0));
  }

  /** diffusers' formula, number by number. */
  @Test
  void scaledLinear_hasEvenlySpacedRoots() {
    NoiseSchedule schedule = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    for (int t = 0; t < 1000; t++) {
      double share = t / 999.0;
      double root = (1 - share) * Math.sqrt(0.00085) + share * Math.sqrt(0.012);
      assertEquals(root * root, schedule.beta(t), 1e-16);
    }
    assertEquals("scaled_linear(1000, 8.5E-4, 0.012)", schedule.toString());
    assertEquals(0.25, NoiseSchedule.scaledLinear(1, 0.25, 0.5).beta(0));
    assertIllegal(
        "a variance β lies in (0, 1), found NaN",
        () -> NoiseSchedule.scaledLinear(3, Double.NaN, 0.5));
  }

  @Test
  void of_givenVariances_areThose() {
    double[] given = {0.5, 0.25, 0.125};
    NoiseSchedule schedule = NoiseSchedule.of(given);
    given[0] = 0.75;
    assertEquals("betas(0.5, 0.25, 0.125)", schedule.toString());
    assertEquals(0.5, schedule.beta(0));
    assertEquals(0.5 * 0.75 * 0.875, schedule.alphaBar(2));
    assertEquals(NoiseSchedule.linear(3, 0.5, 0.25), NoiseSchedule.of(0.5, 0.375, 0.25));
    assertIllegal("a schedule has at least 1 step, found 0", NoiseSchedule::of);
    assertIllegal("a variance β lies in (0, 1), found 0.0", () -> NoiseSchedule.of(0.5, 0));
    assertIllegal(
        "at most 2000 variances are given one by one, found 2001",
        () -> NoiseSchedule.of(new double[2001]));
  }

  /** Computed in 40 digits; that of Nichol and Dhariwal's equation 17. */
  @ParameterizedTest
  @CsvSource({
    "1000,0,0.000041284224821777802353,0.9999587157751782222",
    "1000,1,0.000046141752736694508433,0.99991257592736802134",
    "1000,500,0.0031556914415850029078,0.49228517244880258353",
    "1000,998,0.74999939290116202778,2.428766907034468356e-6",
    "1000,999,0.999,2.428766907034468356e-9",
    "4,0,0.15298783867309526554,0.84701216132690473446",
    "4,2,0.70785871239716355952,0.14427210238573571088",
    "4,3,0.999,0.00014427210238573571088",
    "1,0,0.999,0.001"
  })
  void cosine_equalsManyDigits(int steps, int timestep, double beta, double alphaBar) {
    NoiseSchedule schedule = NoiseSchedule.cosine(steps);
    // 1 − ratio loses the digits that the ratio shares with 1; near π/2 the cosine loses some too.
    assertEquals(beta, schedule.beta(timestep), 1e-15 + 1e-12 * beta);
    assertEquals(alphaBar, schedule.alphaBar(timestep), 1e-11 * alphaBar);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1000})
  void cosine_betas_areAtMost999Thousandths(int steps) {
    NoiseSchedule schedule = NoiseSchedule.cosine(steps);
    for (int t = 0; t < steps; t++) {
      assertTrue(schedule.beta(t) > 0 && schedule.beta(t) <= 0.999, "β of timestep " + t);
    }
    assertEquals(0.999, schedule.beta(steps - 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void new_noSteps_isAnErrorNamingTheNumber(int steps) {
    String message = "a schedule has at least 1 step, found " + steps;
    assertIllegal(message, () -> NoiseSchedule.linear(steps, 1e-4, 0.02));
    assertIllegal(message, () -> NoiseSchedule.cosine(steps));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void linear_betaOutOfRange_isAnErrorNamingIt(double beta) {
    String message = "a variance β lies in (0, 1), found " + beta;
    assertIllegal(message, () -> NoiseSchedule.linear(10, beta, 0.02));
    assertIllegal(message, () -> NoiseSchedule.linear(10, 1e-4, beta));
  }

  /** Else a sampler would divide by 0 and give NaN without a word. */
  @Test
  void linear_alphaBarRoundsAway_isAnErrorNamingTheTimestep() {
    assertIllegal(
        "ᾱ lies in (0, 1), but that of timestep 0 of linear(3, 1.0E-17, 0.5) is 1.0",
        () -> NoiseSchedule.linear(3, 1e-17, 0.5));
    // 2⁻⁴ a step: 2⁻¹⁰⁷⁴ is the least double, so 268 steps have a positive product.
    assertEquals(268, NoiseSchedule.linear(268, 0.9375, 0.9375).steps());
    assertIllegal(
        "ᾱ lies in (0, 1), but that of timestep 268 of linear(269, 0.9375, 0.9375) is 0.0",
        () -> NoiseSchedule.linear(269, 0.9375, 0.9375));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10})
  void get_noSuchTimestep_isAnErrorNamingIt(int timestep) {
    NoiseSchedule schedule = NoiseSchedule.linear(10, 0.1, 0.2);
    String message = "Index " + timestep + " out of bounds for length 10";
    for (IndexOutOfBoundsException error :
        new IndexOutOfBoundsException[] {
          assertThrows(IndexOutOfBoundsException.class, () -> schedule.beta(timestep)),
          assertThrows(IndexOutOfBoundsException.class, () -> schedule.alphaBar(timestep)),
          assertThrows(IndexOutOfBoundsException.class, () -> schedule.noisy(0, 0, timestep))
        }) {
      assertEquals(message, error.getMessage());
    }
  }

  @Test
  void noisy_mixesByRootsOfAlphaBar() {
    NoiseSchedule schedule = NoiseSchedule.linear(1, 0.36, 0.36);
    assertEquals(0.8 * 10 + 0.6 * -2, schedule.noisy(10, -2, 0), 1e-14);
  }

  @Test
  void equals_byVariances() {
    NoiseSchedule linear = NoiseSchedule.linear(10, 0.1, 0.2);
    assertEquals(linear, NoiseSchedule.linear(10, 0.1, 0.2));
    assertEquals(linear.hashCode(), NoiseSchedule.linear(10, 0.1, 0.2).hashCode());
    assertNotEquals(linear, NoiseSchedule.linear(10, 0.1, 0.3));
    assertNotEquals(linear, NoiseSchedule.linear(11, 0.1, 0.2));
    assertNotEquals(linear, NoiseSchedule.cosine(10));
  }

  @Test
  void toString_statesAllOptions() {
    assertEquals("linear(1000, 1.0E-4, 0.02)", NoiseSchedule.linear().toString());
    assertEquals("cosine(50)", NoiseSchedule.cosine(50).toString());
  }
}
