package org.abc4j.report.figure;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.abc4j.data.picture.Picture;
import org.abc4j.report.figure.Mark.Point;
import org.abc4j.report.figure.Mark.Stroke;

/**
 * Draws drawings into PNG pictures. Everything is an area that {@link Raster} fills, text among
 * them, so that no font of the machine is asked for and the pixels are the same everywhere.
 */
final class PngWriter {
  private final Raster raster;
  private final int zoom;

  private PngWriter(Drawing drawing, int zoom) {
    this.zoom = zoom;
    this.raster =
        new Raster(
            (int) Math.ceil(drawing.width() * zoom), (int) Math.ceil(drawing.height() * zoom));
  }

  static byte[] write(Drawing drawing, int zoom) {
    Raster raster = render(drawing, zoom);
    return png(raster.width(), raster.height(), raster.pixels());
  }

  static Raster render(Drawing drawing, int zoom) {
    PngWriter writer = new PngWriter(drawing, zoom);
    drawing.marks().forEach(writer::mark);
    return writer.raster;
  }

  private void mark(Mark mark) {
    if (mark instanceof Mark.Line line) {
      line(line);
    } else if (mark instanceof Mark.Area area) {
      raster.fill(List.of(zoomed(area.points())), colour(area.fill()));
      if (!area.edge().isEmpty()) {
        raster.fill(Outline.around(zoomed(area.points()), zoom), colour(area.edge()));
      }
    } else if (mark instanceof Mark.Dots dots) {
      for (Point centre : dots.centres()) {
        Point place = new Point(centre.x() * zoom, centre.y() * zoom);
        raster.fill(List.of(Outline.dot(place, dots.radius() * zoom)), colour(dots.colour()));
      }
    } else if (mark instanceof Mark.Text text) {
      text(text);
    } else if (mark instanceof Mark.Image image) {
      image(image);
    }
  }

  private static int colour(String text) {
    return Integer.parseInt(text.substring(1), 16);
  }

  private List<Point> zoomed(List<Point> points) {
    return points.stream().map(point -> new Point(point.x() * zoom, point.y() * zoom)).toList();
  }

  private void line(Mark.Line line) {
    Stroke stroke = line.stroke();
    List<List<Point>> parts =
        stroke == Stroke.SOLID
            ? List.of(line.points())
            : Outline.dashes(line.points(), stroke.drawn(), stroke.leftOut());
    List<List<Point>> contours = new ArrayList<>();
    for (List<Point> part : parts) {
      contours.addAll(Outline.of(zoomed(part), line.width() * zoom));
    }
    raster.fill(contours, colour(line.colour()));
  }

  private void text(Mark.Text text) {
    double before = text.anchor().share() * text.width();
    List<List<Point>> contours = new ArrayList<>();
    for (List<Point> contour : Glyphs.contours(text.text(), text.size())) {
      List<Point> placed = new ArrayList<>();
      for (Point point : contour) {
        double x = point.x() - before;
        double y = point.y();
        // Turned text reads upwards.
        placed.add(
            new Point(
                (text.at().x() + (text.turned() ? y : x)) * zoom,
                (text.at().y() + (text.turned() ? -x : y)) * zoom));
      }
      contours.add(placed);
    }
    raster.fill(contours, colour(text.colour()));
  }

  /** Each pixel has the mean colour of what it covers. */
  private void image(Mark.Image image) {
    int width = (int) Math.rint(image.width() * zoom);
    int height = (int) Math.rint(image.height() * zoom);
    raster.put(
        (int) Math.rint(image.at().x() * zoom),
        (int) Math.rint(image.at().y() * zoom),
        width,
        height,
        Resampling.means(image.picture(), width, height));
  }

  /** A picture in its own pixels. */
  static byte[] write(Picture source) {
    int width = source.width();
    int height = source.height();
    return png(width, height, Resampling.means(source, width, height));
  }

  private static byte[] png(int width, int height, int[] pixels) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
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
