package org.abc4j.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.report.figure.Mark.Point;

/**
 * Distributions as violins with a box in each (Figures 4, 9 and 11), on request with a dot for each
 * value that a box leaves out (Figure 8, bottom).
 *
 * <p>A violin is a {@linkplain KernelDensity density} of what the axis measures, on a logarithmic
 * axis of logarithms; it ends at the least and the greatest value, and all violins are as high at
 * their highest. Values that are all equal are a dot.
 */
public final class ViolinChart extends RowChart {
  private final boolean fliers;

  private ViolinChart(String title, Axis axis, List<Series> series, boolean fliers) {
    super(title, axis, series);
    this.fliers = fliers;
  }

  /**
   * A chart.
   *
   * @param title above it
   * @param axis what the values are
   * @param series a violin each, from the top; one without values is said to have none
   * @return the chart
   * @throws IllegalArgumentException if there is no value at all, or one has no place on the axis,
   *     naming series and index
   */
  public static ViolinChart of(String title, Axis axis, List<Series> series) {
    return new ViolinChart(title, axis, series, false);
  }

  /**
   * With a dot for each value beyond the whiskers of its box.
   *
   * @return a copy
   */
  public ViolinChart withFliers() {
    return new ViolinChart(title(), axis(), series(), true);
  }

  @Override
  public String description() {
    return "Violins of " + axis().title() + ": " + counts();
  }

  @Override
  public String caption() {
    return "Violins: densities by a Gaussian kernel with Silverman's bandwidth, cut at the extreme"
        + " values. "
        + BOXES
        + (fliers ? ", dots beyond. " : ". ")
        + sizes();
  }

  @Override
  void row(Drawing drawing, Scale scale, Series one, double middle, double height) {
    BoxStatistics box = BoxStatistics.of(one.values());
    double[] places = new double[one.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = scale.at(one.value(i));
    }
    double first = places[0];
    boolean equal = java.util.Arrays.stream(places).allMatch(place -> place == first);
    if (equal) {
      drawing.dots(List.of(new Point(first, middle)), 2.5, Drawing.BLUE);
      return;
    }
    violin(drawing, KernelDensity.of(places), middle, 0.46 * height);
    box(drawing, scale, box, middle, Math.max(4, 0.24 * height), Drawing.PAPER);
    if (fliers) {
      fliers(drawing, scale, one, box, middle);
    }
  }

  private static void violin(Drawing drawing, KernelDensity density, double middle, double half) {
    List<Point> outline = new ArrayList<>();
    for (int i = 0; i < KernelDensity.POINTS; i++) {
      double height = density.height(i) / density.highest() * half;
      outline.add(new Point(density.value(i), middle - height));
    }
    for (int i = KernelDensity.POINTS - 1; i >= 0; i--) {
      double height = density.height(i) / density.highest() * half;
      outline.add(new Point(density.value(i), middle + height));
    }
    drawing.area(outline, Drawing.PALE, Drawing.BLUE);
  }
}
