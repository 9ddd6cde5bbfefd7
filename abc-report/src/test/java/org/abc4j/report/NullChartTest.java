package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class NullChartTest {
  private static final int BINS = 24;

  private static double attribute(Element element, String name) {
    return Double.parseDouble(element.getAttribute(name));
  }

  @Test
  void of_bars_countSources() throws Exception {
    double[] z = {-1, 0, 0.01, 0.02, 3};
    Document chart = Markup.xml(NullChart.of(z, new double[] {-1, 0, 1}, new double[] {3}));
    List<Element> bars = Markup.elements(chart, "rect");
    assertEquals(BINS, bars.size());
    double unit = bars.stream().mapToDouble(bar -> attribute(bar, "height")).sum() / z.length;
    // From −1 to 3 a bin is a sixth wide: the three about 0 are in the seventh.
    assertEquals(3, attribute(bars.get(6), "height") / unit, 0.02);
    assertEquals(1, attribute(bars.get(0), "height") / unit, 0.02);
    assertEquals(1, attribute(bars.get(BINS - 1), "height") / unit, 0.02);
    Element mark = Markup.elements(chart, "line").get(0);
    assertEquals("mark", mark.getAttribute("class"));
    Element last = bars.get(BINS - 1);
    assertEquals(attribute(last, "x") + attribute(last, "width"), attribute(mark, "x1"), 1.1);
  }

  /** Of a uniform null the line is level where the null is, and nothing beyond. */
  @Test
  void of_chance_hasAsManySources() throws Exception {
    double[] z = new double[48];
    Arrays.setAll(z, s -> -1 + 2 * (s + 0.5) / 48);
    Document chart = Markup.xml(NullChart.of(z, new double[] {-1, -0.5, 0, 0.5, 1}, new double[0]));
    List<Element> bars = Markup.elements(chart, "rect");
    String path =
        Markup.elements(chart, "path").stream()
            .filter(element -> element.getAttribute("class").equals("chance"))
            .findFirst()
            .orElseThrow()
            .getAttribute("d");
    Matcher level = Pattern.compile("[ML ]([0-9.]+) ([0-9.]+) H").matcher(path);
    int bins = 0;
    while (level.find()) {
      // Two sources a bin, and two by chance.
      assertEquals(attribute(bars.get(bins), "y"), Double.parseDouble(level.group(2)), 0.11);
      bins++;
    }
    assertEquals(BINS, bins);
  }

  @Test
  void of_noPlacebosOrEqualScores_isDrawn() throws Exception {
    Document chart = Markup.xml(NullChart.of(new double[] {1, 1}, new double[0], new double[] {1}));
    assertTrue(
        Markup.elements(chart, "path").stream()
            .noneMatch(element -> element.getAttribute("class").equals("chance")));
    assertEquals(BINS, Markup.elements(chart, "rect").size());
  }

  @Test
  void shareBelow_isLinearBetweenQuantiles() {
    double[] quantiles = {0, 1, 1, 3};
    assertEquals(0, NullChart.shareBelow(quantiles, -1));
    assertEquals(0, NullChart.shareBelow(quantiles, 0), 1e-15);
    assertEquals(0.5 / 3, NullChart.shareBelow(quantiles, 0.5), 1e-15);
    assertEquals(2.0 / 3, NullChart.shareBelow(quantiles, 1), 1e-15);
    assertEquals(2.5 / 3, NullChart.shareBelow(quantiles, 2), 1e-15);
    assertEquals(1, NullChart.shareBelow(quantiles, 3));
    assertEquals(1, NullChart.shareBelow(quantiles, 9));
  }
}
