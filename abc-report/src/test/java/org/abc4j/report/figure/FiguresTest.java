package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.abc4j.evaluation.Quantiles;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What holds of figures of every kind. */
class FiguresTest {
  private static final Map<String, Figure> FIGURES = Gallery.all();
  private static final Map<String, String> SVGS = new HashMap<>();

  static {
    FIGURES.forEach((name, figure) -> SVGS.put(name, figure.svg()));
  }

  private static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  @Test
  void svg_everyKind_isXmlWithTitleAndDescription() throws Exception {
    for (String name : FIGURES.keySet()) {
      Figure figure = FIGURES.get(name);
      Element svg = xml(SVGS.get(name)).getDocumentElement();
      assertEquals("http://www.w3.org/2000/svg", svg.getNamespaceURI());
      assertEquals("img", svg.getAttribute("role"));
      assertEquals(figure.title(), svg.getFirstChild().getTextContent());
      assertEquals("desc", svg.getChildNodes().item(1).getNodeName());
      assertEquals(figure.description(), svg.getChildNodes().item(1).getTextContent());
      assertFalse(figure.description().isBlank());
    }
  }

  /** Whatever is around it: it is white behind, and names every colour. */
  @Test
  void svg_everyKind_dependsOnNoColourAroundIt() throws Exception {
    for (String text : SVGS.values()) {
      Document svg = xml(text);
      Element behind = (Element) svg.getDocumentElement().getChildNodes().item(2);
      assertEquals("#ffffff", behind.getAttribute("fill"));
      for (String tag : List.of("path", "text")) {
        NodeList elements = svg.getElementsByTagName(tag);
        for (int i = 0; i < elements.getLength(); i++) {
          String fill = ((Element) elements.item(i)).getAttribute("fill");
          assertTrue(fill.matches("none|#[0-9a-f]{6}"), fill);
        }
      }
      assertFalse(text.contains("class="));
    }
  }

  @Test
  void drawing_everyKind_holdsAllThatIsInIt() {
    FIGURES.forEach(
        (name, figure) -> {
          Drawing drawing = figure.drawing();
          for (Mark mark : drawing.marks()) {
            if (mark instanceof Mark.Text text) {
              double along = text.turned() ? drawing.height() : drawing.width();
              double at = text.turned() ? drawing.height() - text.at().y() : text.at().x();
              double start = at - text.anchor().share() * text.width();
              assertTrue(start >= 0 && start + text.width() <= along, name + ": " + text);
              double across = text.turned() ? text.at().x() : text.at().y();
              assertTrue(across - 0.75 * text.size() >= 0, name + ": " + text);
              assertTrue(
                  across <= (text.turned() ? drawing.width() : drawing.height()),
                  name + ": " + text);
            } else if (mark instanceof Mark.Area area) {
              area.points().forEach(point -> assertInside(name, drawing, point));
            } else if (mark instanceof Mark.Line line) {
              line.points().forEach(point -> assertInside(name, drawing, point));
            } else if (mark instanceof Mark.Dots dots) {
              dots.centres().forEach(point -> assertInside(name, drawing, point));
            } else if (mark instanceof Mark.Image image) {
              assertTrue(image.at().x() + image.width() <= drawing.width(), name);
              assertTrue(image.at().y() + image.height() <= drawing.height(), name);
            }
          }
        });
  }

  private static void assertInside(String name, Drawing drawing, Mark.Point point) {
    assertTrue(
        point.x() >= 0
            && point.x() <= drawing.width()
            && point.y() >= 0
            && point.y() <= drawing.height(),
        name + ": " + point);
  }

  @Test
  void png_chartAndSheet_areThreePixelsAUnit() throws Exception {
    for (String name : List.of("few", "pairs")) {
      Figure figure = FIGURES.get(name);
      BufferedImage png = ImageIO.read(new ByteArrayInputStream(figure.png()));
      assertEquals(Math.ceil(3 * figure.drawing().width()), png.getWidth());
      assertEquals(Math.ceil(3 * figure.drawing().height()), png.getHeight());
      assertEquals(0xffffff, png.getRGB(0, 0) & 0xffffff);
    }
  }

  @Test
  void figure_drawnTwice_isTheSameBytes() {
    Map<String, Figure> again = Gallery.all();
    FIGURES.forEach(
        (name, figure) -> {
          assertEquals(SVGS.get(name), again.get(name).svg());
          assertEquals(figure.numbers().rows(), again.get(name).numbers().rows());
        });
    assertArrayEquals(FIGURES.get("few").png(), again.get("few").png());
  }

  @Test
  void numbers_everyKind_fillTheirColumns() {
    FIGURES.forEach(
        (name, figure) -> {
          Numbers numbers = figure.numbers();
          assertFalse(numbers.rows().isEmpty(), name);
          numbers.rows().forEach(row -> assertEquals(numbers.columns().size(), row.size()));
        });
    assertEquals(
        List.of("MNIST", 256.0, 2.015, 2.015 - 0.12, 2.015 + 0.12),
        FIGURES.get("fit").numbers().rows().get(0));
    assertEquals(
        List.of("series", "training set size", "FID (10,240 samples)"),
        FIGURES.get("fid").numbers().columns());
  }

  @Test
  void numbers_ofVeryManyValues_areQuantiles() {
    double[] many = new double[200_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = (i * 7919L) % many.length;
    }
    Axis axis = Axis.linear("value", "");
    List<Series> series =
        List.of(Series.of("many", many), Series.of("few", 5, 1, 2), Series.of("none"));
    Numbers numbers = ViolinChart.of("t", axis, series).numbers();
    assertEquals(List.of("series", "values", "fraction", "value"), numbers.columns());
    assertEquals(2 * 1001, numbers.rows().size());
    double[] few = {5, 1, 2};
    for (int q : new int[] {0, 1, 250, 500, 777, 1000}) {
      List<Object> row = numbers.rows().get(1001 + q);
      assertEquals(List.of("few", 3, q / 1000.0), row.subList(0, 3));
      assertEquals(Quantiles.of(few, q / 1000.0), (double) row.get(3), 1e-12);
    }
    assertEquals(199_999.0, numbers.rows().get(1000).get(3));
  }

  /** Series are told apart without their colours. */
  @Test
  void look_firstSix_differInShape() {
    assertEquals(
        6,
        java.util.stream.IntStream.range(0, 6).mapToObj(i -> Look.of(i).form()).distinct().count());
    assertEquals(
        3,
        java.util.stream.IntStream.range(0, 3)
            .mapToObj(i -> Look.of(i).stroke())
            .distinct()
            .count());
  }
}
