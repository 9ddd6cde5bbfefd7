package org.abc4j.closedform;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Draws;

class FrameProperties {

  @Property(tries = 300)
  void project_anySizes_matchesSlowTwinBitForBit(
      @ForAll @IntRange(min = 1, max = 70) int dimension,
      @ForAll @IntRange(max = 37) int vectors,
      @ForAll @IntRange(max = 35) int rows,
      @ForAll long seed) {
    double[][] table = table(seed, vectors, dimension);
    double[] in = Draws.doubles(seed, 2, rows * dimension);
    double[] expected = new double[rows * vectors];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < vectors; k++) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
          sum = Math.fma(in[row * dimension + i], table[k][i], sum);
        }
        expected[row * vectors + k] = sum;
      }
    }
    assertSameBits(expected, new Frame(dimension, table).project(in, rows));
  }

  @Property(tries = 300)
  void addCombination_anySizes_matchesSlowTwinBitForBit(
      @ForAll @IntRange(min = 1, max = 70) int dimension,
      @ForAll @IntRange(max = 37) int vectors,
      @ForAll @IntRange(max = 35) int rows,
      @ForAll long seed) {
    double[][] table = table(seed, vectors, dimension);
    double[] weights = Draws.doubles(seed, 3, rows * vectors);
    double[] sums = Draws.doubles(seed, 4, rows * dimension);
    double[] expected = sums.clone();
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < vectors; k++) {
        for (int i = 0; i < dimension; i++) {
          expected[row * dimension + i] =
              Math.fma(weights[row * vectors + k], table[k][i], expected[row * dimension + i]);
        }
      }
    }
    new Frame(dimension, table).addCombination(weights, rows, sums);
    assertSameBits(expected, sums);
  }

  @Property(tries = 200)
  void bothProducts_ofOneRow_areTheSameBitsInAnyBatch(
      @ForAll @IntRange(min = 1, max = 70) int dimension,
      @ForAll @IntRange(min = 1, max = 37) int vectors,
      @ForAll @IntRange(min = 1, max = 35) int rows,
      @ForAll long seed) {
    Frame frame = new Frame(dimension, table(seed, vectors, dimension));
    double[] in = Draws.doubles(seed, 2, rows * dimension);
    double[] products = frame.project(in, rows);
    double[] sums = new double[rows * dimension];
    frame.addCombination(products, rows, sums);
    for (int row = 0; row < rows; row++) {
      double[] own = Arrays.copyOfRange(in, row * dimension, (row + 1) * dimension);
      double[] ownProducts = frame.project(own, 1);
      double[] ownSums = new double[dimension];
      frame.addCombination(ownProducts, 1, ownSums);
      assertSameBits(ownProducts, Arrays.copyOfRange(products, row * vectors, (row + 1) * vectors));
      assertSameBits(ownSums, Arrays.copyOfRange(sums, row * dimension, (row + 1) * dimension));
    }
  }

  private static double[][] table(long seed, int vectors, int dimension) {
    double[][] table = new double[vectors][];
    Arrays.setAll(table, k -> Draws.doubles(seed, 100 + k, dimension));
    return table;
  }

  private static void assertSameBits(double[] expected, double[] actual) {
    assertArrayEquals(
        Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).toArray(),
        Arrays.stream(actual).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  @Example
  void values_moreThanAnArrayHolds_areRefusedNamingBoth() {
    assertEquals(6, Frame.values(2, 3));
    assertEquals(Integer.MAX_VALUE, Frame.values(1, Integer.MAX_VALUE));
    // As ints these would be 32,704.
    assertIllegal(
        "an array holds at most 2^31 - 1 values, found 4295 times 1000000; give fewer rows, or"
            + " items, at once",
        () -> Frame.values(4295, 1_000_000));
  }
}
