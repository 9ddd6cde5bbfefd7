package org.abc4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Draws;

/** Sums that rows share against sums of their own. */
class PartialSumProperties {
  private static final int M = 3;

  @Property(tries = 200)
  void plus_anyWeights_givesTheBitsOfEachRowAlone(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 6) int members) {
    int[] like = new int[rows];
    for (int row = 0; row < rows; row++) {
      int other = Draws.below(row + 1, seed, 1, row);
      like[row] = like[other] == other ? other : like[other];
      like[row] = other == row ? row : like[row];
    }
    List<PartialSum> sums = PartialSum.empty(like, M);
    double[] expected = new double[rows * M];
    for (int i = 0; i < members; i++) {
      int member = i;
      double[] weights = new double[rows];
      for (int row = 0; row < rows; row++) {
        weights[row] = Draws.below(3, seed, 10 + member, row) * 0.7;
      }
      MemberRows asked = MemberRows.of(like, row -> weights[row] != 0);
      double[] drawn = Draws.doubles(seed, 100 + member, asked.rows().length * M);
      float[] predictions = new float[drawn.length];
      for (int j = 0; j < drawn.length; j++) {
        predictions[j] = (float) drawn[j];
      }
      List<PartialSum> next = new ArrayList<>();
      for (PartialSum sum : sums) {
        next.addAll(sum.plus(row -> weights[row], predictions, asked.place(sum.anyRow()) * M));
      }
      sums = next;
      for (int row = 0; row < rows; row++) {
        for (int j = 0; weights[row] != 0 && j < M; j++) {
          expected[row * M + j] += weights[row] * predictions[asked.place(row) * M + j];
        }
      }
    }
    double[] found = new double[rows * M];
    sums.forEach(sum -> sum.copyTo(found));
    assertArrayEquals(expected, found);
  }

  @Property(tries = 100)
  void rows_asked_areOneOfEachKindThatIsNeeded(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int rows) {
    int[] like = new int[rows];
    for (int row = 0; row < rows; row++) {
      like[row] = Math.min(row, Draws.below(3, seed, 1, row));
      like[row] = like[like[row]];
    }
    MemberRows asked = MemberRows.of(like, row -> Draws.below(2, seed, 2, row) == 1);
    long kinds =
        IntStream.range(0, rows)
            .filter(row -> Draws.below(2, seed, 2, row) == 1)
            .map(row -> like[row])
            .distinct()
            .count();
    assertEquals(kinds, asked.rows().length);
    for (int k = 0; k < asked.rows().length; k++) {
      assertEquals(k, asked.place(asked.rows()[k]));
    }
  }
}
