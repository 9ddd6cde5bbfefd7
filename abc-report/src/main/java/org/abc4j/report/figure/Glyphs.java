package org.abc4j.report.figure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.report.figure.Mark.Point;

/**
 * How texts look and how wide they are, without a font of the machine: outlines of a typeface as
 * wide as Arial, in Latin, Greek and Cyrillic letters. Others are boxes in a PNG, and in an SVG
 * what the reader's fonts make of them, in as much room.
 */
final class Glyphs {
  private static final String FILE = "outlines.txt";
  private static final double EM = 2048;
  private static final String ELLIPSIS = "…";
  private static final int CURVE_PIECES = 5;

  /** Marks above one another on one letter, of which each would be higher. */
  private static final int MOST_ACCENTS = 2;

  private static final Pattern SEGMENT = Pattern.compile("([MLQZ])([-0-9 ]*)");
  private static final Map<Integer, Glyph> GLYPHS = read();

  /** A box of most of an em, for what has no outline. */
  private static final Glyph UNKNOWN =
      new Glyph(EM, "M200 200L1848 200L1848 -1448L200 -1448ZM340 60L340 -1308L1708 -1308L1708 60Z");

  private Glyphs() {}

  /** A glyph in units of its em; its outline is read when it is drawn. */
  private record Glyph(double advance, String outline) {}

  private static Map<Integer, Glyph> read() {
    Map<Integer, Glyph> glyphs = new HashMap<>();
    try (InputStream in = Glyphs.class.getResourceAsStream(FILE)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        if (!line.startsWith("#")) {
          String[] fields = line.split(" ", 3);
          glyphs.put(
              Integer.parseInt(fields[0], 16), new Glyph(Double.parseDouble(fields[1]), fields[2]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return glyphs;
  }

  /** Whether there are outlines of all of a text. */
  static boolean knows(String text) {
    return text.codePoints().allMatch(GLYPHS::containsKey);
  }

  /** How wide a text is. */
  static double width(String text, double size) {
    return text.codePoints().mapToDouble(Glyphs::advance).sum() * size / EM;
  }

  private static double advance(int code) {
    return isAccent(code) ? 0 : GLYPHS.getOrDefault(code, UNKNOWN).advance();
  }

  private static boolean isAccent(int code) {
    int type = Character.getType(code);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /** A text on one line, without what steers devices or turns the direction of others. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    int accents = 0;
    for (int code : Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray()) {
      int type = Character.getType(code);
      accents = isAccent(code) ? accents + 1 : 0;
      if (Character.isWhitespace(code) || Character.isSpaceChar(code)) {
        clean.append(' ');
      } else if (type == Character.SURROGATE || type == Character.UNASSIGNED) {
        clean.append('\ufffd');
      } else if (type != Character.CONTROL && type != Character.FORMAT && accents <= MOST_ACCENTS) {
        clean.appendCodePoint(code);
      }
    }
    return clean.toString().strip();
  }

  /** As much of a text as there is room for, with an ellipsis if that is not all. */
  static String cut(String text, double size, double most) {
    String clean = clean(text);
    if (width(clean, size) <= most) {
      return clean;
    }
    double room = most - width(ELLIPSIS, size);
    StringBuilder kept = new StringBuilder();
    for (int code : clean.codePoints().toArray()) {
      room -= advance(code) * size / EM;
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(code);
    }
    return kept.isEmpty() ? "" : kept.toString().stripTrailing() + ELLIPSIS;
  }

  /** A text on at most so many lines, broken between words where there are any. */
  static List<String> lines(String text, double size, double most, int count) {
    List<String> lines = new ArrayList<>();
    String rest = clean(text);
    while (lines.size() < count - 1 && width(rest, size) > most) {
      String fits = cut(rest, size, most + width(ELLIPSIS, size));
      int end = fits.length() - ELLIPSIS.length();
      int space = rest.lastIndexOf(' ', end);
      int at = space > end / 2 ? space : end;
      if (at <= 0) {
        break;
      }
      lines.add(rest.substring(0, at).strip());
      rest = rest.substring(at).strip();
    }
    lines.add(cut(rest, size, most));
    return lines;
  }

  /** The contours of a text that begins at the origin, on a base line, of a size. */
  static List<List<Point>> contours(String text, double size) {
    List<List<Point>> contours = new ArrayList<>();
    double left = 0;
    for (int code : text.codePoints().toArray()) {
      if (!isAccent(code)) {
        Glyph glyph = GLYPHS.getOrDefault(code, UNKNOWN);
        append(contours, glyph.outline(), left, size / EM);
        left += glyph.advance();
      }
    }
    return contours;
  }

  private static void append(
      List<List<Point>> contours, String outline, double left, double scale) {
    Matcher segment = SEGMENT.matcher(outline);
    List<Point> contour = new ArrayList<>();
    while (segment.find()) {
      List<Point> points = points(segment.group(2), left, scale);
      switch (segment.group(1)) {
        case "M", "L" -> contour.add(points.get(0));
        case "Q" -> curve(contour, points.get(0), points.get(1));
        default -> {
          contours.add(contour);
          contour = new ArrayList<>();
        }
      }
    }
  }

  /** A parabola from the last point, in straight pieces. */
  private static void curve(List<Point> contour, Point control, Point end) {
    Point start = contour.get(contour.size() - 1);
    for (int i = 1; i <= CURVE_PIECES; i++) {
      double t = (double) i / CURVE_PIECES;
      double a = (1 - t) * (1 - t);
      double b = 2 * t * (1 - t);
      double c = t * t;
      contour.add(
          new Point(
              a * start.x() + b * control.x() + c * end.x(),
              a * start.y() + b * control.y() + c * end.y()));
    }
  }

  private static List<Point> points(String text, double left, double scale) {
    List<Point> points = new ArrayList<>();
    String[] fields = text.split(" ");
    for (int i = 0; i + 1 < fields.length; i += 2) {
      double x = Integer.parseInt(fields[i]) + left;
      points.add(new Point(x * scale, Integer.parseInt(fields[i + 1]) * scale));
    }
    return points;
  }
}
