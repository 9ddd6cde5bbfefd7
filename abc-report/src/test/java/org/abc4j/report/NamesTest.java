package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.study.SampleStudy;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Colour, names that somebody gave, many images a source: what a narrow page makes of them. */
class NamesTest {
  private static final Shape SHAPE = new Shape(3, 4, 6);
  private static final String LONG = "a workshop of ".repeat(30) + "Antwerp";

  private final ImageSet images = Studies.random(SHAPE);

  /** Five images of one, two of another, and three of somebody with a very long name. */
  private final DataSources sources =
      DataSources.named(
          List.of("Goya", "Goya", "Klee", LONG, "Goya", "Klee", LONG, "Goya", "Goya", LONG));

  private final SourceImages data =
      SourceImages.of(images.batch(), sources, org.abc4j.data.Normalisation.plusMinusOne());

  private String page() {
    CodeAssignment code = Codebook.allWords(3, 1).assignInOrder(sources);
    SampleStudy study = Studies.gaussian(images, code, 3);
    ReportPart part = new ReportPart("part", "Part", List.of(), List.of(study), 3);
    return ReportPage.render(data, List.of(part), List.of(), List.of(), Map.of());
  }

  @Test
  void title_manyImages_isOneNameAndTheirNumber() {
    assertEquals("Goya, source 0, 5 images", data.title(0));
    assertEquals("Klee, source 1, 2 images", data.title(1));
    assertEquals("Goya", data.name(0));
    SourceImages numbered =
        Studies.shown(images, DataSources.ofItems(0, 1, 0, 1, 1, 1, 1, 1, 1, 2));
    assertEquals("source 0, 2 images", numbered.title(0));
    assertEquals("source 2", numbered.title(2));
  }

  @Test
  void title_longName_isCutAndWholeInTables() {
    assertEquals(48, data.shown(2).length());
    assertEquals("a workshop of a workshop of a workshop of a wor…", data.shown(2));
    assertEquals(LONG, data.name(2));
    SourceImages astral = data.titled(source -> "\ud83d\udc18".repeat(60));
    assertEquals("\ud83d\udc18".repeat(47) + "…", astral.shown(0));
  }

  /** A third of 390 pixels holds some 17 letters a line, half of them some 26. */
  @Test
  void render_captions_takeFewLinesOfANarrowPage() throws Exception {
    Document page = Markup.page(page());
    List<String> wide = new ArrayList<>();
    for (Element figure : Markup.elements(page, "figure")) {
      String row = ((Element) figure.getParentNode()).getAttribute("class");
      String caption = Markup.elements(figure, "figcaption").get(0).getTextContent();
      if (row.equals("row wordy")) {
        wide.add(caption);
        assertTrue(caption.length() <= 26 * 6, caption);
      } else if (row.startsWith("row")) {
        assertTrue(caption.length() <= 17 * 2, caption);
      }
    }
    assertEquals(3, wide.size());
    assertTrue(wide.get(0).contains(" images; distance "), wide.get(0));
    assertTrue(
        Markup.elements(page, "b").stream().anyMatch(b -> b.getTextContent().equals("Goya")));
    String html = page();
    int narrow = html.indexOf("@media (max-width: 40rem)");
    assertTrue(html.indexOf(".row.wordy { grid-template-columns: repeat(2,", narrow) > narrow);
    assertFalse(html.contains(LONG), "a name of 400 letters");
  }

  /** Of three sources, the first three are the same three in any order. */
  @Test
  void render_listsOfAllSources_areNotComparedWithChance() {
    assertFalse(page().contains("in common"), "3 of 3, by chance 3.00");
    assertFalse(page().contains("Top 3"));
  }
}
