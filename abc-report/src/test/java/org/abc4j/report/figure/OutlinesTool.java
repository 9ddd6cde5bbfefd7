package org.abc4j.report.figure;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Makes {@code outlines.txt} of a TrueType font: {@code java -cp … OutlinesTool Arimo-Regular.ttf
 * outlines.txt}. It needs a machine that has font libraries; what reads the outcome does not.
 */
final class OutlinesTool {
  private static final int[][] RANGES = {
    {0x20, 0x7e}, // Basic Latin
    {0xa0, 0x17f}, // Latin-1, Latin Extended-A
    {0x218, 0x21b}, // Romanian
    {0x386, 0x3ce}, // Greek
    {0x401, 0x45f}, // Cyrillic
    {0x490, 0x491}, // Ukrainian
    {0x2010, 0x2026}, // dashes, quotation marks, ellipsis
    {0x2030, 0x203a},
    {0x2070, 0x209c}, // superscripts and subscripts
    {0x20ac, 0x20ac},
    {0x2190, 0x2195}, // arrows
    {0x2200, 0x2265}, // mathematics
  };

  private OutlinesTool() {}

  public static void main(String[] args) throws Exception {
    Font font = Font.createFont(Font.TRUETYPE_FONT, Path.of(args[0]).toFile()).deriveFont(2048f);
    FontRenderContext context = new FontRenderContext(new AffineTransform(), true, true);
    List<String> lines = new ArrayList<>();
    lines.add("# Glyphs of Arimo Regular 1.33, Copyright 2010 Google Inc.");
    lines.add("# SIL Open Font License, Version 1.1: outlines-OFL.txt.");
    lines.add(
        "# Made by OutlinesTool: code point, advance, outline; 2048 units an em, y downwards.");
    for (int[] range : RANGES) {
      IntStream.rangeClosed(range[0], range[1])
          .filter(font::canDisplay)
          .mapToObj(code -> line(font, context, code))
          .forEach(lines::add);
    }
    write(Path.of(args[1]), lines);
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static String line(Font font, FontRenderContext context, int code) {
    GlyphVector glyphs = font.createGlyphVector(context, Character.toString(code));
    return String.format(
        Locale.ROOT,
        "%x %.0f %s",
        code,
        glyphs.getGlyphMetrics(0).getAdvance(),
        path(glyphs.getOutline().getPathIterator(null)));
  }

  private static String path(PathIterator outline) {
    StringBuilder path = new StringBuilder();
    double[] c = new double[6];
    for (; !outline.isDone(); outline.next()) {
      int type = outline.currentSegment(c);
      int count =
          switch (type) {
            case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 2;
            case PathIterator.SEG_QUADTO -> 4;
            case PathIterator.SEG_CLOSE -> 0;
            default -> throw new IllegalArgumentException("TrueType has no segment " + type);
          };
      path.append("MLQ_Z".charAt(type));
      for (int i = 0; i < count; i++) {
        path.append(i == 0 ? "" : " ").append(Math.round(c[i]));
      }
    }
    return path.toString();
  }
}
