package org.abc4j.noise;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterRandomTest {
  private static final CounterRandom RANDOM = CounterRandom.of(42, Purpose.EXAMPLE);

  /** From a Philox written in Python. */
  @Test
  void bits_ofOneAddress_areTheseForEver() {
    long[] expected = {
      0x3178b31608cc6b81L,
      0x12009d49ea2e1504L,
      0x1b684c9f250f2952L,
      0xc129c7836ec83ac1L,
      0x946f515874c86c97L,
      0xad667ec57602d983L,
      0xed7e6c2a670b708aL,
      0xe3cdd483a96f221bL
    };
    for (int position = 0; position < 8; position++) {
      assertEquals(expected[position], RANDOM.bits(7, 3, position), "position " + position);
    }
  }

  /** From the same program, Box–Muller in 50 digits. */
  @Test
  void gaussians_ofOneAddress_areTheseForEver() {
    assertArrayEquals(
        new float[] {1.6390347f, 0.77532387f, 0.060343076f, -2.113075f, -0.4602349f, -0.93714815f},
        RANDOM.gaussians(7, 3, 6));
    assertArrayEquals(
        new float[] {0.41558474f, -0.19918247f, 1.0687819f, -0.17248401f, 0.20718716f},
        CounterRandom.of(-1, Purpose.SAMPLE_STEP).gaussians(-5, -2, 5));
  }

  /** The codes are part of every stored result. The bits are from the same program. */
  @ParameterizedTest
  @CsvSource({
    "SAMPLE_START, 1, 922f0b2e6ab5dd50",
    "SAMPLE_STEP, 2, f528b919b19b6754",
    "CODE_ASSIGNMENT, 3, 10f33453d79f004f",
    "CODE_DESIGN, 4, 929307fdc790259a",
    "EXAMPLE, 5, 3178b31608cc6b81",
    "INITIAL_WEIGHTS, 6, f93a9bf8defbaaa6",
    "MINIBATCH, 7, d8a7ea637f75ad5c",
    "FLIP, 8, 4e19e18afd652ed5",
    "TIMESTEP, 9, 512c2f7d7f46180e",
    "TRAINING_NOISE, 10, f8a465521bcadc48",
    "DROPOUT, 11, 1756089df2d7647a",
    "TRIAL_SOURCES, 12, f0b1929d292af68f",
    "RESIDUAL_NOISE, 13, 7fd7b322b5dca194",
    "WORD_PERMUTATION, 14, 7cfad504aa7c6b07",
    "VERIFIED_SOURCES, 15, 6ac008ec9c1e5d5e",
    "ANCHOR_SOURCES, 17, 4713631455df8715",
    "BOOTSTRAP, 23, 0c8212e4ca22ab3f",
    "UNINFORMED_ATTRIBUTION, 24, db721117eb2efeee",
    "MATCHED_REDRAW, 29, 5ff8a15d0e838736",
    "SOURCE_GROUPS, 30, 97ee4c031d6849cf",
    "STAND_IN, 31, 52fbb2da44aba67b",
    "SOURCE_SETS, 32, 0c4233f2a3a7373d"
  })
  void purposes_haveTheCodesThatResultsWereStoredUnder(Purpose purpose, int code, String bits) {
    assertEquals(code, purpose.code());
    assertEquals(bits, HexFormat.of().toHexDigits(CounterRandom.of(42, purpose).bits(7, 3, 0)));
  }

  @Test
  void purposes_eachHasACodeOfItsOwn() {
    Set<Integer> codes = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      assertTrue(codes.add(purpose.code()), "another purpose has the code of " + purpose);
    }
  }

  @Test
  void bits_ofDifferentAddresses_neverMeet() {
    long[] seeds = {0, 1, -1, Long.MIN_VALUE};
    long[] streams = {0, 1, 2, 1L << 32, -1, Long.MAX_VALUE, Long.MIN_VALUE};
    int[] steps = {0, 1, 2, 1 << 16, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    long[] positions = {0, 1, 2, 3, 4, 5, 8, 1L << 32, 1L << 40, Long.MAX_VALUE};
    Set<Long> seen = new HashSet<>();
    int draws = 0;
    for (long seed : seeds) {
      for (Purpose purpose : Purpose.values()) {
        CounterRandom random = CounterRandom.of(seed, purpose);
        for (long stream : streams) {
          for (int step : steps) {
            for (long position : positions) {
              seen.add(random.bits(stream, step, position));
              seen.add(random.below(Long.MAX_VALUE, stream, step, position));
              draws += 2;
            }
          }
        }
      }
    }
    assertEquals(draws, seen.size(), "different values of " + draws + " draws");
  }

  /** 3·2⁶¹ does not divide 2⁶³: a plain remainder gives the lowest third half of all draws. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 6, 10, 97, 3L << 61, (1L << 62) + 1, Long.MAX_VALUE})
  void below_anyBound_isUniform(long bound) {
    int bins = (int) Math.min(bound, 12);
    long[] observed = new long[bins];
    double[] expected = new double[bins];
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double value = RANDOM.below(bound, 11, 5, i);
      observed[(int) (value / bound * bins)]++;
    }
    for (long v = 0; v < Math.min(bound, 97); v++) {
      expected[(int) ((double) v / Math.min(bound, 97) * bins)]++;
    }
    if (bound > 97) {
      Arrays.fill(expected, 1);
    }
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 0.001, "p = " + p + " for bound " + bound);
  }

  @Test
  void below_one_isZero() {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, RANDOM.below(1, i, 0, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void below_noPositiveBound_isAnErrorNamingIt(long bound) {
    assertIllegal("bound must be at least 1, found " + bound, () -> RANDOM.below(bound, 0, 0, 0));
  }

  @Test
  void gaussians_many_haveMeanZeroAndVarianceOne() {
    double[] values = many(200_000);
    double mean = 0;
    double fourth = 0;
    for (double value : values) {
      mean += value / values.length;
      fourth += Math.pow(value, 4) / values.length;
    }
    // Four standard errors each.
    assertEquals(0, mean, 4 / Math.sqrt(values.length));
    assertEquals(1, new Variance().evaluate(values), 4 * Math.sqrt(2.0 / values.length));
    assertEquals(3, fourth, 4 * Math.sqrt(96.0 / values.length));
  }

  @Test
  void gaussians_many_passKolmogorovSmirnov() {
    double p =
        new KolmogorovSmirnovTest()
            .kolmogorovSmirnovTest(new NormalDistribution(0, 1), many(20_000));
    assertTrue(p > 0.01, "p = " + p);
  }

  /** Within a pair, a block, and across steps and streams. */
  @Test
  void gaussians_atDifferentAddresses_areUncorrelated() {
    double[] values = many(100_000);
    int n = 90_000;
    double bound = 4 / Math.sqrt(n);
    for (int lag : new int[] {1, 2, 3, 4, 8}) {
      double[] shifted = Arrays.copyOfRange(values, lag, lag + n);
      assertEquals(0, correlation(Arrays.copyOf(values, n), shifted), bound, "lag " + lag);
    }
    double[] base = doubles(RANDOM.gaussians(1, 0, n));
    assertEquals(0, correlation(base, doubles(RANDOM.gaussians(1, 1, n))), bound, "steps");
    assertEquals(0, correlation(base, doubles(RANDOM.gaussians(2, 0, n))), bound, "streams");
    CounterRandom other = CounterRandom.of(43, Purpose.EXAMPLE);
    assertEquals(0, correlation(base, doubles(other.gaussians(1, 0, n))), bound, "seeds");
  }

  @Test
  void of_noPurpose_isNamed() {
    assertFails(NullPointerException.class, "purpose", () -> CounterRandom.of(1, null));
  }

  @Test
  void toString_namesGeneratorSeedAndPurpose() {
    assertEquals("CounterRandom[philox4x64-10, seed 42, EXAMPLE]", RANDOM.toString());
  }

  private static double[] many(int count) {
    return doubles(RANDOM.gaussians(3, 1, count));
  }

  private static double correlation(double[] x, double[] y) {
    return new PearsonsCorrelation().correlation(x, y);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
