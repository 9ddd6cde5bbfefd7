package org.abc4j.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class NoiseScheduleParseProperties {
  /** Betas of every size: random bits below those of the given powers of two. */
  private static double beta(long bits, int exponent) {
    return Double.longBitsToDouble((1022L - exponent) << 52 | bits);
  }

  @Property(tries = 500)
  void parse_ofLinear_isTheSameSchedule(
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @LongRange(min = 0, max = (1L << 52) - 1) long first,
      @ForAll @LongRange(min = 0, max = (1L << 52) - 1) long last,
      @ForAll @IntRange(min = 0, max = 45) int firstExponent,
      @ForAll @IntRange(min = 0, max = 45) int lastExponent) {
    double begin = beta(first, firstExponent);
    double end = beta(last, lastExponent);
    Assume.that(begin < 1 && end < 1);
    NoiseSchedule schedule = NoiseSchedule.linear(steps, begin, end);
    NoiseSchedule parsed = NoiseSchedule.parse(schedule.toString());
    assertEquals(schedule, parsed);
    assertEquals(schedule.toString(), parsed.toString());
    assertEquals(begin, parsed.beta(0));
  }

  @Property(tries = 50)
  void parse_ofCosine_isTheSameSchedule(@ForAll @IntRange(min = 1, max = 3000) int steps) {
    NoiseSchedule schedule = NoiseSchedule.cosine(steps);
    assertEquals(schedule, NoiseSchedule.parse(schedule.toString()));
  }
}
