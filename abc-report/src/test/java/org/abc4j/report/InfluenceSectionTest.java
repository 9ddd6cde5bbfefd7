package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Pages about samples whose calibrated influence is known. */
class InfluenceSectionTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final int SHOWN = 3;
  private static final String NASTY = "<b>&\"'</b>=1";

  @TempDir Path folder;

  private final ImageSet data = Studies.random(SHAPE);

  private List<SampleStudy> studies(int reserved, StudySettings settings) {
    return Studies.calibrated(data, reserved, settings.picturing(SHOWN));
  }

  private String html(List<SampleStudy> studies) {
    return ReportPage.render(
        Studies.shown(data).titled(source -> NASTY + source),
        List.of(new ReportPart("who", "Who", List.of(), studies, SHOWN)),
        List.of(),
        List.of(),
        Map.of());
  }

  private static String text(Document page) {
    return page.getDocumentElement().getTextContent();
  }

  private static void assertPicture(BufferedImage expected, Element img) throws Exception {
    BufferedImage found = Markup.picture(img);
    for (int y = 0; y < SHAPE.height(); y++) {
      for (int x = 0; x < SHAPE.width(); x++) {
        assertEquals(expected.getRGB(x, y), found.getRGB(x, y));
      }
    }
  }

  /** Without a landscape: source, prediction and its change, counterfactual and its change. */
  @Test
  void render_screened_showsPredictionsBesideCounterfactuals() throws Exception {
    List<SampleStudy> studies = studies(20, StudySettings.screened(2, 2, 7));
    SampleStudy study = studies.get(0);
    CalibratedInfluence found = study.calibrated().orElseThrow();
    Document page = Markup.page(html(studies));
    Element section = Markup.elements(page, "section").get(0);
    List<BufferedImage> expected = new ArrayList<>();
    expected.add(Pictures.image(study.image(), SHAPE, Studies.TONES));
    double predicted = InfluenceSection.fullPredicted(study, SHOWN);
    double exact = InfluenceSection.fullExact(study, SHOWN);
    int beside = study.picturedBesideInfluence().length;
    for (int k = 0; k < SHOWN; k++) {
      int source = found.top(SHOWN)[k];
      expected.add(Pictures.image(data.image(source), SHAPE, Studies.TONES));
      float[] change = study.predicted(source);
      expected.add(Pictures.image(change, SHAPE, Studies.TONES));
      expected.add(Pictures.difference(study.image(), change, SHAPE, predicted));
      if (k < beside) {
        float[] counterfactual = study.counterfactual(source);
        expected.add(Pictures.image(counterfactual, SHAPE, Studies.TONES));
        expected.add(Pictures.difference(study.image(), counterfactual, SHAPE, exact));
      }
    }
    List<Element> imgs = Markup.elements(section, "img");
    assertEquals(expected.size(), imgs.size());
    for (int i = 0; i < imgs.size(); i++) {
      assertPicture(expected.get(i), imgs.get(i));
    }
    assertEquals(1, Markup.elements(section, "svg").size());
    String text = section.getTextContent();
    assertTrue(text.contains(InfluenceWords.screened(study.screened().get(), words())), text);
    int first = found.top(1)[0];
    assertTrue(
        text.contains(
            NASTY
                + first
                + ", source "
                + first
                + ": "
                + InfluenceWords.of(found, words(), s -> "", new LeastShares()).beside(first)
                + "; exact distance "
                + HtmlWriter.number(study.screened().get().distance(first).orElseThrow())),
        text);
    assertFalse(text.contains("at least as far"), text);
    assertTrue(text.contains("brown line: as many by chance"), text);
    assertTrue(text.contains("All " + Studies.SOURCES + " beside chance"), text);
    String all = text(page);
    assertTrue(all.contains("Counterfactual radius, at least"), all);
    assertTrue(all.contains("Estimated: calibrated influence."), all);
    assertTrue(all.contains("who and which way, not how far"), all);
    assertTrue(all.contains("some 24 times as far as predicted"), all);
    assertTrue(all.contains("z, p and q"), all);
    assertTrue(all.contains("was measured, not proved"), all);
    assertTrue(all.contains("By size alone"), all);
    assertTrue(all.contains("then carried through the sampler"), all);
    assertFalse(all.contains("Here it is the number of all"), all);
    assertTrue(all.contains("how often chance alone would have shown as much if"), all);
    assertTrue(all.contains("Without it, exactly:"), all);
    assertFalse(all.contains("whose counterfactuals lie farthest"), all);
    assertFalse(all.contains("can be named"), all);
  }

  private SourceWords words() {
    return SourceWords.of(Studies.shown(data));
  }

  /** With a landscape both are said, and which is which. */
  @Test
  void render_exactToo_tellsDistancesFromInfluence() throws Exception {
    String text = text(Markup.page(html(studies(20, StudySettings.exactAndFirstOrder()))));
    assertTrue(text.contains("What distances say"), text);
    assertTrue(text.contains("Distances are another question"), text);
    assertTrue(text.contains("can be named by distance"), text);
    assertTrue(text.contains("left more trace than chance would"), text);
    assertFalse(text.contains("can ever be named, whatever the samples are"), text);
  }

  @Test
  void render_influenceAlone_claimsNothingOfCounterfactuals() throws Exception {
    Document page = Markup.page(html(studies(0, StudySettings.withoutCounterfactuals())));
    String text = text(page);
    assertTrue(text.contains("cannot be said: no placebos were used"), text);
    assertFalse(text.contains("beside chance"), text);
    assertFalse(text.contains("how often chance alone would have shown as much if"), text);
    for (String item : List.of("Without it, exactly:", "Distance:", "Placebo:", "Looks alike:")) {
      assertFalse(text.contains(item), item);
    }
    assertFalse(text.contains("are medians over the samples"), text);
    assertTrue(text.contains("Change:"), text);
    assertTrue(text.contains("in another way than at random, none of it holds"), text);
    assertTrue(text.contains("because of what they did to samples"), text);
    assertFalse(text.contains("Counterfactual radius"), text);
    assertFalse(text.contains("Placebos, at most"), text);
    assertFalse(text.contains("undefined"), text);
  }

  @Test
  void write_screened_hasSheetAndTable() throws Exception {
    SampleStudy study = studies(20, StudySettings.screened(2, 2, 7)).get(0);
    Report.of(
            Studies.shown(data).titled(source -> "=" + source),
            List.of(new ReportPart("who", "Who", List.of(), List.of(study), SHOWN)),
            Map.of())
        .write(folder);
    BufferedImage sheet = ImageIO.read(folder.resolve("who-sample-0.png").toFile());
    // Sources, predictions, their changes, counterfactuals, their changes; each with the sample.
    assertEquals((SHOWN + 1) * (SHAPE.width() + 1) * 4, sheet.getWidth());
    assertEquals(5 * (SHAPE.height() + 1) * 4, sheet.getHeight());
    String table = Files.readString(folder.resolve("who.csv"));
    assertTrue(table.startsWith("\"sample\""), table);
    assertTrue(table.lines().findFirst().orElseThrow().endsWith("\"influence_place\""), table);
    assertTrue(table.contains("\"'=3\""), table);
  }

  /** Names stand in headings and in the table, numbers where there are none. */
  @Test
  void write_namedSamples_haveTheirNames() throws Exception {
    List<SampleStudy> studies = studies(0, StudySettings.withoutCounterfactuals());
    Path page =
        Report.of(
                Studies.shown(data),
                List.of(new ReportPart("who", "Who", List.of(), studies, 1, List.of("=a", "<b>"))),
                Map.of())
            .write(folder);
    String html = Files.readString(page);
    assertTrue(html.contains("<h3>Sample 1, &lt;b&gt;</h3>"), "no heading");
    List<String> rows = Files.readAllLines(folder.resolve("who.csv"));
    assertTrue(rows.get(1).startsWith("\"'=a\",\"source\",0,"), rows.get(1));
    assertEquals(
        "each sample of \"who\" has a name, found 1 names of 2 samples",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReportPart("who", "Who", List.of(), studies, 1, List.of("a")))
            .getMessage());
  }
}
