package org.abc4j.cli.experiment.world;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Rows;

/** Rows in memory. */
final class Memory {
  private Memory() {}

  /** A copy, or the rows themselves where they are in memory. */
  static Batch of(Rows rows) {
    if (rows instanceof Batch batch) {
      return batch;
    }
    List<float[]> copies = new ArrayList<>();
    for (int i = 0; i < rows.rows(); i++) {
      float[] row = new float[rows.shape().size()];
      rows.copyRow(i, row);
      copies.add(row);
    }
    return Batch.ofRows(rows.shape(), copies);
  }
}
