package org.abc4j.attribution;

import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.abc4j.Rows;
import org.abc4j.Shape;

/** Distances between values, each item read when it is asked for. */
record DistancesToRows(Rows rows, Distance distance) implements ItemDistances {
  DistancesToRows {
    Objects.requireNonNull(rows, "items");
    Objects.requireNonNull(distance, "distance");
  }

  @Override
  public Shape shape() {
    return rows.shape();
  }

  @Override
  public int items() {
    return rows.rows();
  }

  @Override
  public IntToDoubleFunction from(float[] image) {
    return item -> {
      float[] values = new float[rows.shape().size()];
      rows.copyRow(item, values);
      return distance.between(image.clone(), values, rows.shape());
    };
  }
}
