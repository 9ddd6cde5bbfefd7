package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartsTest {
  private static final double LEFT = 42;
  private static final double WIDTH = 340 - 42 - 12;
  private static final double TOP = 12;
  private static final double HEIGHT = 210 - 12 - 38;

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static Document chart(String svg) throws Exception {
    for (String word : List.of("NaN", "Infinity", "∞")) {
      assertFalse(svg.contains(word), svg);
    }
    return Markup.xml(svg);
  }

  private static List<String> ticks(Document chart) {
    return Markup.elements(chart, "text").stream()
        .filter(text -> text.getAttribute("class").equals("tick"))
        .map(Element::getTextContent)
        .toList();
  }

  /** Counts read off the bars, by the last label of the upright axis. */
  private static int[] counts(Document histogram) {
    double most = Double.parseDouble(ticks(histogram).get(5));
    return Markup.elements(histogram, "rect").stream()
        .mapToInt(
            bar -> {
              assertEquals(TOP + HEIGHT, number(bar, "y") + number(bar, "height"), 0.11);
              double count = number(bar, "height") / HEIGHT * most;
              assertEquals(Math.rint(count), count, 0.3);
              return (int) Math.rint(count);
            })
        .toArray();
  }

  private static int[] counts(double... distances) throws Exception {
    double marked = Arrays.stream(distances).max().orElseThrow();
    return counts(chart(Charts.histogram(distances, marked, "radius")));
  }

  @Test
  void histogram_evenlySpread_hasOneInEachBin() throws Exception {
    int[] expected = new int[24];
    Arrays.fill(expected, 1);
    // The greatest distance lies on the end of the last bin and belongs to it.
    expected[23] = 2;
    assertArrayEquals(expected, counts(IntStream.rangeClosed(0, 24).asDoubleStream().toArray()));
  }

  @Test
  void histogram_anyDistances_countsEachOnce() throws Exception {
    Random random = new Random(1);
    for (int n = 2; n <= 300; n = 3 * n / 2) {
      double[] distances = random.doubles(n, 0, 40).map(d -> d * d).toArray();
      assertEquals(n, Arrays.stream(counts(distances)).sum(), "of " + n);
    }
  }

  @Test
  void histogram_distancesInHalves_areInTheirBins() throws Exception {
    int[] counts = counts(3, 5, 3.01, 4.999, 4.001);
    assertEquals(2, counts[0]);
    assertEquals(1, counts[12]);
    assertEquals(2, counts[23]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2.5, 1e-300, 1e300})
  void histogram_allEqual_areInTheFirstBin(double distance) throws Exception {
    int[] counts = counts(distance, distance, distance);
    assertEquals(3, counts[0]);
    assertEquals(3, Arrays.stream(counts).sum());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.37, 12})
  void histogram_oneSource_isOneBar(double distance) throws Exception {
    assertEquals(1, Arrays.stream(counts(distance)).sum());
  }

  @Test
  void histogram_neighbouringDoubles_areCounted() throws Exception {
    assertEquals(3, Arrays.stream(counts(1, Math.nextUp(1.0), 1)).sum());
    assertEquals(2, Arrays.stream(counts(0, Double.MIN_VALUE)).sum());
  }

  @Test
  void histogram_mark_standsAtItsValue() throws Exception {
    double[] distances = {2, 4, 6};
    Element atEnd = Markup.elements(chart(Charts.histogram(distances, 6, "radius")), "line").get(0);
    assertEquals(LEFT + WIDTH, number(atEnd, "x1"), 0.05);
    assertEquals(LEFT + WIDTH, number(atEnd, "x2"), 0.05);
    Element inside =
        Markup.elements(chart(Charts.histogram(distances, 3, "radius")), "line").get(0);
    assertEquals(LEFT + WIDTH / 4, number(inside, "x1"), 0.05);
  }

  @Test
  void histogram_markName_isEscaped() throws Exception {
    Document chart = chart(Charts.histogram(new double[] {1, 2}, 2, "<r> & \"τ\""));
    assertTrue(
        Markup.elements(chart, "text").stream()
            .anyMatch(text -> text.getTextContent().equals("<r> & \"τ\"")));
  }

  @Test
  void histogram_labels_areTheEndsAndTheMiddle() throws Exception {
    List<String> ticks = ticks(chart(Charts.histogram(new double[] {1, 1, 1.5}, 1.5, "r")));
    // Along, upright; first, middle, last.
    assertEquals(List.of("1", "0", "1.25", "1", "1.50", "2"), ticks);
  }

  @Test
  void scatter_points_lieAtTheirDistances() throws Exception {
    Document chart = chart(Charts.scatter(new double[] {0, 1, 4}, new double[] {2, 1, 3}));
    List<Element> dots = Markup.elements(chart, "circle");
    double[][] expected = {{0, 0.5}, {0.25, 0.25}, {1, 0.75}};
    assertEquals(expected.length, dots.size());
    for (int s = 0; s < expected.length; s++) {
      assertEquals(LEFT + expected[s][0] * WIDTH, number(dots.get(s), "cx"), 0.051);
      assertEquals(TOP + (1 - expected[s][1]) * HEIGHT, number(dots.get(s), "cy"), 0.051);
    }
    Element equal = Markup.elements(chart, "line").get(0);
    assertEquals(LEFT, number(equal, "x1"));
    assertEquals(TOP + HEIGHT, number(equal, "y1"));
    assertEquals(LEFT + WIDTH, number(equal, "x2"));
    assertEquals(TOP, number(equal, "y2"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2.5, 1e-300, 1e300})
  void scatter_allEqual_areInTheCorner(double distance) throws Exception {
    double[] distances = {distance, distance};
    for (Element dot : Markup.elements(chart(Charts.scatter(distances, distances)), "circle")) {
      assertEquals(LEFT, number(dot, "cx"));
      assertEquals(TOP + HEIGHT, number(dot, "cy"));
    }
  }

  @Test
  void scatter_oneSource_isOneDot() throws Exception {
    Document chart = chart(Charts.scatter(new double[] {1}, new double[] {3}));
    assertEquals(1, Markup.elements(chart, "circle").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
  void charts_anyLocale_areTheSame(String language) {
    double[] exact = {0.125, 1234.5, 2e-7, 3e7};
    double[] differential = {0.25, 1000.125, 0, 4e6};
    String histogram = Charts.histogram(exact, 3e7, "radius");
    String scatter = Charts.scatter(exact, differential);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      assertEquals(histogram, Charts.histogram(exact, 3e7, "radius"));
      assertEquals(scatter, Charts.scatter(exact, differential));
      assertEquals("−1.50", HtmlWriter.number(-1.5));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void histogram_placebos_areTicksAtTheirDistancesAndInRange() throws Exception {
    Document chart =
        chart(Charts.histogram(new double[] {1, 2, 3}, new double[] {0.5, 4}, 3, "radius"));
    List<Element> ticks =
        Markup.elements(chart, "line").stream()
            .filter(line -> line.getAttribute("class").equals("placebo"))
            .toList();
    // The axis runs from x = 42 to 328 and from the least distance of either kind to the greatest.
    assertEquals(List.of("42.0", "328.0"), ticks.stream().map(t -> t.getAttribute("x1")).toList());
  }
}
