package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What can be checked without a browser of what pages owe to people who hear them, use a keyboard
 * or see little contrast (WCAG 2.2, levels A and AA).
 */
class AccessibilityTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final double TEXT_CONTRAST = 4.5;
  private static final double SHAPE_CONTRAST = 3;

  /** The page's, and that of a sample. */
  private static final List<String> BACKGROUNDS = List.of("#f6f6f4", "#ffffff");

  /** A page of everything: all kinds of studies, a comparison, a set, with names that are long. */
  private static String page() {
    ImageSet data = Studies.random(SHAPE);
    CodeAssignment code =
        Codebook.design(Studies.SOURCES, 3, 5).assign(DataSources.oneItemEach(Studies.SOURCES), 5);
    SampleStudy both = Studies.gaussian(data, code, 3);
    SampleStudy firstOrder =
        SampleStudy.of(
            Studies.SAMPLER.sample(
                ClosedFormEnsembles.gaussian(data.batch(), code, 0.01, Studies.SAMPLER.schedule()),
                ExogenousNoise.philox(4).of(0)),
            StudySettings.firstOrderOnly(),
            Execution.sequential());
    SampleStudy screened =
        Studies.calibrated(data, 20, StudySettings.screened(3, 2, 7).picturing(3)).get(0);
    SampleStudy calibrated =
        Studies.calibrated(data, 0, StudySettings.exactAndFirstOrder().picturing(3)).get(1);
    SampleSet set =
        new SampleSet(
            "compared",
            "Before and after",
            List.of("Words."),
            List.of(
                new SampleSet.Row("before", Batch.of(SHAPE, both.image())),
                new SampleSet.Row("after", Batch.of(SHAPE, firstOrder.image()))));
    SampleSet other = new SampleSet("set", "Samples", List.of(), set.rows());
    return ReportPage.render(
        Studies.shown(data),
        List.of(
            new ReportPart("both", "Both", List.of("Words."), List.of(both, both), 2),
            new ReportPart("first", "First order", List.of(), List.of(firstOrder), 2),
            new ReportPart("who", "Who", List.of(), List.of(screened, calibrated), 2)),
        List.of(EnsembleComparison.of(set).beside(List.of(both))),
        List.of(other),
        Map.of("SHA-256", "0123456789abcdef".repeat(4)));
  }

  private final Document page = parsed();

  private static Document parsed() {
    try {
      return Markup.page(page());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void page_hasLanguageTitleAndScalesToItsWindow() {
    assertEquals("en", page.getDocumentElement().getAttribute("lang"));
    assertFalse(Markup.elements(page, "title").get(0).getTextContent().isBlank());
    assertEquals(1, Markup.elements(page, "main").size());
    Element viewport =
        Markup.elements(page, "meta").stream()
            .filter(meta -> meta.getAttribute("name").equals("viewport"))
            .findFirst()
            .orElseThrow();
    assertEquals("width=device-width, initial-scale=1", viewport.getAttribute("content"));
  }

  @Test
  void headings_stepDownOneByOne() {
    int before = 0;
    Set<String> levels = new TreeSet<>();
    for (Element element : Markup.elements(page, "*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int level = element.getTagName().charAt(1) - '0';
        assertTrue(level <= before + 1, element.getTextContent() + " comes after h" + before);
        assertEquals(level == 1, before == 0, "one h1, at the beginning");
        assertFalse(element.getTextContent().isBlank());
        levels.add(element.getTagName());
        before = level;
      }
    }
    assertEquals(Set.of("h1", "h2", "h3", "h4"), levels);
  }

  @Test
  void pictures_haveWordsThatTellThemApart() {
    for (Element section : Markup.elements(page, "section")) {
      Set<String> words = new HashSet<>();
      for (Element img : Markup.elements(section, "img")) {
        String alternative = img.getAttribute("alt");
        assertFalse(alternative.isBlank());
        // A source may be shown as influential and as alike.
        assertTrue(words.add(alternative) || alternative.startsWith("Training data"), alternative);
      }
    }
    for (Element svg : Markup.elements(page, "svg")) {
      assertEquals("img", svg.getAttribute("role"));
      assertFalse(Markup.elements(svg, "title").get(0).getTextContent().isBlank());
    }
  }

  @Test
  void tables_haveHeadersThatSayWhatTheyAreOf() {
    List<Element> headers = Markup.elements(page, "th");
    assertTrue(headers.size() > 20);
    for (Element header : headers) {
      assertTrue(Set.of("row", "col").contains(header.getAttribute("scope")));
      assertFalse(header.getTextContent().isBlank());
    }
    for (Element table : Markup.elements(page, "table")) {
      for (Element row : Markup.elements(table, "tr")) {
        assertFalse(Markup.elements(row, "th").isEmpty(), row.getTextContent());
      }
    }
  }

  @Test
  void links_leadToWhatIsOnThePage() {
    Set<String> ids = new HashSet<>();
    for (Element element : Markup.elements(page, "*")) {
      if (element.hasAttribute("id")) {
        assertTrue(ids.add(element.getAttribute("id")), "twice: " + element.getAttribute("id"));
      }
    }
    List<Element> links = Markup.elements(page, "a");
    assertEquals(3, links.size());
    for (Element link : links) {
      assertTrue(ids.contains(link.getAttribute("href").substring(1)));
      assertFalse(link.getTextContent().isBlank());
    }
  }

  @Test
  void lists_holdItemsAlone() {
    for (Element list : Markup.elements(page, "ul")) {
      for (Node child = list.getFirstChild(); child != null; child = child.getNextSibling()) {
        assertEquals("li", child.getNodeName());
      }
    }
  }

  @Test
  void colours_standOutFromEveryBackground() throws IOException {
    String css = css();
    assertTrue(css.contains("background: #f6f6f4") && css.contains("background: #fff;"), css);
    int texts = 0;
    int shapes = 0;
    Matcher rule = Pattern.compile("([^{}]+)\\{([^}]*)\\}").matcher(css);
    while (rule.find()) {
      Matcher colour =
          Pattern.compile("(?<![a-z-])(color|fill|stroke): (#[0-9a-f]{3,6})")
              .matcher(rule.group(2));
      while (colour.find()) {
        boolean text =
            colour.group(1).equals("color")
                || (colour.group(1).equals("fill") && rule.group(2).contains("font-size"));
        texts += text ? 1 : 0;
        shapes += text ? 0 : 1;
        // Charts stand in samples, which are white.
        for (String background : text ? BACKGROUNDS : List.of("#ffffff")) {
          double contrast = contrast(colour.group(2), background);
          assertTrue(
              contrast >= (text ? TEXT_CONTRAST : SHAPE_CONTRAST),
              rule.group(1).strip() + " " + colour.group() + " on " + background + ": " + contrast);
        }
      }
    }
    assertTrue(texts >= 6 && shapes >= 6, texts + " and " + shapes);
  }

  /** The line of chance runs over bars. */
  @Test
  void chance_overBars_standsOut() throws IOException {
    String bar = colour(css(), ".bar", "fill");
    String chance = colour(css(), ".chance", "stroke");
    assertTrue(contrast(chance, bar) >= SHAPE_CONTRAST, chance + " on " + bar);
  }

  private static String colour(String css, String type, String property) {
    Matcher rule =
        Pattern.compile(Pattern.quote(type) + " \\{[^}]*" + property + ": (#[0-9a-f]{6})")
            .matcher(css);
    assertTrue(rule.find(), type);
    return rule.group(1);
  }

  @Test
  void contrast_knownColours_isWcags() {
    assertEquals(21, contrast("#000", "#ffffff"), 1e-12);
    assertEquals(4.54, contrast("#767676", "#fff"), 0.005);
    assertEquals(1, contrast("#abc", "#aabbcc"), 1e-12);
  }

  private static String css() throws IOException {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The contrast ratio of WCAG. */
  private static double contrast(String first, String second) {
    double a = luminance(first);
    double b = luminance(second);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    String digits = colour.substring(1);
    String six = digits.length() == 3 ? digits.replaceAll("(.)", "$1$1") : digits;
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double share = Integer.parseInt(six.substring(2 * c, 2 * c + 2), 16) / 255.0;
      sum +=
          weights[c] * (share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
