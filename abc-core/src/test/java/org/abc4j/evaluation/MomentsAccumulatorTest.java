package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsAccumulatorTest {

  private static double[][] rows(int count, double offset) {
    double[][] rows = new double[count][5];
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < 5; i++) {
        rows[r][i] = offset + (Draws.below(2001, 7, r, i) - 1000) * 1e-3 + 0.3 * (i * r % 7);
      }
    }
    return rows;
  }

  /** One block, less than one, several, and several with a rest. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 128, 333})
  void moments_anyNumberOfRows_areThoseOfAllAtOnce(int count) {
    double[][] rows = rows(count, 0);
    MomentsAccumulator accumulator = MomentsAccumulator.ofDimension(5);
    accumulator.add(rows);
    int ddof = count == 1 ? 0 : 1;
    assertEquals(count, accumulator.count());
    assertMoments(GaussianMoments.of(rows, ddof), accumulator.moments(ddof), 1e-13);
  }

  private static void assertMoments(
      GaussianMoments expected, GaussianMoments found, double tolerance) {
    assertArrayEquals(expected.mean(), found.mean(), tolerance);
    for (int i = 0; i < expected.dimension(); i++) {
      assertArrayEquals(expected.covariance()[i], found.covariance()[i], tolerance);
    }
  }

  /** Sums of squares would have lost all digits. */
  @Test
  void moments_ofALargeOffset_loseNothing() {
    MomentsAccumulator far = MomentsAccumulator.ofDimension(5);
    MomentsAccumulator near = MomentsAccumulator.ofDimension(5);
    far.add(rows(200, 1 << 24));
    near.add(rows(200, 0));
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(near.moments(1).covariance()[i], far.moments(1).covariance()[i], 1e-7);
    }
  }

  @Test
  void add_inOtherPortions_givesTheSameBits() {
    double[][] rows = rows(300, 3);
    MomentsAccumulator all = MomentsAccumulator.ofDimension(5);
    all.add(rows);
    MomentsAccumulator some = MomentsAccumulator.ofDimension(5);
    for (int from = 0; from < 300; from += 37) {
      some.add(Arrays.copyOfRange(rows, from, Math.min(300, from + 37)));
      some.moments(0);
    }
    assertArrayEquals(all.moments(1).mean(), some.moments(1).mean());
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(all.moments(1).covariance()[i], some.moments(1).covariance()[i]);
    }
  }

  @Test
  void arguments_outOfRange_areNamed() {
    MomentsAccumulator accumulator = MomentsAccumulator.ofDimension(2);
    accumulator.add(new double[] {1, 2});
    assertSaid("features[1] has 3 values", () -> accumulator.add(new double[3]));
    assertSaid(
        "features[1][1] must be finite, found NaN",
        () -> accumulator.add(new double[] {1, Double.NaN}));
    assertSaid("needs more than 1 rows, found 1", () -> accumulator.moments(1));
    assertSaid("at least 0, found -1", () -> accumulator.moments(-1));
    assertSaid("at least 1 value, found 0", () -> MomentsAccumulator.ofDimension(0));
  }

  private static void assertSaid(String part, Runnable wrong) {
    String said = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
    assertEquals(true, said.contains(part), said);
  }
}
