package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchProperties {
  /** The float bits of a running number, so that values are told apart, NaNs among them. */
  private static float[] rowOf(int row, int m) {
    float[] values = new float[m];
    for (int j = 0; j < m; j++) {
      values[j] = j % 5 == 4 ? Float.NaN : row * 1000 + j;
    }
    return values;
  }

  private static Batch batch(Shape shape, int rows) {
    List<float[]> list = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      list.add(rowOf(r, shape.size()));
    }
    return Batch.ofRows(shape, list);
  }

  @Property(tries = 200)
  void rowAndGet_giveBackWhatWasPutIn(
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 0, max = 6) int rows) {
    Shape shape = new Shape(channels, height, width);
    Batch batch = batch(shape, rows);
    assertEquals(rows, batch.rows());
    assertEquals(batch, Batch.of(shape, batch.toArray()));
    for (int r = 0; r < rows; r++) {
      assertArrayEquals(rowOf(r, shape.size()), batch.row(r));
      for (int j = 0; j < shape.size(); j++) {
        assertEquals(rowOf(r, shape.size())[j], batch.get(r, j));
      }
    }
  }

  @Property(tries = 200)
  void select_givesTheRowsAskedFor(
      @ForAll @IntRange(min = 1, max = 7) int m,
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 4) Integer> wanted) {
    Batch batch = batch(new Shape(1, 1, m), 5);
    int[] indices = wanted.stream().mapToInt(i -> i).toArray();
    Batch selected = batch.select(indices);
    assertEquals(indices.length, selected.rows());
    for (int k = 0; k < indices.length; k++) {
      assertArrayEquals(rowOf(indices[k], m), selected.row(k));
    }
  }
}
