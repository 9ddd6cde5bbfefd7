package org.abc4j.report;

import java.util.List;

/**
 * A curve of a chart: medians, with the range they come from.
 *
 * @param name for the legend
 * @param colour as CSS has it
 * @param dashed whether the line is broken, for a second property beside the colour
 * @param points in the order in which they are joined
 */
public record Curve(String name, String colour, boolean dashed, List<Point> points) {

  /**
   * A point of a curve.
   *
   * @param x its place
   * @param low the least value
   * @param median the value that the curve goes through
   * @param high the greatest value
   */
  public record Point(double x, double low, double median, double high) {}
}
