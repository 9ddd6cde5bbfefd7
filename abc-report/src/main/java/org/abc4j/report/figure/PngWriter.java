package org.abc4j.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.abc4j.data.picture.Picture;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/**
 * Draws drawings into PNG pictures; only areas are filled, text among them, so no font is asked
 * for.
 */
final class PngWriter {
  private final BufferedImage picture;
  private final Graphics2D graphics;
  private final int zoom;

  private PngWriter(Drawing drawing, int zoom) {
    this.zoom = zoom;
    this.picture =
        new BufferedImage(
            (int) Math.ceil(drawing.width() * zoom),
            (int) Math.ceil(drawing.height() * zoom),
            BufferedImage.TYPE_INT_RGB);
    this.graphics = picture.createGraphics();
  }

  static byte[] write(Drawing drawing, int zoom) {
    return png(render(drawing, zoom));
  }

  static BufferedImage render(Drawing drawing, int zoom) {
    PngWriter writer = new PngWriter(drawing, zoom);
    try {
      writer.draw(drawing);
    } finally {
      writer.graphics.dispose();
    }
    return writer.picture;
  }

  private void draw(Drawing drawing) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(zoom, zoom);
    drawing.marks().forEach(this::mark);
  }

  private void mark(Mark mark) {
    if (mark instanceof Mark.Line line) {
      graphics.setStroke(stroke(line.width(), line.stroke()));
      graphics.setColor(Color.decode(line.colour()));
      graphics.draw(path(line.points()));
    } else if (mark instanceof Mark.Area area) {
      area(area);
    } else if (mark instanceof Mark.Dots dots) {
      double r = dots.radius();
      graphics.setColor(Color.decode(dots.colour()));
      for (Point centre : dots.centres()) {
        graphics.fill(new Ellipse2D.Double(centre.x() - r, centre.y() - r, 2 * r, 2 * r));
      }
    } else if (mark instanceof Mark.Text text) {
      graphics.setColor(Color.decode(text.colour()));
      graphics.fill(shape(text));
    } else if (mark instanceof Mark.Image image) {
      image(image);
    }
  }

  private static BasicStroke stroke(double width, Stroke stroke) {
    if (stroke == Stroke.SOLID) {
      return new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 4);
    }
    String[] fields = stroke.dashes().split(" ");
    float[] dashes = {Float.parseFloat(fields[0]), Float.parseFloat(fields[1])};
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 4, dashes, 0);
  }

  private void area(Mark.Area area) {
    Path2D path = path(area.points());
    path.closePath();
    graphics.setColor(Color.decode(area.fill()));
    graphics.fill(path);
    if (!area.edge().isEmpty()) {
      graphics.setStroke(stroke(1, Stroke.SOLID));
      graphics.setColor(Color.decode(area.edge()));
      graphics.draw(path);
    }
  }

  private static Path2D path(List<Point> points) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(points.get(0).x(), points.get(0).y());
    points.stream().skip(1).forEach(point -> path.lineTo(point.x(), point.y()));
    return path;
  }

  private static Shape shape(Mark.Text text) {
    AffineTransform place = AffineTransform.getTranslateInstance(text.at().x(), text.at().y());
    if (text.turned()) {
      // Exact, unlike a turn by an angle.
      place.concatenate(new AffineTransform(0, -1, 1, 0, 0, 0));
    }
    place.translate(-text.anchor().share() * text.width(), 0);
    return place.createTransformedShape(Glyphs.outlines(text.text(), text.size()));
  }

  /** Each pixel has the mean colour of what it covers. */
  private void image(Mark.Image image) {
    int left = (int) Math.rint(image.at().x() * zoom);
    int top = (int) Math.rint(image.at().y() * zoom);
    int width = (int) Math.rint(image.width() * zoom);
    int height = (int) Math.rint(image.height() * zoom);
    int[] pixels = Resampling.means(image.picture(), width, height);
    picture.setRGB(left, top, width, height, pixels, 0, width);
  }

  /** A picture in its own pixels. */
  static byte[] write(Picture source) {
    BufferedImage image =
        new BufferedImage(source.width(), source.height(), BufferedImage.TYPE_INT_RGB);
    int[] pixels = Resampling.means(source, source.width(), source.height());
    image.setRGB(0, 0, source.width(), source.height(), pixels, 0, source.width());
    return png(image);
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given a plain stream, ImageIO puts all of it into a temporary file first.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
