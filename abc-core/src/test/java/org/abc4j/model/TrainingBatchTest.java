package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingBatchTest {
  private static final Shape SHAPE = new Shape(1, 1, 2);
  private static final CounterRandom DROPOUT = CounterRandom.of(3, Purpose.DROPOUT);

  private static TrainingBatch batch(long stream, int step) {
    Batch rows = Batch.of(SHAPE, 1, 2, 3, 4);
    return TrainingBatch.of(rows, new int[] {5, 6}, rows, DROPOUT, stream, step);
  }

  private static boolean[] mask(
      TrainingBatch batch, int layer, long first, double probability, int count) {
    boolean[] kept = new boolean[count];
    batch.dropout(layer, first, probability, kept);
    return kept;
  }

  @Test
  void dropout_ofOneAddress_isSixteenBitsOfADrawAgainstTheProbability() {
    boolean[] kept = mask(batch(7, 9), 2, 0, 0.3, 1000);
    for (int n = 0; n < kept.length; n++) {
      long word = DROPOUT.bits(7, 9, 2L * (1L << 40) + n / 4);
      double uniform = (word >>> 16 * (n % 4) & 0xffff) / 65536.0;
      assertEquals(uniform >= 0.3, kept[n], "value " + n);
    }
  }

  /** Four values share a word, and a network asks for as many as it has at hand. */
  @Test
  void dropout_ofAPart_isThatPartOfTheWhole() {
    boolean[] whole = mask(batch(7, 9), 2, 0, 0.5, 60);
    for (int first = 0; first < 13; first++) {
      for (int count = 0; count < 13; count++) {
        assertArrayEquals(
            Arrays.copyOfRange(whole, first, first + count),
            mask(batch(7, 9), 2, first, 0.5, count),
            "values from " + first);
      }
    }
  }

  /** Probabilities are rounded up to 2⁻¹⁶: at v·2⁻¹⁶ the draws below v are dropped, not v. */
  @Test
  void dropout_drawAtTheProbability_isKept() {
    for (int n = 0; n < 4; n++) {
      long drawn = DROPOUT.bits(7, 9, 2L * (1L << 40)) >>> 16 * n & 0xffff;
      assertEquals(true, mask(batch(7, 9), 2, 0, drawn / 65536.0, 4)[n]);
      assertEquals(false, mask(batch(7, 9), 2, 0, (drawn + 0.5) / 65536.0, 4)[n]);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
  void dropout_manyValues_areDroppedWithTheProbability(double probability) {
    int count = 100_000;
    boolean[] kept = mask(batch(0, 0), 0, 0, probability, count);
    long dropped = 0;
    long[] pairs = new long[4];
    for (int n = 0; n < count; n++) {
      dropped += kept[n] ? 0 : 1;
      pairs[(kept[n] ? 2 : 0) + (kept[(n + 1) % count] ? 1 : 0)]++;
    }
    double sd = Math.sqrt(count * probability * (1 - probability));
    assertEquals(count * probability, dropped, 4 * sd);
    double keep = 1 - probability;
    double[] expected = {
      probability * probability, probability * keep, keep * probability, keep * keep
    };
    assertTrue(new ChiSquareTest().chiSquareTest(expected, pairs) > 1e-3, "neighbours");
  }

  @Test
  void dropout_probability0_keepsAll() {
    boolean[] all = new boolean[500];
    Arrays.fill(all, true);
    assertArrayEquals(all, mask(batch(0, 0), 0, 3, 0, 500));
  }

  @Test
  void dropout_otherLayerStepStreamOrPlace_isAnother() {
    boolean[] one = mask(batch(1, 1), 1, 64, 0.5, 256);
    assertFalse(Arrays.equals(one, mask(batch(2, 1), 1, 64, 0.5, 256)), "stream");
    assertFalse(Arrays.equals(one, mask(batch(1, 2), 1, 64, 0.5, 256)), "step");
    assertFalse(Arrays.equals(one, mask(batch(1, 1), 2, 64, 0.5, 256)), "layer");
    assertFalse(Arrays.equals(one, mask(batch(1, 1), 1, 0, 0.5, 256)), "place");
    assertArrayEquals(one, mask(batch(1, 1), 1, 64, 0.5, 256));
  }

  @Test
  void batch_holdsCopies() {
    int[] timesteps = {5, 6};
    Batch rows = Batch.of(SHAPE, 1, 2, 3, 4);
    TrainingBatch batch = TrainingBatch.of(rows, timesteps, rows, DROPOUT, 0, 0);
    timesteps[0] = 9;
    batch.timesteps()[1] = 9;
    assertArrayEquals(new int[] {5, 6}, batch.timesteps());
    assertEquals(rows, batch.noisy());
    assertEquals(rows, batch.noise());
  }

  @Test
  void of_partsThatDoNotFit_isAnErrorNamingThem() {
    Batch two = Batch.of(SHAPE, 1, 2, 3, 4);
    Batch one = Batch.of(SHAPE, 1, 2);
    Batch other = Batch.of(new Shape(2, 1, 1), 1, 2, 3, 4);
    Batch none = Batch.of(SHAPE);
    assertRefused(two, 1, two);
    assertRefused(two, 3, two);
    assertRefused(two, 2, one);
    assertRefused(two, 2, other);
    assertRefused(none, 0, none);
  }

  private static void assertRefused(Batch noisy, int timesteps, Batch noise) {
    assertIllegal(
        "a training batch has a timestep and a noise for each of at least 1 row, found "
            + noisy
            + ", "
            + timesteps
            + " timesteps and noise "
            + noise,
        () -> TrainingBatch.of(noisy, new int[timesteps], noise, DROPOUT, 0, 0));
  }

  @Test
  void words_ofTheLongestMask_doNotOverflow() {
    assertEquals(0, TrainingBatch.words(0, 0));
    assertEquals(2, TrainingBatch.words(3, 2));
    assertEquals(1 << 29, TrainingBatch.words(1, Integer.MAX_VALUE));
  }
}
