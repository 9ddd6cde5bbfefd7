package org.abc4j;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final Shape PAIR = new Shape(1, 1, 2);

  @Test
  void of_arrayChangedLater_staysTheSame() {
    float[] values = {1, 2, 3, 4};
    Batch batch = Batch.of(PAIR, values);
    values[2] = 99;
    assertEquals(3, batch.get(1, 0));
  }

  @Test
  void ofRows_arrayChangedLater_staysTheSame() {
    float[] row = {1, 2};
    Batch batch = Batch.ofRows(PAIR, List.of(row, new float[] {3, 4}));
    row[0] = 99;
    assertArrayEquals(new float[] {1, 2, 3, 4}, batch.toArray());
  }

  @Test
  void toArrayAndRow_resultChanged_batchStaysTheSame() {
    Batch batch = Batch.of(PAIR, 1, 2, 3, 4);
    batch.toArray()[0] = 99;
    batch.row(0)[0] = 99;
    assertArrayEquals(new float[] {1, 2, 3, 4}, batch.toArray());
  }

  @Test
  void of_noValues_hasNoRows() {
    Batch empty = Batch.of(PAIR);
    assertEquals(0, empty.rows());
    assertEquals(empty, Batch.ofRows(PAIR, List.of()));
    assertEquals(empty, Batch.of(PAIR, 1, 2).select());
  }

  @Test
  void of_lengthNoMultiple_isAnErrorNamingShapeAndLength() {
    assertIllegal(
        "a batch of shape 1×1×2 holds a multiple of 2 values, found 3",
        () -> Batch.of(PAIR, 1, 2, 3));
  }

  @Test
  void rounded_doubles_areTheNearestFloats() {
    double third = 1.0 / 3;
    double aboveMiddle = 1 + 0x1.0p-24 + 0x1.0p-40;
    double[] values = {third, aboveMiddle, -0.0, Double.NaN};
    Batch batch = Batch.rounded(PAIR, values);
    assertArrayEquals(new float[] {0x1.555556p-2f, 0x1.000002p0f, -0f, Float.NaN}, batch.toArray());
    values[0] = 99;
    assertEquals(0x1.555556p-2f, batch.get(0, 0));
    assertIllegal(
        "a batch of shape 1×1×2 holds a multiple of 2 values, found 3",
        () -> Batch.rounded(PAIR, new double[3]));
  }

  @Test
  void toDoubleArray_floats_areTheSameNumbersCopied() {
    Batch batch = Batch.of(PAIR, 0.1f, -0f, Float.MIN_VALUE, Float.NaN);
    double[] copy = batch.toDoubleArray();
    assertArrayEquals(new double[] {0x1.99999ap-4, -0.0, 0x1.0p-149, Double.NaN}, copy);
    copy[0] = 99;
    assertEquals(0x1.99999ap-4, batch.toDoubleArray()[0]);
  }

  @Test
  void ofRows_wrongRow_isAnErrorNamingRowAndLengths() {
    assertIllegal(
        "row 1 has 3 values, shape 1×1×2 has 2",
        () -> Batch.ofRows(PAIR, List.of(new float[2], new float[3])));
  }

  @Test
  void get_outOfRange_isAnErrorNamingTheIndex() {
    Batch batch = Batch.of(PAIR, 1, 2, 3, 4);
    for (int bad : new int[] {-1, 2}) {
      IndexOutOfBoundsException row =
          assertThrows(IndexOutOfBoundsException.class, () -> batch.get(bad, 0));
      assertEquals("Index " + bad + " out of bounds for length 2", row.getMessage());
      assertThrows(IndexOutOfBoundsException.class, () -> batch.get(0, bad));
      assertThrows(IndexOutOfBoundsException.class, () -> batch.row(bad));
      assertThrows(IndexOutOfBoundsException.class, () -> batch.select(0, bad));
    }
  }

  @Test
  void select_repeatedAndReversed_keepsThatOrder() {
    Batch batch = Batch.of(PAIR, 1, 2, 3, 4, 5, 6);
    assertEquals(Batch.of(PAIR, 5, 6, 1, 2, 5, 6), batch.select(2, 0, 2));
  }

  @Test
  void equals_byShapeAndBits() {
    Batch batch = Batch.of(PAIR, 0f, Float.NaN);
    assertEquals(batch, Batch.of(PAIR, 0f, Float.NaN));
    assertEquals(batch.hashCode(), Batch.of(PAIR, 0f, Float.NaN).hashCode());
    assertNotEquals(batch, Batch.of(PAIR, -0f, Float.NaN));
    assertNotEquals(batch, Batch.of(new Shape(1, 2, 1), 0f, Float.NaN));
    assertNotEquals(batch, Batch.of(PAIR, 0f, Float.NaN, 0f, 0f));
    assertNotEquals(batch, (Object) "Batch[1 of 1×1×2]");
  }

  @Test
  void toString_hasRowsAndShape() {
    assertEquals("Batch[3 of 1×1×2]", Batch.of(PAIR, new float[6]).toString());
  }

  @Test
  void of_nullShape_isNamed() {
    NullPointerException error =
        assertThrows(NullPointerException.class, () -> Batch.of(null, 1, 2));
    assertEquals("shape", error.getMessage());
  }
}
