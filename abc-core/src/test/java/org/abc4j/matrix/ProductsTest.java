package org.abc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,2,3",
    "2,1,9",
    "3,5,4",
    "4,16,1",
    "5,17,33",
    "8,15,1023",
    "9,33,1025",
    "13,2,2050"
  })
  void transposedTimes_anySize_isTheSumInOrder(int terms, int p, int q) {
    double[][] a = rows(1, terms, p);
    double[][] b = rows(2, terms, q);
    int[] calls = {0};
    double[][] product = Products.transposedTimes(a, b, () -> calls[0]++);
    assertArrayEquals(slow(a, b), product);
    assertEquals(p, calls[0]);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "5,16", "7,17", "9,40", "6,1100"})
  void addGram_anySize_isTheSumInOrderAboveTheDiagonal(int terms, int p) {
    double[][] a = rows(3, terms, p);
    double[][] sums = new double[p][p];
    int[] calls = {0};
    Products.addGram(a, terms, sums, () -> calls[0]++);
    Products.mirror(sums);
    assertArrayEquals(slow(a, a), sums);
    assertEquals(p, calls[0]);
  }

  @Test
  void addGram_inParts_hasTheSameBits() {
    double[][] a = rows(4, 23, 37);
    double[][] whole = new double[37][37];
    Products.addGram(a, 23, whole, () -> {});
    double[][] parts = new double[37][37];
    Products.addGram(a, 5, parts, () -> {});
    Products.addGram(Arrays.copyOfRange(a, 5, 12), 7, parts, () -> {});
    Products.addGram(Arrays.copyOfRange(a, 12, 23), 11, parts, () -> {});
    Products.mirror(whole);
    Products.mirror(parts);
    assertArrayEquals(whole, parts);
  }

  @Test
  void transposedTimes_thatIsStopped_throwsWhatWasThrown() {
    CancellationException stop = new CancellationException("stop");
    assertEquals(
        stop,
        assertThrows(
            CancellationException.class,
            () ->
                Products.transposedTimes(
                    rows(5, 2, 3),
                    rows(6, 2, 3),
                    () -> {
                      throw stop;
                    })));
  }

  private static double[][] slow(double[][] a, double[][] b) {
    double[][] product = new double[a[0].length][b[0].length];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < product[i].length; j++) {
        for (int k = 0; k < a.length; k++) {
          product[i][j] += a[k][i] * b[k][j];
        }
      }
    }
    return product;
  }

  private static double[][] rows(int stream, int rows, int width) {
    double[] values = Draws.doubles(5, stream, rows * width);
    double[][] matrix = new double[rows][];
    // Of full precision, so that every order of the sum has other bits.
    Arrays.setAll(
        matrix, r -> Arrays.stream(values, r * width, (r + 1) * width).map(v -> v / 3).toArray());
    return matrix;
  }
}
