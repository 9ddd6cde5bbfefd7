package org.abc4j.noise;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleParseTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear(1000, 1.0E-4, 0.02)",
        "linear(1, 0.5, 0.5)",
        "linear(3, 0.1, 0.9)",
        "linear(2, 1.0E-12, 0.9999999999999999)",
        "cosine(1)",
        "cosine(4000)",
        "scaled_linear(1000, 8.5E-4, 0.012)",
        "betas(0.1)",
        "betas(1.0E-4, 0.02, 0.5)"
      })
  void parse_whatToStringWrites_isTheSchedule(String text) {
    NoiseSchedule schedule = NoiseSchedule.parse(text);
    assertEquals(text, schedule.toString());
    assertEquals(schedule, NoiseSchedule.parse(schedule.toString()));
  }

  @Test
  void parse_values_areTheOnesThatStandThere() {
    assertEquals(NoiseSchedule.linear(), NoiseSchedule.parse("linear(1000, 1E-4, 0.02)"));
    assertEquals(NoiseSchedule.linear(7, 0.25, 0.5), NoiseSchedule.parse("linear(7, 0.25, 0.50)"));
    assertEquals(NoiseSchedule.cosine(9), NoiseSchedule.parse("cosine(9)"));
    assertEquals(0.125, NoiseSchedule.parse("linear(2, 12.5E-2, 0.5)").beta(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "linear",
        "linear()",
        "linear(1000)",
        "linear(1000, 1E-4)",
        "linear(1000, 1E-4, 0.02) ",
        " linear(1000, 1E-4, 0.02)",
        "linear(1000,1E-4,0.02)",
        "linear(1000, 1E-4, 0.02)cosine(5)",
        "linear(1000, 1E-4, 0.02)\n",
        "linear(-1000, 1E-4, 0.02)",
        "linear(1000, -1E-4, 0.02)",
        "linear(1000, NaN, 0.02)",
        "linear(1000, Infinity, 0.02)",
        "linear(1000, 1e-4, 0.02)",
        "linear(1000, 0x1p-4, 0.02)",
        "linear(1000, 0.1f, 0.2d)",
        "linear(1000, .1, 0.2)",
        "linear(1000, 1., 0.2)",
        "linear(1000, 1E-4000, 0.2)",
        "linear(1000.0, 0.1, 0.2)",
        "linear(9999999999, 0.1, 0.2)",
        "linear(\u0661\u0662, 0.1, 0.2)",
        "Linear(1000, 0.1, 0.2)",
        "cosine(1000, 1)",
        "cosine(1E3)",
        "cosine(+5)",
        "cosine",
        "quadratic(1000, 1E-4, 0.02)",
        "scaled_linear(1000, 1E-4)",
        "scaled_linear(1000,1E-4, 0.02)",
        "betas()",
        "betas(0.1,0.2)",
        "betas(0.1, 0.2, )",
        "betas(0.1, NaN)",
        "betas(0.1))"
      })
  void parse_otherText_isAnErrorThatShowsIt(String text) {
    assertIllegal(
        "a schedule is linear(steps, first, last), scaled_linear(steps, first, last), cosine(steps)"
            + " or betas(β, β, …), found "
            + text,
        () -> NoiseSchedule.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear(0, 0.1, 0.2)|a schedule has at least 1 step, found 0",
        "cosine(0)|a schedule has at least 1 step, found 0",
        "linear(10, 0.0, 0.2)|a variance β lies in (0, 1), found 0.0",
        "linear(10, 1E-999, 0.2)|a variance β lies in (0, 1), found 0.0",
        "linear(10, 0.1, 1.0)|a variance β lies in (0, 1), found 1.0",
        "linear(10, 0.1, 1E999)|a variance β lies in (0, 1), found Infinity",
        "linear(10, 0.1, 5)|a variance β lies in (0, 1), found 5.0",
        "linear(1000001, 1E-9, 1E-9)|"
            + "a schedule read from a text has at most 1000000 steps, found 1000001",
        "scaled_linear(10, 0.1, 5)|a variance β lies in (0, 1), found 5.0",
        "betas(0.1, 1.0)|a variance β lies in (0, 1), found 1.0",
        "scaled_linear(1000001, 1E-9, 1E-9)|"
            + "a schedule read from a text has at most 1000000 steps, found 1000001",
        "cosine(999999999)|a schedule read from a text has at most 1000000 steps, found 999999999"
      })
  void parse_valueOutOfRange_isAnErrorNamingIt(String text, String message) {
    assertIllegal(message, () -> NoiseSchedule.parse(text));
  }

  @Test
  void parse_productThatRoundsTo0_isRefusedAsByLinear() {
    String text = "linear(1000000, 0.5, 0.5)";
    String message =
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.parse(text)).getMessage();
    assertTrue(message.startsWith("ᾱ lies in (0, 1), but that of timestep 1074 of "), message);
  }

  /** No pattern that takes long over a text that nearly fits. */
  @Test
  void parse_longTexts_areRefusedAtOnce() {
    String digits = "1".repeat(1_000_000);
    assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.parse("cosine(" + digits));
    assertThrows(
        IllegalArgumentException.class,
        () -> NoiseSchedule.parse("linear(5, 0." + digits + ", " + digits + "E" + digits));
    assertThrows(
        IllegalArgumentException.class, () -> NoiseSchedule.parse("betas(" + digits + ")"));
    assertThrows(
        IllegalArgumentException.class,
        () -> NoiseSchedule.parse("betas(" + "0.1, ".repeat(300_000) + "0.1)"));
  }
}
