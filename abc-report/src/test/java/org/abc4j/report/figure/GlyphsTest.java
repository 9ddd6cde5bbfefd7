package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlyphsTest {

  /** Advances of Arial, which the typeface has too: 0.556 em a digit, 0.278 em a space. */
  @Test
  void width_knownText_isArials() {
    assertEquals(10 * (3 * 0.556 + 0.278), Glyphs.width("12 3", 10), 0.01);
    assertEquals(0, Glyphs.width("", 10));
    assertEquals(20, Glyphs.width("北斎", 10));
  }

  @Test
  void knows_latinGreekCyrillicAndSigns_butNoOthers() {
    assertTrue(Glyphs.knows("Zürich Łódź τ Ж log₁₀ R² 10⁻⁹ − × · … ≤ “”"));
    assertFalse(Glyphs.knows("北斎"));
  }

  @Test
  void cut_anyWidth_fits() {
    String name = "FASHION_8192 of a collection whose name has no end";
    for (double most = 0; most < 300; most += 3.7) {
      String cut = Glyphs.cut(name, 10, most);
      assertTrue(Glyphs.width(cut, 10) <= most, cut);
      assertTrue(cut.isEmpty() || cut.equals(name) || cut.endsWith("…"), cut);
    }
    assertEquals(name, Glyphs.cut(name, 10, 300));
    assertEquals("FASHION_…", Glyphs.cut(name, 10, 63));
  }

  @Test
  void clean_whatSteersOthers_isGone() {
    assertEquals("a b c", Glyphs.clean(" a\nb\u00a0\u202ec\u0000 "));
    assertEquals("\ufffd", Glyphs.clean("\ud800"));
    assertEquals("é", Glyphs.clean("e\u0301"));
    // One is taken up by the letter, two stay.
    assertEquals(3, Glyphs.clean("e" + "\u0301".repeat(50)).length());
  }

  @Test
  void lines_longText_breakBetweenWords() {
    assertEquals(
        List.of("one two", "three fou…"), Glyphs.lines("one two three four five six", 10, 50, 2));
    assertEquals(List.of("short"), Glyphs.lines("short", 10, 50, 3));
    for (String line : Glyphs.lines("x".repeat(100), 10, 50, 3)) {
      assertTrue(Glyphs.width(line, 10) <= 50, line);
    }
    assertEquals(List.of(""), Glyphs.lines("", 10, 50, 3));
  }

  /** Ink of an "l", a stem of 180 units by 1484. */
  @Test
  void contours_stem_coversItsArea() {
    Raster raster = new Raster(100, 100);
    List<List<Mark.Point>> moved =
        Glyphs.contours("l", 50).stream()
            .map(
                contour ->
                    contour.stream()
                        .map(point -> new Mark.Point(point.x() + 20, point.y() + 80))
                        .toList())
            .toList();
    raster.fill(moved, 0);
    double ink = 0;
    for (int pixel : raster.pixels()) {
      ink += 1 - (pixel & 0xff) / 255.0;
    }
    assertEquals(180.0 * 1484 * 50 * 50 / (2048 * 2048), ink, 0.5);
  }
}
