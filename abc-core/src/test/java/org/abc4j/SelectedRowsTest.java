package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SelectedRowsTest {
  private static final Batch ROWS = Batch.of(new Shape(1, 1, 2), 1, 2, 3, 4, 5, 6);

  @Test
  void view_someRows_haveTheirValuesInTheOrderAskedFor() {
    int[] asked = {2, 0, 2};
    Rows view = ROWS.view(asked);
    asked[0] = 1;
    assertEquals(3, view.rows());
    assertEquals(ROWS.shape(), view.shape());
    assertArrayEquals(new float[] {5, 6}, row(view, 0));
    assertArrayEquals(new float[] {1, 2}, row(view, 1));
    assertArrayEquals(new float[] {5, 6}, row(view, 2));
  }

  @Test
  void view_rowThatIsNotThere_isRefusedWithItsNumber() {
    for (int missing : new int[] {3, -1}) {
      Exception refused =
          assertThrows(IndexOutOfBoundsException.class, () -> ROWS.view(0, missing));
      assertTrue(refused.getMessage().contains("" + missing), refused.getMessage());
    }
  }

  private static float[] row(Rows rows, int row) {
    float[] values = new float[rows.shape().size()];
    rows.copyRow(row, values);
    return values;
  }
}
