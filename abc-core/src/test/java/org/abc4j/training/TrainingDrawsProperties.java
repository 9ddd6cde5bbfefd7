package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.TrainingBatch;
import org.abc4j.testing.Draws;

class TrainingDrawsProperties {
  private static final Shape SHAPE = new Shape(1, 2, 3);

  /** Each row is √ᾱ·x₀ + √(1 − ᾱ)·ε of one item of the split, mirrored only if that is allowed. */
  @Property(tries = 200)
  void batch_anyAddress_isTheForwardProcessOfAnItem(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1023) int member,
      @ForAll @IntRange(min = 0) int step,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 9) int items,
      @ForAll boolean flips) {
    Batch split = Draws.images(seed, 1, SHAPE, items);
    TrainingConfig config = TrainingConfig.paper(seed, 1).withBatchSize(rows);
    TrainingBatch batch =
        TrainingDraws.of(flips ? config.withFlips() : config, member, split).batch(step);
    assertEquals(rows, batch.noisy().rows());
    for (int row = 0; row < rows; row++) {
      int timestep = batch.timesteps()[row];
      assertTrue(timestep >= 0 && timestep < 1000, "timestep " + timestep);
      double logAlphaBar = 0;
      for (int s = 0; s <= timestep; s++) {
        logAlphaBar += Math.log1p(-1e-4 - s * (0.02 - 1e-4) / 999);
      }
      double[] noisy = new double[SHAPE.size()];
      boolean found = false;
      for (int candidate = 0; candidate < (flips ? 2 : 1) * items; candidate++) {
        for (int j = 0; j < noisy.length; j++) {
          int from = candidate < items ? j : j / 3 * 3 + 2 - j % 3;
          noisy[j] =
              Math.exp(logAlphaBar / 2) * split.get(candidate % items, from)
                  + Math.sqrt(-Math.expm1(logAlphaBar)) * batch.noise().get(row, j);
        }
        found |= close(noisy, batch.noisy().row(row));
      }
      assertTrue(found, "row " + row + " is no item");
    }
  }

  private static boolean close(double[] expected, float[] found) {
    boolean close = true;
    for (int j = 0; j < found.length; j++) {
      close &= Math.abs(expected[j] - found[j]) < 1e-6 * (1 + Math.abs(expected[j]));
    }
    return close;
  }

  /** A row is addressed by its number: larger batches begin with the smaller ones. */
  @Property(tries = 200)
  void batch_ofFewerRows_isTheBeginningOfOneOfMore(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1023) int member,
      @ForAll @IntRange(min = 0) int step,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 0, max = 12) int more) {
    Batch split = Draws.images(1, 1, SHAPE, 5);
    TrainingConfig config = TrainingConfig.paper(seed, 1).withFlips();
    TrainingBatch few = TrainingDraws.of(config.withBatchSize(rows), member, split).batch(step);
    TrainingBatch many =
        TrainingDraws.of(config.withBatchSize(rows + more), member, split).batch(step);
    assertArrayEquals(
        few.noisy().toArray(), Arrays.copyOf(many.noisy().toArray(), rows * SHAPE.size()));
    assertArrayEquals(few.timesteps(), Arrays.copyOf(many.timesteps(), rows));
  }
}
