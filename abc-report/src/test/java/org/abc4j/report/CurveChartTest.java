package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class CurveChartTest {
  private static final Curve FALLING =
      new Curve(
          "a < b",
          "#123456",
          false,
          List.of(
              new Curve.Point(5, 0.5, 1, 2),
              new Curve.Point(10, 0.05, 0.1, 0.2),
              new Curve.Point(20, 0.005, 0.01, 0.02)));
  private static final Curve DASHED =
      new Curve("second", "#abcdef", true, List.of(new Curve.Point(10, 0.7, 0.8, 0.9)));

  private static Document chart(boolean logarithmic, Curve... curves) throws Exception {
    String svg = CurveChart.of("Error & steps", "steps", "error", logarithmic, List.of(curves));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static List<String> texts(Document chart) {
    return Markup.elements(chart, "text").stream().map(Element::getTextContent).toList();
  }

  @Test
  void of_powerLaw_isAStraightLine() throws Exception {
    List<Element> dots = Markup.elements(chart(true, FALLING), "circle");
    assertEquals(3, dots.size());
    for (String axis : List.of("cx", "cy")) {
      double middle = (number(dots.get(0), axis) + number(dots.get(2), axis)) / 2;
      assertEquals(middle, number(dots.get(1), axis), 0.1, axis);
    }
    assertTrue(number(dots.get(0), "cy") < number(dots.get(2), "cy"), "larger is higher");
    assertTrue(number(dots.get(0), "cx") < number(dots.get(2), "cx"));
  }

  @Test
  void of_bars_reachFromTheLeastToTheGreatest() throws Exception {
    Document chart = chart(true, FALLING);
    double middle = number(Markup.elements(chart, "circle").get(1), "cy");
    String bar =
        Markup.elements(chart, "path").stream()
            .filter(path -> path.hasAttribute("stroke-opacity"))
            .skip(1)
            .findFirst()
            .orElseThrow()
            .getAttribute("d");
    double[] ends =
        Stream.of(bar.split("[MV ]+")).skip(2).mapToDouble(Double::parseDouble).toArray();
    assertTrue(ends[0] > middle && middle > ends[1], bar);
    assertEquals(ends[0] - middle, middle - ends[1], 0.3, "a factor of two either way");
  }

  @Test
  void of_zeroOnALogarithmicAxis_isAtItsFoot() throws Exception {
    Curve curve =
        new Curve(
            "exact",
            "#000",
            false,
            List.of(new Curve.Point(5, 0, 0, 0), new Curve.Point(10, 1e-9, 1, 1)));
    List<Element> dots = Markup.elements(chart(true, curve), "circle");
    assertTrue(number(dots.get(0), "cy") > number(dots.get(1), "cy"));
    assertTrue(number(dots.get(0), "cy") < 340, "inside of the chart");
    chart(true, new Curve("all 0", "#000", false, List.of(new Curve.Point(5, 0, 0, 0))));
  }

  @Test
  void of_linear_reachesUpToOne() throws Exception {
    Document chart = chart(false, DASHED);
    assertTrue(texts(chart).contains("1"), texts(chart)::toString);
    assertTrue(texts(chart).contains("0.7"), texts(chart)::toString);
  }

  @Test
  void of_names_areEscapedAndShown() throws Exception {
    Document chart = chart(true, FALLING, DASHED);
    assertTrue(texts(chart).containsAll(List.of("a < b", "second", "steps", "error", "5", "20")));
    assertEquals("Error & steps", Markup.elements(chart, "title").get(0).getTextContent());
    assertEquals(
        2, // its line and its place in the legend
        Markup.elements(chart, "path").stream()
            .filter(path -> path.hasAttribute("stroke-dasharray"))
            .count());
  }

  @Test
  void of_noPointOrNoPlaceForOne_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> chart(true, new Curve("none", "#000", false, List.of())));
    for (double bad : new double[] {-1, Double.NaN}) {
      Curve curve =
          new Curve("bad", "#000", false, List.of(new Curve.Point(5, bad, Math.abs(bad), 2)));
      String message =
          assertThrows(IllegalArgumentException.class, () -> chart(true, curve)).getMessage();
      assertTrue(message.contains("Error & steps"), message);
    }
  }
}
