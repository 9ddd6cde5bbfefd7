package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.Draws;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class TrainingDrawsTest {
  private static final Shape SHAPE = new Shape(2, 3, 5);
  private static final int ITEMS = 10;
  private static final TrainingConfig CONFIG = TrainingConfig.paper(21, 1000).withBatchSize(16);

  /** Value of item i at (channel, y, x): all different, and unlike its mirror image. */
  private static float pixel(int item, int channel, int y, int x) {
    return item + channel / 10f + y / 100f + x / 1000f;
  }

  private static final Batch SPLIT = split();

  private static Batch split() {
    float[] values = new float[ITEMS * SHAPE.size()];
    int at = 0;
    for (int item = 0; item < ITEMS; item++) {
      for (int channel = 0; channel < 2; channel++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 5; x++) {
            values[at++] = pixel(item, channel, y, x);
          }
        }
      }
    }
    return Batch.of(SHAPE, values);
  }

  private static void assertSame(TrainingBatch expected, TrainingBatch found) {
    assertEquals(expected.noisy(), found.noisy());
    assertEquals(expected.noise(), found.noise());
    assertArrayEquals(expected.timesteps(), found.timesteps());
    assertArrayEquals(mask(expected), mask(found));
  }

  private static boolean[] mask(TrainingBatch batch) {
    boolean[] kept = new boolean[200];
    batch.dropout(1, 0, 0.5, kept);
    return kept;
  }

  /** What is left of a row when the noise is taken out: x₀, by the definition of ᾱ. */
  private static double[] clean(TrainingBatch batch, int row) {
    double alphaBar = 1;
    for (int s = 0; s <= batch.timesteps()[row]; s++) {
      alphaBar *= 1 - (1e-4 + s * (0.02 - 1e-4) / 999);
    }
    double[] clean = new double[SHAPE.size()];
    for (int j = 0; j < clean.length; j++) {
      clean[j] =
          (batch.noisy().get(row, j) - Math.sqrt(1 - alphaBar) * batch.noise().get(row, j))
              / Math.sqrt(alphaBar);
    }
    return clean;
  }

  private static int item(double[] clean) {
    return (int) Math.floor(clean[0] + 0.01);
  }

  private static boolean mirrored(double[] clean) {
    return clean[0] > clean[4];
  }

  @Test
  void batch_anyOrderOfCalls_isTheSame() {
    TrainingDraws forward = TrainingDraws.of(CONFIG.withFlips(), 3, SPLIT);
    TrainingDraws backward = TrainingDraws.of(CONFIG.withFlips(), 3, SPLIT);
    TrainingBatch[] batches = new TrainingBatch[20];
    for (int step = 0; step < batches.length; step++) {
      batches[step] = forward.batch(step);
    }
    for (int step = batches.length - 1; step >= 0; step--) {
      assertSame(batches[step], backward.batch(step));
      assertSame(batches[step], forward.batch(step));
    }
  }

  @Test
  void batch_otherSeedMemberOrStep_isAnotherInEveryPart() {
    TrainingBatch one = TrainingDraws.of(CONFIG, 3, SPLIT).batch(5);
    TrainingConfig otherSeed = TrainingConfig.paper(22, 1000).withBatchSize(16);
    for (TrainingBatch other :
        new TrainingBatch[] {
          TrainingDraws.of(otherSeed, 3, SPLIT).batch(5),
          TrainingDraws.of(CONFIG, 4, SPLIT).batch(5),
          TrainingDraws.of(CONFIG, 3, SPLIT).batch(6)
        }) {
      assertNotEquals(one.noise(), other.noise());
      assertNotEquals(Arrays.toString(one.timesteps()), Arrays.toString(other.timesteps()));
      assertNotEquals(Arrays.toString(items(one)), Arrays.toString(items(other)));
      assertNotEquals(Arrays.toString(mask(one)), Arrays.toString(mask(other)));
    }
  }

  private static int[] items(TrainingBatch batch) {
    int[] items = new int[batch.noisy().rows()];
    for (int row = 0; row < items.length; row++) {
      items[row] = item(clean(batch, row));
    }
    return items;
  }

  @Test
  void batch_rowsTakenApart_areItemsOfTheSplitAsTheyAre() {
    TrainingDraws draws = TrainingDraws.of(CONFIG, 0, SPLIT);
    for (int step = 0; step < 20; step++) {
      TrainingBatch batch = draws.batch(step);
      assertEquals(16, batch.noisy().rows());
      for (int row = 0; row < 16; row++) {
        double[] clean = clean(batch, row);
        int item = item(clean);
        for (int j = 0; j < clean.length; j++) {
          // At the last timesteps √ᾱ is 0.006, so x₀ comes back with that much of its digits.
          assertEquals(SPLIT.get(item, j), clean[j], 3e-4, "step " + step + ", row " + row);
        }
      }
    }
  }

  @Test
  void batch_withFlips_mirrorsExactlyHalfOfTheTime() {
    TrainingDraws plain = TrainingDraws.of(CONFIG, 0, SPLIT);
    TrainingDraws flipped = TrainingDraws.of(CONFIG.withFlips(), 0, SPLIT);
    int mirrored = 0;
    int rows = 0;
    for (int step = 0; step < 100; step++) {
      TrainingBatch batch = flipped.batch(step);
      assertEquals(plain.batch(step).noise(), batch.noise());
      assertArrayEquals(items(plain.batch(step)), items(batch));
      for (int row = 0; row < 16; row++, rows++) {
        double[] clean = clean(batch, row);
        boolean mirror = mirrored(clean);
        mirrored += mirror ? 1 : 0;
        int item = item(clean);
        for (int j = 0; j < clean.length; j++) {
          int x = j % 5;
          float expected = pixel(item, j / 15, j / 5 % 3, mirror ? 4 - x : x);
          assertEquals(expected, clean[j], 3e-4);
        }
      }
    }
    assertEquals(rows / 2.0, mirrored, 4 * Math.sqrt(rows / 4.0));
  }

  /** Where each draw is taken from is part of every trained weight. */
  @Test
  void batch_draws_areAtTheAddressOfMemberStepAndRow() {
    int member = 3;
    CounterRandom items = CounterRandom.of(21, Purpose.MINIBATCH);
    CounterRandom flips = CounterRandom.of(21, Purpose.FLIP);
    CounterRandom timesteps = CounterRandom.of(21, Purpose.TIMESTEP);
    CounterRandom noises = CounterRandom.of(21, Purpose.TRAINING_NOISE);
    TrainingDraws draws = TrainingDraws.of(CONFIG.withFlips(), member, SPLIT);
    for (int step = 0; step < 20; step++) {
      TrainingBatch batch = draws.batch(step);
      float[] noise = noises.gaussians(member, step, 16 * SHAPE.size());
      assertArrayEquals(noise, batch.noise().toArray());
      for (int row = 0; row < 16; row++) {
        String where = "step " + step + ", row " + row;
        double[] clean = clean(batch, row);
        assertEquals(items.below(ITEMS, member, step, row), item(clean), where);
        assertEquals((flips.bits(member, step, row) & 1) == 1, mirrored(clean), where);
        assertEquals(timesteps.below(1000, member, step, row), batch.timesteps()[row], where);
      }
    }
  }

  @Test
  void batch_dropout_isDrawnForTheMemberAndTheStep() {
    TrainingBatch batch = TrainingDraws.of(CONFIG, 3, SPLIT).batch(5);
    TrainingBatch same =
        TrainingBatch.of(
            batch.noisy(),
            batch.timesteps(),
            batch.noise(),
            CounterRandom.of(21, Purpose.DROPOUT),
            3,
            5);
    assertArrayEquals(mask(same), mask(batch));
  }

  @Test
  void batch_manySteps_drawsItemsUniformly() {
    TrainingDraws draws = TrainingDraws.of(CONFIG, 1, SPLIT);
    long[] counts = new long[ITEMS];
    double[] expected = new double[ITEMS];
    Arrays.fill(expected, 1);
    for (int step = 0; step < 300; step++) {
      for (int item : items(draws.batch(step))) {
        counts[item]++;
      }
    }
    assertUniform(expected, counts);
  }

  @Test
  void batch_manySteps_drawsTimestepsUniformly() {
    TrainingDraws draws = TrainingDraws.of(CONFIG, 1, SPLIT);
    long[] counts = new long[50];
    double[] expected = new double[50];
    Arrays.fill(expected, 1);
    Set<Integer> seen = new HashSet<>();
    for (int step = 0; step < 1000; step++) {
      for (int timestep : draws.batch(step).timesteps()) {
        counts[timestep / 20]++;
        seen.add(timestep);
      }
    }
    assertUniform(expected, counts);
    assertTrue(seen.contains(0) && seen.contains(999) && seen.size() == 1000, "" + seen.size());
  }

  private static void assertUniform(double[] expected, long[] counts) {
    double p = new ChiSquareTest().chiSquareTest(expected, counts);
    assertTrue(p > 1e-3, "p-value of uniform " + p + ": " + Arrays.toString(counts));
  }

  @Test
  void batch_shortSchedule_drawsItsTimesteps() {
    TrainingConfig config =
        new TrainingConfig(1, 10, 64, CONFIG.adam(), false, 0, NoiseSchedule.cosine(3));
    Set<Integer> seen = new HashSet<>();
    for (int timestep : TrainingDraws.of(config, 0, SPLIT).batch(0).timesteps()) {
      seen.add(timestep);
    }
    assertEquals(Set.of(0, 1, 2), seen);
  }

  @Test
  void batch_noise_isStandardGaussian() {
    double[] noise =
        TrainingDraws.of(CONFIG.withBatchSize(100), 2, SPLIT).batch(8).noise().toDoubleArray();
    double p =
        new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(), noise, false);
    assertTrue(p > 1e-3, "p-value of Gaussian " + p);
  }

  @Test
  void batch_splitOfOneItem_isThatItem() {
    Batch one = SPLIT.select(7);
    assertArrayEquals(
        new int[] {7, 7, 7}, items(TrainingDraws.of(CONFIG.withBatchSize(3), 0, one).batch(0)));
  }

  @Test
  void of_noItem_isAnErrorNamingTheMember() {
    assertIllegal(
        "member 6 has no item to be trained on",
        () -> TrainingDraws.of(CONFIG, 6, Draws.batch(1, 1, SHAPE, 0)));
  }

  @Test
  void batch_negativeStep_isAnErrorNamingIt() {
    TrainingDraws draws = TrainingDraws.of(CONFIG, 6, SPLIT);
    assertIllegal("steps are counted from 0, found -1", () -> draws.batch(-1));
  }
}
