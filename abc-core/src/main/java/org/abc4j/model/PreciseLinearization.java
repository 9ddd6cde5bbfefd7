package org.abc4j.model;

/**
 * The value of a function at a point and its derivatives there along some directions, in {@code
 * double}.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class PreciseLinearization {
  private final double[] value;
  private final double[] tangents;

  private PreciseLinearization(double[] value, double[] tangents) {
    this.value = value;
    this.tangents = tangents;
  }

  /**
   * A value with its tangents.
   *
   * @param value m values
   * @param tangents derivatives along K directions, m values each, one after another
   * @return the pair
   */
  public static PreciseLinearization of(double[] value, double[] tangents) {
    return new PreciseLinearization(value.clone(), tangents.clone());
  }

  /**
   * The value.
   *
   * @return a copy, m values
   */
  public double[] value() {
    return value.clone();
  }

  /**
   * The directional derivatives.
   *
   * @return a copy, m values for each direction
   */
  public double[] tangents() {
    return tangents.clone();
  }
}
