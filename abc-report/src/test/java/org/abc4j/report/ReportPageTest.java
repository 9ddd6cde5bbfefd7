package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.data.ImageSet;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

class ReportPageTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final int SHOWN = 3;
  private static final String NASTY = "<b>&\"'</b><script>alert(1)</script>";

  private final ImageSet data = Studies.random(SHAPE);
  private final SampleStudy study = Studies.gaussian(data, 3);
  private final String html =
      ReportPage.render(
          Studies.shown(data),
          List.of(
              new ReportPart("first", NASTY, List.of(NASTY), List.of(study), SHOWN),
              new ReportPart(
                  "second", "Second", List.of("Of others."), List.of(study, study), SHOWN)),
          List.of(),
          List.of(),
          Map.of("Data", NASTY, NASTY, "a value"));

  private static List<String> text(Document page, String element) {
    return Markup.elements(page, element).stream().map(Element::getTextContent).toList();
  }

  private static String decimals(String format, double value) {
    return String.format(Locale.ROOT, format, value).replace('-', '−');
  }

  @Test
  void render_tags_areBalanced() throws Exception {
    Document page = Markup.page(html);
    assertEquals("html", page.getDocumentElement().getTagName());
    assertEquals(1, Markup.elements(page, "main").size());
    assertEquals(1, Markup.elements(page, "h1").size());
    assertEquals(3, Markup.elements(page, "section").size());
    assertEquals(6, Markup.elements(page, "svg").size());
  }

  @Test
  void render_page_standsAlone() throws Exception {
    for (String outside : List.of("http://", "https://", "//", "url(", "@import")) {
      // Base64 has slashes of its own.
      String rest = html.replaceAll("base64,[A-Za-z0-9+/=]+", "");
      assertFalse(rest.contains(outside), outside);
    }
    Document page = Markup.page(html);
    Set<String> names = new TreeSet<>();
    for (Element element : Markup.elements(page, "*")) {
      names.add(element.getTagName());
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String attribute = attributes.item(i).getNodeName();
        assertFalse(attribute.startsWith("on"), attribute);
        if (List.of("src", "href", "srcset", "xlink:href", "action", "data").contains(attribute)) {
          String value = attributes.item(i).getNodeValue();
          assertTrue(
              element.getTagName().equals("img")
                  ? value.startsWith("data:image/png;base64,")
                  : element.getTagName().equals("a") && value.startsWith("#"),
              value.substring(0, Math.min(80, value.length())));
        }
      }
    }
    for (String loading : List.of("script", "link", "iframe", "object", "embed", "base", "form")) {
      assertFalse(names.contains(loading), loading);
    }
    assertEquals("utf-8", Markup.elements(page, "meta").get(0).getAttribute("charset"));
  }

  @Test
  void render_everyPicture_hasWordsForIt() throws Exception {
    Document page = Markup.page(html);
    for (Element img : Markup.elements(page, "img")) {
      assertFalse(img.getAttribute("alt").isBlank());
    }
    for (Element svg : Markup.elements(page, "svg")) {
      assertEquals("img", svg.getAttribute("role"));
      assertFalse(Markup.elements(svg, "title").get(0).getTextContent().isBlank());
    }
  }

  @Test
  void render_namesWithMarkup_areEscaped() throws Exception {
    String escaped = "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assertFalse(html.contains(NASTY));
    // In the table, as a heading, as an introduction, as a fact and as a fact's name.
    assertEquals(5, html.split(java.util.regex.Pattern.quote(escaped), -1).length - 1);
    Document page = Markup.page(html);
    assertEquals(NASTY, Markup.fact(page, "Data"));
    assertEquals("a value", Markup.fact(page, NASTY));
    assertTrue(text(page, "h2").contains(NASTY));
    assertTrue(text(page, "p").contains(NASTY));
  }

  @Test
  void render_pictures_areThoseOfTheStudy() throws Exception {
    List<float[]> expected = new ArrayList<>();
    List<Integer> changes = new ArrayList<>();
    expected.add(study.image());
    for (int source : study.leading().top(SHOWN)) {
      expected.add(data.image(source));
      expected.add(study.counterfactual(source));
      changes.add(expected.size());
      expected.add(study.counterfactual(source));
      expected.add(study.firstOrder(source));
      changes.add(expected.size());
      expected.add(study.firstOrder(source));
    }
    for (int source : study.visual().orElseThrow().top(SHOWN)) {
      expected.add(data.image(source));
    }
    List<Element> imgs =
        Markup.elements(Markup.elements(Markup.page(html), "section").get(0), "img");
    assertEquals(expected.size(), imgs.size());
    for (int i = 0; i < imgs.size(); i++) {
      BufferedImage picture = Markup.picture(imgs.get(i));
      assertEquals(SHAPE.width(), picture.getWidth());
      assertEquals(SHAPE.height(), picture.getHeight());
      if (changes.contains(i)) {
        assertIsChange(study.image(), expected.get(i), picture);
      } else {
        assertIs(expected.get(i), picture);
      }
    }
  }

  private static void assertIs(float[] values, BufferedImage picture) {
    for (int p = 0; p < values.length; p++) {
      int grey = picture.getRGB(p % SHAPE.width(), p / SHAPE.width()) & 0xff;
      double held = Math.max(-1, Math.min(1, values[p]));
      assertEquals((held + 1) / 2 * 255, grey, 0.5001);
    }
  }

  private static void assertIsChange(float[] from, float[] to, BufferedImage picture) {
    for (int p = 0; p < from.length; p++) {
      int rgb = picture.getRGB(p % SHAPE.width(), p / SHAPE.width()) & 0xffffff;
      if (to[p] > from[p]) {
        assertTrue(rgb >> 8 >= 0x8080, "lighter than the middle grey where it is brighter");
      }
      if (to[p] < from[p]) {
        assertTrue(rgb >> 8 <= 0x8080, "darker than the middle grey where it is darker");
      }
    }
  }

  @Test
  void render_numbers_areThoseOfTheStudy() throws Exception {
    Element section = Markup.elements(Markup.page(html), "section").get(0);
    String text = section.getTextContent();
    assertTrue(
        text.contains("Counterfactual radius" + HtmlWriter.number(study.leading().radius())), text);
    assertTrue(
        text.contains(
            "The same after scaling to 3×256×256, as in the paper"
                + decimals("%.0f", study.scaled().orElseThrow().radius())),
        text);
    assertTrue(
        text.contains(
            "Spearman over sources"
                + decimals("%.3f", study.spearman())
                + "Exact against first order, median pixel correlation"
                + decimals("%.3f", study.medianPixelCorrelation())),
        text);
    int first = study.leading().top(1)[0];
    assertTrue(
        text.contains(
            "image "
                + first
                + ", source "
                + first
                + ": distance "
                + HtmlWriter.number(study.leading().distance(first))
                + " (no placebos) exactly, "
                + HtmlWriter.number(study.differential().orElseThrow().distance(first))
                + " (no placebos) to first order"),
        text);
    int alike = study.visual().orElseThrow().top(1)[0];
    assertTrue(
        text.contains(
            "image "
                + alike
                + ", source "
                + alike
                + "; distance "
                + HtmlWriter.number(study.leading().distance(alike))
                + " (no placebos), rank "
                + HtmlWriter.number(study.leading().rank(alike))),
        text);
    assertTrue(text.contains("All 10 counterfactuals"), text);
  }

  @Test
  void render_overlaps_areCountedAgainstChance() throws Exception {
    Set<Integer> shared = new TreeSet<>();
    for (int source : study.leading().top(8)) {
      shared.add(source);
    }
    Set<Integer> differential = new TreeSet<>();
    for (int source : study.differential().orElseThrow().top(8)) {
      differential.add(source);
    }
    shared.retainAll(differential);
    // Two random 8 of 10 have 6.4 in common on average.
    assertEquals(
        shared.size() + " in common (expected by chance: 6.40)",
        Markup.fact(Markup.page(html), "Top 8, exact and first order"));
  }

  @Test
  void render_summary_hasAColumnForEachPart() throws Exception {
    Element row =
        Markup.elements(Markup.page(html), "tr").stream()
            .filter(tr -> tr.getTextContent().startsWith("Samples"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of("1", "2"),
        Markup.elements(row, "td").stream().map(Element::getTextContent).toList());
  }

  @Test
  void render_imagesAllTheSame_saysUndefined() throws Exception {
    ImageSet black = Studies.constant(SHAPE);
    String page =
        ReportPage.render(
            Studies.shown(black),
            List.of(
                new ReportPart(
                    "part", "Part", List.of(), List.of(Studies.gaussian(black, 1)), SHOWN)),
            List.of(),
            List.of(),
            Map.of());
    assertFalse(page.contains("NaN"));
    assertEquals(
        "undefined",
        Markup.fact(Markup.page(page), "Exact against first order, median pixel correlation"));
  }

  @Test
  void number_magnitude_decidesTheDecimals() {
    assertEquals("0.000", HtmlWriter.number(0));
    assertEquals("−0.123", HtmlWriter.number(-0.1234));
    assertEquals("1.23", HtmlWriter.number(1.2345));
    assertEquals("12.3", HtmlWriter.number(12.345));
    assertEquals("−123", HtmlWriter.number(-123.45));
    assertEquals("undefined", HtmlWriter.number(Double.NaN));
    assertEquals("−∞", HtmlWriter.number(Double.NEGATIVE_INFINITY));
  }

  /** Differences of finite values may be infinite. */
  @Test
  void significant_anyNumber_isReadable() {
    assertEquals("0", HtmlWriter.significant(0));
    assertEquals("−0.00123", HtmlWriter.significant(-0.0012345));
    assertEquals("1200", HtmlWriter.significant(1200));
    assertEquals("0.000001", HtmlWriter.significant(1e-6));
    assertEquals("1.23E−30", HtmlWriter.significant(1.2345e-30));
    assertEquals("3.4E+38", HtmlWriter.significant(3.4e38));
    assertEquals("∞", HtmlWriter.significant(Double.POSITIVE_INFINITY));
    assertEquals("−∞", HtmlWriter.significant(Double.NEGATIVE_INFINITY));
    assertEquals("undefined", HtmlWriter.significant(Double.NaN));
  }

  @Test
  void escape_text_keepsAllButMarkup() {
    assertEquals("&lt;a b=&quot;c&quot;&gt;&#39;&amp;amp;", Html.escape("<a b=\"c\">'&amp;"));
    assertEquals("ä × 𝒢 −1\n", Html.escape("ä × 𝒢 −1\n"));
    assertEquals("", Html.escape(""));
  }

  @Test
  void render_membersRemoved_saysWhatCannotBeToldApart() throws Exception {
    SampleStudy removed =
        SampleStudy.of(
            Studies.SAMPLER.sample(
                ClosedFormEnsembles.gaussian(
                        data.batch(), Studies.code(), 0.01, Studies.SAMPLER.schedule())
                    .without(0),
                ExogenousNoise.philox(3).of(0)),
            StudySettings.exactOnly().withPlacebos(0).picturing(SHOWN),
            Execution.sequential());
    int[] left = new int[Studies.SOURCES - 1];
    Arrays.setAll(left, i -> i + 1);
    String page =
        ReportPage.render(
            Studies.shown(data.select(left)),
            List.of(new ReportPart("part", "Part", List.of(), List.of(removed), SHOWN)),
            List.of(),
            List.of(),
            Map.of());
    String text = Markup.page(page).getDocumentElement().getTextContent();
    assertTrue(
        text.contains(
            "until the ensemble is repaired: 2 of its members were removed, so different numbers"),
        text);
    assertTrue(text.contains(removed.inseparable().length + " of 9 cannot be told from others"));
    assertTrue(text.contains("image " + removed.inseparable()[0] + ", source "));
    assertTrue(text.contains("seen by a member, but where members had been removed before;"));
    assertFalse(html.contains("members had been removed"));
    assertTrue(text.contains("Members were removed from it since"), text);
    // Neither first order nor a placebo was asked for, so there is nothing to say of them.
    assertTrue(text.contains("Seconds for all counterfactuals, exactly"), text);
    for (String unasked : List.of("Seconds, first order", "Largest placebo", "undefined")) {
      assertFalse(text.contains(unasked), unasked + " in " + text);
    }
    assertTrue(html.contains("Seconds, first order"));
    assertFalse(text.contains("and no other"), text);
    assertTrue(html.contains("and no other"));
  }
}
