package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiles themselves, which on a processor with 32 registers {@link Kernels} may not choose. */
class SixRowTilesTest {
  private static final int COLUMNS = SixRowTiles.COLUMNS;
  private static final int[] DEPTHS = {0, 1, 3, 8, 31, 96};
  private static final int GAP = 5;

  @ParameterizedTest
  @CsvSource({
    "0, 0", "1, 0", "5, 0", "6, 6", "7, 6", "8, 0", "9, 0", "10, 6", "11, 6", "12, 12", "14, 6",
    "15, 6", "16, 12", "32, 24", "64, 60"
  })
  void sixes_ofSoManyRows_leaveFoursAndAtMostThreeRows(int rows, int sixes) {
    assertEquals(sixes, SixRowTiles.sixes(rows));
    assertTrue((rows - sixes) % 4 <= (rows < 4 ? 3 : 1), "left over of " + rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 6, 7, 8, 9, 10, 13, 16, 23, 32})
  void multiply_plainOrTransposed_isTheScalarsBits(int rows) {
    for (int depth : DEPTHS) {
      for (boolean add : new boolean[] {false, true}) {
        for (boolean awkward : new boolean[] {false, true}) {
          assertTwins(awkward, rows, depth, depth + GAP, 1, Kernels.PANEL, add);
          assertTwins(awkward, rows, depth, depth + GAP, 1, COLUMNS, add);
          assertTwins(awkward, rows, depth, depth + GAP, 1, 2 * COLUMNS + GAP, add);
          assertTwins(awkward, rows, depth, 1, rows + GAP, Kernels.PANEL, add);
        }
      }
    }
  }

  /** Those go by other tiles. */
  @ParameterizedTest
  @CsvSource({"2, 3, 32", "1, 70, 16"})
  void multiply_ofAnotherLayout_takesNoRows(int aRow, int aStep, int bRow) {
    float[] c = new float[1];
    assertEquals(
        0,
        SixRowTiles.multiply(
            64, 1, new float[1], 0, aRow, aStep, new float[1], 0, bRow, c, 0, 1, false));
  }

  private static void assertTwins(
      boolean awkward, int rows, int depth, int aRow, int aStep, int bRow, boolean add) {
    long seed = 31L * rows + depth;
    float[] a = Values.of(awkward, seed, 0, 3 + rows * aRow + depth * aStep);
    float[] b = Values.of(awkward, seed, 1, 2 + depth * bRow + COLUMNS);
    float[] c = Values.of(awkward, seed, 2, 1 + rows * (COLUMNS + GAP));
    float[] expected = c.clone();
    int done =
        SixRowTiles.multiply(rows, depth, a, 3, aRow, aStep, b, 2, bRow, c, 1, COLUMNS + GAP, add);
    assertTrue(rows - done <= 3, rows + " rows, of which it did " + done);
    ScalarKernels.INSTANCE.multiply(
        done, depth, COLUMNS, a, 3, aRow, aStep, b, 2, bRow, expected, 1, COLUMNS + GAP, add);
    assertArrayEquals(expected, c, rows + " rows of depth " + depth);
  }
}
