package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CostModelTest {
  private static CostModel.Cost cost(long trainings, long passes) {
    return new CostModel.Cost(BigInteger.valueOf(trainings), BigInteger.valueOf(passes));
  }

  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void costs_ofASmallEnsemble() {
    CostModel model = new CostModel(256, 11, 5, 1, 50);
    assertEquals(cost(257, 50 * 257), model.retraining());
    // 76,800 passes for the counterfactuals and 550 for the factual sample.
    assertEquals(cost(11, 77_350), model.exactAblation());
    assertEquals(cost(11, 50 * 11 * 12), model.differentialAblation());
  }

  @Test
  void of_assignment_takesItsNumbers() {
    CodeAssignment assignment =
        Codebook.allWords(22, 11).assign(DataSources.oneItemEach(60_000), 1);
    assertEquals(new CostModel(60_000, 22, 11, 8, 50), CostModel.of(assignment, 8, 50));
  }

  @Test
  void costs_beyondLong_areExact() {
    CostModel model = new CostModel(Long.MAX_VALUE, 1024, 1, Long.MAX_VALUE, Integer.MAX_VALUE);
    BigInteger sources = BigInteger.valueOf(Long.MAX_VALUE);
    BigInteger perStep = sources.multiply(BigInteger.valueOf(Integer.MAX_VALUE));
    assertEquals(sources.add(BigInteger.ONE), model.retraining().trainings());
    assertEquals(perStep.multiply(sources.add(BigInteger.ONE)), model.retraining().passes());
    assertEquals(
        perStep.multiply(sources.multiply(BigInteger.valueOf(1023)).add(BigInteger.valueOf(1024))),
        model.exactAblation().passes());
  }

  @Test
  void asTime_addsTrainingsAndPasses() {
    assertEquals(Duration.ofMillis(3 * 1500 + 20 * 250), cost(3, 20).asTime(1.5, 0.25));
    assertEquals(Duration.ZERO, cost(3, 20).asTime(0, 0));
    assertEquals(Duration.ofNanos(1), cost(0, 3).asTime(0, 0.5e-9)); // 1.5 ns, cut
    // A training a day for a million sources: 2738 years, as A.3 has it "centuries".
    assertEquals(
        Duration.ofDays(1_000_001),
        new CostModel(1_000_000, 23, 11, 1, 1).retraining().asTime(86_400, 0));
  }

  @Test
  void asTime_badTime_isNamed() {
    assertRefused(
        "the time of one training must be finite and at least 0 s, found NaN",
        () -> cost(1, 1).asTime(Double.NaN, 1));
    assertRefused(
        "the time of one pass must be finite and at least 0 s, found -1.0",
        () -> cost(1, 1).asTime(1, -1));
    assertRefused(
        "the time of one pass must be finite and at least 0 s, found Infinity",
        () -> cost(1, 1).asTime(1, Double.POSITIVE_INFINITY));
  }

  @Test
  void asTime_beyondADuration_isNamed() {
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> cost(Long.MAX_VALUE, 7).asTime(2, 0));
    assertEquals(
        "a duration holds at most 2^63 - 1 seconds, found 18446744073709551614 for"
            + " 9223372036854775807 trainings and 7 passes",
        error.getMessage());
  }

  @Test
  void new_outOfRange_isNamed() {
    assertRefused("sources must be at least 1, found 0", () -> new CostModel(0, 11, 5, 1, 50));
    assertRefused("samples must be at least 1, found -1", () -> new CostModel(9, 11, 5, -1, 50));
    assertRefused("steps must be at least 1, found 0", () -> new CostModel(9, 11, 5, 1, 0));
    assertRefused(
        "the weight of a code of length 11 lies from 1 to 10, found 11",
        () -> new CostModel(9, 11, 11, 1, 50));
    assertRefused("counts must be at least 0, found -1 trainings and 2 passes", () -> cost(-1, 2));
  }
}
