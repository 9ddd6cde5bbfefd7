package org.abc4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

class TrainingBatchProperties {
  @Property(tries = 300)
  void dropout_ofAPart_isThatPartOfTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 100) int layer,
      @ForAll @LongRange(min = 0, max = 1L << 41) long first,
      @ForAll @IntRange(min = 0, max = 100) int count,
      @ForAll @IntRange(min = 0, max = 100) int skipped,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double probability) {
    Batch row = Batch.of(new Shape(1, 1, 1), 0);
    TrainingBatch batch =
        TrainingBatch.of(row, new int[1], row, CounterRandom.of(seed, Purpose.DROPOUT), 1, 2);
    boolean[] whole = new boolean[skipped + count];
    batch.dropout(layer, first, probability, whole);
    boolean[] part = new boolean[count];
    batch.dropout(layer, first + skipped, probability, part);
    assertArrayEquals(Arrays.copyOfRange(whole, skipped, skipped + count), part);
  }
}
