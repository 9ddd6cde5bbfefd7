package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;

class CoupledSplitTest {
  private static final int ITEMS = 12;
  private static final int[] SPLIT = {1, 2, 5, 6, 7, 11};
  private static final int[] LEFT = {1, 2, 7, 11};

  private final float[] values = new float[ITEMS * 64];
  private final Batch items;

  CoupledSplitTest() {
    for (int p = 0; p < values.length; p++) {
      values[p] = p;
    }
    items = Batch.of(new Shape(1, 8, 8), values);
  }

  @Test
  void itemOf_ofASplitAndLessOfIt_differsWhereItMust() {
    CoupledSplit split = CoupledSplit.of(items, SPLIT, 3);
    CoupledSplit left = CoupledSplit.of(items, LEFT, 3);
    Set<Integer> there = IntStream.of(LEFT).boxed().collect(Collectors.toSet());
    int changed = 0;
    for (int row = 0; row < 4000; row++) {
      assertTrue(there.contains(left.itemOf(row)), "row " + row);
      if (there.contains(split.itemOf(row))) {
        assertEquals(split.itemOf(row), left.itemOf(row), "row " + row);
      } else {
        changed++;
      }
    }
    // A third of 4,000 is of items 5 and 6: five standard deviations.
    assertEquals(4000 / 3.0, changed, 150);
  }

  @Test
  void itemOf_allRows_isUniform() {
    CoupledSplit left = CoupledSplit.of(items, LEFT, 3);
    assertEquals(0, left.rows() % ITEMS);
    int[] count = new int[ITEMS];
    IntStream.range(0, left.rows()).forEach(row -> count[left.itemOf(row)]++);
    double expected = left.rows() / 4.0;
    for (int item : LEFT) {
      // A binomial's deviation is 0.0017 of it.
      assertEquals(1, count[item] / expected, 0.01, "item " + item);
    }
    assertEquals(left.rows(), IntStream.of(LEFT).map(item -> count[item]).sum());
  }

  @Test
  void copyRow_isTheItem() {
    CoupledSplit left = CoupledSplit.of(items, LEFT, 3);
    float[] row = new float[64];
    left.copyRow(100, row);
    assertArrayEquals(items.row(left.itemOf(100)), row);
    assertEquals(items.shape(), left.shape());
    assertThrows(IndexOutOfBoundsException.class, () -> left.copyRow(left.rows(), row));
  }

  @Test
  void of_anotherSeed_hasOtherLists() {
    int[] one = IntStream.range(0, 100).map(CoupledSplit.of(items, LEFT, 3)::itemOf).toArray();
    int[] two = IntStream.range(0, 100).map(CoupledSplit.of(items, LEFT, 4)::itemOf).toArray();
    assertNotEquals(IntStream.of(one).boxed().toList(), IntStream.of(two).boxed().toList());
  }

  @Test
  void of_noItem_isRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CoupledSplit.of(items, new int[0], 1))
            .getMessage();
    assertEquals("a split has at least 1 of 12 items, found none", message);
  }
}
