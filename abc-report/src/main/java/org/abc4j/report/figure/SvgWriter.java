package org.abc4j.report.figure;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/** Writes drawings as SVG: valid XML that is safe to put into a page. */
final class SvgWriter {
  private static final String FONTS = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif";

  private final StringBuilder svg = new StringBuilder();

  private SvgWriter() {}

  static String write(Drawing drawing, String title, String description) {
    SvgWriter writer = new SvgWriter();
    String width = number(drawing.width());
    String height = number(drawing.height());
    writer
        .add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .add(width + " " + height)
        .attribute("width", width)
        .add("\" role=\"img\" font-family=\"" + FONTS)
        .add("\"><title>")
        .add(escape(title))
        .add("</title><desc>")
        .add(escape(description))
        .add("</desc><path fill=\"#ffffff\" d=\"M0 0H" + width + "V" + height + "H0Z\"/>");
    drawing.marks().forEach(writer::mark);
    return writer.add("</svg>").svg.toString();
  }

  private SvgWriter add(String text) {
    svg.append(text);
    return this;
  }

  /** The end of an attribute, and all but the end of the next. */
  private SvgWriter attribute(String name, String value) {
    return add("\" ").add(name).add("=\"").add(value);
  }

  private void mark(Mark mark) {
    if (mark instanceof Mark.Line line) {
      line(line);
    } else if (mark instanceof Mark.Area area) {
      area(area);
    } else if (mark instanceof Mark.Dots dots) {
      dots(dots);
    } else if (mark instanceof Mark.Text text) {
      text(text);
    } else if (mark instanceof Mark.Image image) {
      image(image);
    }
  }

  private void line(Mark.Line line) {
    add("<path fill=\"none").attribute("stroke", line.colour());
    attribute("stroke-width", number(line.width()));
    if (line.stroke() != Stroke.SOLID) {
      Stroke stroke = line.stroke();
      attribute("stroke-dasharray", number(stroke.drawn()) + " " + number(stroke.leftOut()));
    }
    attribute("d", path(line.points())).add("\"/>");
  }

  private void area(Mark.Area area) {
    add("<path fill=\"").add(area.fill());
    if (!area.edge().isEmpty()) {
      attribute("stroke", area.edge());
    }
    attribute("d", path(area.points()) + "Z").add("\"/>");
  }

  private static String path(List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.length() == 0 ? "M" : "L")
          .append(number(point.x()))
          .append(' ')
          .append(number(point.y()));
    }
    return path.toString();
  }

  /** Lines without length, with round ends: a path has less to say of each than an element has. */
  private void dots(Mark.Dots dots) {
    add("<path fill=\"none\" stroke-linecap=\"round").attribute("stroke", dots.colour());
    attribute("stroke-width", number(2 * dots.radius())).add("\" d=\"");
    for (Point centre : dots.centres()) {
      add("M" + number(centre.x()) + " " + number(centre.y()) + "h0");
    }
    add("\"/>");
  }

  private void text(Mark.Text text) {
    String x = number(text.at().x());
    String y = number(text.at().y());
    add("<text fill=\"").add(text.colour());
    if (text.turned()) {
      attribute("transform", "translate(" + x + " " + y + ") rotate(-90)");
    } else {
      attribute("x", x).attribute("y", y);
    }
    attribute("font-size", number(text.size())).attribute("text-anchor", text.anchor().svg());
    if (!Glyphs.knows(text.text())) {
      attribute("textLength", number(text.width())).attribute("lengthAdjust", "spacingAndGlyphs");
    }
    add("\">").add(escape(text.text())).add("</text>");
  }

  private void image(Mark.Image image) {
    boolean enlarged = image.picture().width() < 2 * image.width();
    add("<image ").add(enlarged ? "style=\"image-rendering:pixelated\" " : "");
    add("preserveAspectRatio=\"none");
    attribute("x", number(image.at().x())).attribute("y", number(image.at().y()));
    attribute("width", number(image.width())).attribute("height", number(image.height()));
    String png = Base64.getEncoder().encodeToString(PngWriter.write(image.picture()));
    attribute("href", "data:image/png;base64," + png).add("\"><title>");
    add(escape(image.alternative())).add("</title></image>");
  }

  /** A number of hundredths, without zeros at its end. */
  static String number(double value) {
    return value == 0
        ? "0"
        : BigDecimal.valueOf(Math.round(value * 100), 2).stripTrailingZeros().toPlainString();
  }

  /** Text as XML, without the characters that XML does not have. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            code -> {
              switch (code) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(code) ? code : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int code) {
    return code >= 0x20
        ? (code < 0xd800 || code > 0xdfff) && code != 0xfffe && code != 0xffff
        : code == '\t' || code == '\n';
  }
}
