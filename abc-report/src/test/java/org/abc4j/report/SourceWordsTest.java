package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
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

/** A report of sources that are not one image each: what it calls them and how it shows them. */
class SourceWordsTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final int SHOWN = 2;

  private final ImageSet images = Studies.random(SHAPE);

  /** Source 0 has five of the ten images, the others one to three. */
  private final DataSources sources = DataSources.ofItems(0, 1, 0, 1, 2, 0, 0, 1, 0, 3);

  private final SourceImages data = Studies.shown(images, sources);

  private String page() {
    CodeAssignment code = Codebook.allWords(4, 2).assignInOrder(sources);
    SampleStudy study = Studies.gaussian(images, code, 3);
    ReportPart part = new ReportPart("part", "Part", List.of(), List.of(study), SHOWN);
    return ReportPage.render(data, List.of(part), List.of(), List.of(), Map.of());
  }

  @Test
  void of_oneImageEach_isCalledATrainingImage() {
    assertEquals(
        new SourceWords("training image", "training images", ""),
        SourceWords.of(Studies.shown(images)));
  }

  @Test
  void of_severalImages_saysHowMany() {
    SourceWords words = SourceWords.of(data);
    assertEquals("source", words.one());
    assertTrue(words.meaning().startsWith("A source here is a group of 1 to 5 training images"));
    assertTrue(words.meaning().contains("There are 4 sources of 10 images."), words.meaning());
    assertTrue(words.meaning().endsWith("by its images side by side."), words.meaning());
    SourceWords pairs =
        SourceWords.of(Studies.shown(images, DataSources.ofItems(0, 0, 1, 1, 2, 2, 3, 3, 4, 4)));
    assertTrue(pairs.meaning().contains("a group of 2 training images"), pairs.meaning());
  }

  @Test
  void render_severalImages_speaksOfSourcesAndShowsTheirImages() throws Exception {
    String html = page();
    assertTrue(html.contains("A source here is a group of 1 to 5 training images"));
    assertTrue(html.contains("leaving out the members that saw a source removes that source"));
    assertFalse(html.contains("that training image"));
    Document page = Markup.page(html);
    int shown = 0;
    for (Element img : Markup.elements(page, "img")) {
      String name = img.getAttribute("alt");
      if (name.matches("Training data of source \\d(, \\d images)?")) {
        shown++;
        long[] own = sources.itemsOf(name.charAt(24) - '0');
        int side = own.length == 1 ? 1 : own.length <= 4 ? 2 : 3;
        BufferedImage picture = Markup.picture(img);
        assertEquals(side * SHAPE.width(), picture.getWidth());
        assertEquals(side * SHAPE.height(), picture.getHeight());
      }
    }
    assertEquals(2 * SHOWN, shown);
  }

  /** Where no image stands. */
  private static final int LIGHT = 0xe8;

  @Test
  void source_severalImages_areASquareInReadingOrder() {
    BufferedImage montage = Pictures.source(data, 0);
    int[] own = {0, 2, 5, 6, 8};
    for (int i = 0; i < 9; i++) {
      for (int p = 0; p < SHAPE.size(); p++) {
        int found =
            montage.getRGB(
                    i % 3 * SHAPE.width() + p % SHAPE.width(),
                    i / 3 * SHAPE.height() + p / SHAPE.width())
                & 0xff;
        double level = i < own.length ? (images.image(own[i])[p] + 1) / 2 * 255 : LIGHT;
        assertEquals(level, found, 0.5001, "image " + i);
      }
    }
  }

  @Test
  void source_manyImages_showsTheFirstSixteen() {
    Shape dot = new Shape(1, 1, 1);
    ImageSet ten = Studies.random(dot);
    int[] twice = new int[20];
    for (int i = 0; i < 20; i++) {
      twice[i] = i % 10;
    }
    SourceImages many = Studies.shown(ten.select(twice), DataSources.ofItems(new int[20]));
    assertEquals(4, Pictures.source(many, 0).getWidth());
    assertEquals(4, Pictures.source(many, 0).getHeight());
    assertTrue(SourceWords.of(many).meaning().endsWith("side by side, the first 16 of them."));
  }

  @Test
  void sheet_pictureOfAnotherSize_isFittedIntoItsCell() {
    BufferedImage one = Pictures.image(images.image(0), SHAPE, Studies.TONES);
    BufferedImage montage = Pictures.source(data, 1);
    BufferedImage sheet = Pictures.sheet(List.of(List.of(one, montage)), 4);
    assertEquals(2 * 7 * 4, sheet.getWidth());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        assertEquals(one.getRGB(x / 4, y / 4), sheet.getRGB(x, y));
        assertEquals(montage.getRGB(x / 2, y / 2), sheet.getRGB(28 + x, y));
      }
    }
  }
}
