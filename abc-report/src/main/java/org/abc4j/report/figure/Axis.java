package org.abc4j.report.figure;

import java.util.Locale;
import java.util.Objects;

/**
 * What an axis measures: a quantity and its unit, on a linear or a logarithmic scale. Immutable.
 *
 * <p>It reaches over the values that are drawn, unless ends are given.
 */
public final class Axis {
  /** Squares of such values are finite. */
  private static final double MOST = 1e150;

  private final String quantity;
  private final String unit;
  private final boolean logarithmic;
  private final double from;
  private final double to;

  private Axis(String quantity, String unit, boolean logarithmic, double from, double to) {
    this.quantity = Objects.requireNonNull(quantity, "quantity");
    this.unit = Objects.requireNonNull(unit, "unit");
    this.logarithmic = logarithmic;
    this.from = from;
    this.to = to;
  }

  /**
   * A linear axis.
   *
   * @param quantity what is measured
   * @param unit its unit; empty for none
   * @return the axis
   */
  public static Axis linear(String quantity, String unit) {
    return new Axis(quantity, unit, false, Double.NaN, Double.NaN);
  }

  /**
   * A logarithmic axis, for values above 0.
   *
   * @param quantity what is measured
   * @param unit its unit; empty for none
   * @return the axis
   */
  public static Axis logarithmic(String quantity, String unit) {
    return new Axis(quantity, unit, true, Double.NaN, Double.NaN);
  }

  /**
   * With ends, such as those of a rank from 0 to 1. An axis reaches farther if a value lies beyond.
   *
   * @param from the least value
   * @param to the greatest
   * @return a copy
   * @throws IllegalArgumentException if they are not finite and increasing, or not positive on a
   *     logarithmic axis
   */
  public Axis between(double from, double to) {
    if (!(from < to && Double.isFinite(from) && Double.isFinite(to))) {
      throw new IllegalArgumentException(
          "an axis goes up from a finite value to another, found " + from + " and " + to);
    }
    if (logarithmic && !(from > 0)) {
      throw new IllegalArgumentException(
          "a logarithmic axis begins above 0, found " + from + " for \"" + quantity + '"');
    }
    return new Axis(quantity, unit, logarithmic, from, to);
  }

  /** The quantity, and its unit in brackets. */
  String title() {
    return unit.isEmpty() ? quantity : quantity + " (" + unit + ")";
  }

  String quantity() {
    return quantity;
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  /** From the one value to the other at least, on so many units of a drawing. */
  Scale over(double low, double high, double start, double end) {
    double least = Double.isNaN(from) ? low : Math.min(from, low);
    double most = Double.isNaN(to) ? high : Math.max(to, high);
    return Scale.of(logarithmic, least, most, start, end);
  }

  /** Refuses what has no place on this axis. */
  void require(String series, int index, double value) {
    if (!(Math.abs(value) < MOST)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a figure shows numbers up to 1e150, \"%s\" has %s at index %d",
              series,
              value,
              index));
    }
    if (logarithmic && !(value > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the logarithmic axis of \"%s\" shows values above 0, \"%s\" has %s at index %d",
              quantity,
              series,
              value,
              index));
    }
  }
}
