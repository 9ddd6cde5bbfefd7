package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.TrainingBatch;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.testing.TinyNetworks;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDrawsTest {
  private static final int ITEMS = 12;
  private static final Shape SHAPE = new Shape(1, 1, 1);
  private static final Batch ALL = items(IntStream.range(0, ITEMS).toArray());
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(9, 100).withBatchSize(16).withFlips().withSharedDraws();

  /** Item i has the value i. */
  private static Batch items(int... numbers) {
    float[] values = new float[numbers.length];
    IntStream.range(0, values.length).forEach(i -> values[i] = numbers[i]);
    return Batch.of(SHAPE, values);
  }

  private static int number(Batch split, int step, int row) {
    return (int) split.get(SharedItemDraws.of(9, split).item(step, row), 0);
  }

  @Test
  void item_ofOverlappingSplits_isTheSameWhereTheFirstOfBothIsInBoth() {
    int[] one = {0, 1, 2, 3, 4, 5, 6, 7};
    int[] other = {11, 4, 9, 5, 6, 2, 8, 7};
    Batch union = items(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11);
    int same = 0;
    for (int row = 0; row < 400; row++) {
      int first = number(union, 3, row);
      boolean shared = contains(one, first) && contains(other, first);
      int ofOne = number(items(one), 3, row);
      int ofOther = number(items(other), 3, row);
      assertEquals(contains(one, first), ofOne == first, "row " + row);
      assertEquals(contains(other, first), ofOther == first, "row " + row);
      same += shared ? 1 : 0;
    }
    // 5 of 11 are in both.
    assertEquals(400 * 5 / 11.0, same, 4 * Math.sqrt(400 * 5 / 11.0 * 6 / 11.0));
  }

  private static boolean contains(int[] numbers, int number) {
    return IntStream.of(numbers).anyMatch(other -> other == number);
  }

  @Test
  void item_whenOneIsLeftOut_changesInThoseRowsAloneWhereItWasSeen() {
    Batch without = items(IntStream.range(0, ITEMS).filter(i -> i != 4).toArray());
    int seen = 0;
    for (int row = 0; row < 300; row++) {
      int before = number(ALL, 7, row);
      int after = number(without, 7, row);
      if (before == 4) {
        seen++;
        assertNotEquals(4, after);
      } else {
        assertEquals(before, after, "row " + row);
      }
    }
    assertTrue(seen > 0);
  }

  @Test
  void item_manyRows_isUniformAndOfEqualItemsEachCounts() {
    Batch twice = items(0, 1, 2, 2, 3, 4);
    SharedItemDraws draws = SharedItemDraws.of(5, twice);
    long[] counts = new long[6];
    double[] expected = new double[6];
    Arrays.fill(expected, 1);
    for (int step = 0; step < 100; step++) {
      for (int row = 0; row < 30; row++) {
        counts[draws.item(step, row)]++;
      }
    }
    double p = new ChiSquareTest().chiSquareTest(expected, counts);
    assertTrue(p > 1e-3, "p-value of uniform " + p + ": " + Arrays.toString(counts));
  }

  @Test
  void item_otherSeedOrStep_isAnother() {
    SharedItemDraws one = SharedItemDraws.of(5, ALL);
    int[] rows = IntStream.range(0, 40).map(row -> one.item(0, row)).toArray();
    SharedItemDraws otherSeed = SharedItemDraws.of(6, ALL);
    assertNotEquals(
        Arrays.toString(rows),
        Arrays.toString(IntStream.range(0, 40).map(row -> otherSeed.item(0, row)).toArray()));
    assertNotEquals(
        Arrays.toString(rows),
        Arrays.toString(IntStream.range(0, 40).map(row -> one.item(1, row)).toArray()));
  }

  @Test
  void batch_ofAnyMember_isThatOfAllOnTheSameSplit() {
    for (int step = 0; step < 5; step++) {
      TrainingBatch one = TrainingDraws.of(CONFIG, 0, ALL).batch(step);
      TrainingBatch other = TrainingDraws.of(CONFIG, 3, ALL).batch(step);
      assertEquals(one.noise(), other.noise());
      assertEquals(one.noisy(), other.noisy());
      assertArrayEquals(one.timesteps(), other.timesteps());
      assertArrayEquals(mask(one), mask(other));
    }
  }

  private static boolean[] mask(TrainingBatch batch) {
    boolean[] kept = new boolean[200];
    batch.dropout(1, 0, 0.5, kept);
    return kept;
  }

  /** Members 0 and 1 see one half, 2 and 3 the other. */
  @Test
  void train_membersOfOneSplit_areTheSameToTheBit(@TempDir Path temp) throws IOException {
    CodeAssignment code =
        CodeAssignment.inOrder(
            Codebook.of(List.of(Codeword.of(4, 0, 1), Codeword.of(4, 2, 3))),
            DataSources.ofItems(0, 1, 0, 1, 0, 1));
    Batch images = TinyNetworks.images().select(0, 1, 2, 3, 4, 5);
    TrainingConfig own = TrainingConfig.paper(2, 3).withBatchSize(2);
    EnsembleManifest shared = train(own.withSharedDraws(), images, code, temp.resolve("shared"));
    EnsembleManifest apart = train(own, images, code, temp.resolve("own"));
    assertEquals(shared.memberSha256().get(0), shared.memberSha256().get(1));
    assertEquals(shared.memberSha256().get(2), shared.memberSha256().get(3));
    assertNotEquals(shared.memberSha256().get(0), shared.memberSha256().get(2));
    assertEquals(4, apart.memberSha256().stream().distinct().count());
    assertEquals(own.withSharedDraws().toString(), shared.provenance().get("training"));
  }

  private static EnsembleManifest train(
      TrainingConfig config, Batch images, CodeAssignment code, Path folder) throws IOException {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), config)
        .train(images, code, folder)
        .manifest();
  }
}
