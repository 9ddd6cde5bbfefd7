package org.abc4j.model;

import java.util.Objects;
import org.abc4j.Batch;

/**
 * The value of a function at some points and its derivatives there along some directions.
 *
 * <p>Immutable and thread-safe.
 */
public final class Linearization {
  private final Batch value;
  private final Batch tangents;

  private Linearization(Batch value, Batch tangents) {
    this.value = Objects.requireNonNull(value, "value");
    this.tangents = Objects.requireNonNull(tangents, "tangents");
  }

  /**
   * A value with its tangents.
   *
   * @param value B rows
   * @param tangents B·K rows; row b·K + k is the derivative of row b along its k-th direction
   * @return the pair
   */
  public static Linearization of(Batch value, Batch tangents) {
    return new Linearization(value, tangents);
  }

  /**
   * The value.
   *
   * @return B rows, bit for bit what {@link NoiseModel#predict} returns
   */
  public Batch value() {
    return value;
  }

  /**
   * The directional derivatives.
   *
   * @return B·K rows; row b·K + k is the derivative of row b along its k-th direction
   */
  public Batch tangents() {
    return tangents;
  }
}
