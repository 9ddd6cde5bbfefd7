package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.abc4j.Shape;

/**
 * Samples as PNG pictures, and differences in colour.
 *
 * <p>Only pixels are drawn, no text, so that no font needs to be installed.
 */
final class Pictures {
  /** How many images of a source are shown. */
  static final int MOST_IN_MONTAGE = 16;

  private static final int GAP = 1;

  /** Where no image stands or a change is none: black would be taken for one. */
  private static final int NO_PICTURE = 0xe8e8e8;

  /** No change: about as far from black as from white, so that prints tell darker from brighter. */
  private static final int UNCHANGED = 0x808080;

  private static final int BRIGHTER = 0xffe082;
  private static final int DARKER = 0x0d1b6b;

  private Pictures() {}

  /** A sample of one or three channels; NaN is black. */
  static BufferedImage image(float[] values, Shape shape, Tones tones) {
    BufferedImage picture = blank(shape);
    int area = shape.height() * shape.width();
    for (int p = 0; p < area; p++) {
      int red = tones.level(values[p], 0);
      int green = shape.channels() < 3 ? red : tones.level(values[area + p], 1);
      int blue = shape.channels() < 3 ? red : tones.level(values[2 * area + p], 2);
      picture.setRGB(p % shape.width(), p / shape.width(), red << 16 | green << 8 | blue);
    }
    return picture;
  }

  /**
   * A difference of samples, the mean over the channels: a middle grey for none, lighter towards
   * yellow where the second is brighter and darker towards blue where it is darker, at the ends of
   * both at ±{@code full}. Without colours it still tells which. NaN has no picture.
   */
  static BufferedImage difference(float[] from, float[] to, Shape shape, double full) {
    BufferedImage picture = blank(shape);
    int area = shape.height() * shape.width();
    for (int p = 0; p < area; p++) {
      double change = 0;
      for (int channel = 0; channel < shape.channels(); channel++) {
        change += (to[channel * area + p] - from[channel * area + p]) / shape.channels();
      }
      double share = Math.max(-1, Math.min(1, change / full));
      int rgb =
          Double.isNaN(share) ? NO_PICTURE : mixed(share >= 0 ? BRIGHTER : DARKER, Math.abs(share));
      picture.setRGB(p % shape.width(), p / shape.width(), rgb);
    }
    return picture;
  }

  /** So much of a colour, and the rest grey. */
  private static int mixed(int colour, double share) {
    int rgb = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int grey = UNCHANGED >> shift & 0xff;
      int end = colour >> shift & 0xff;
      rgb |= (int) Math.round(grey + share * (end - grey)) << shift;
    }
    return rgb;
  }

  /** The change that is drawn in full colour: the 99th percentile of those shown. */
  static double fullChange(List<float[]> from, List<float[]> to) {
    double[] changes =
        IntStream.range(0, from.size())
            .mapToObj(i -> new float[][] {from.get(i), to.get(i)})
            .flatMapToDouble(
                pair ->
                    IntStream.range(0, pair[0].length)
                        .mapToDouble(p -> Math.abs(pair[1][p] - pair[0][p])))
            .sorted()
            .toArray();
    return Math.max(1e-6, changes[(int) (0.99 * (changes.length - 1))]);
  }

  /** The images of a source in a square without gaps, in reading order; one alone as it is. */
  static BufferedImage source(SourceImages data, int source) {
    Shape shape = data.shape();
    long[] own = data.sources().itemsOf(source);
    int count = Math.min(own.length, MOST_IN_MONTAGE);
    int side = 1;
    while (side * side < count) {
      side++;
    }
    BufferedImage montage =
        new BufferedImage(side * shape.width(), side * shape.height(), BufferedImage.TYPE_INT_RGB);
    int[] empty = new int[montage.getWidth() * montage.getHeight()];
    Arrays.fill(empty, NO_PICTURE);
    montage.setRGB(0, 0, montage.getWidth(), montage.getHeight(), empty, 0, montage.getWidth());
    for (int i = 0; i < count; i++) {
      BufferedImage one = image(data.item(Math.toIntExact(own[i])), shape, data.tones());
      int left = i % side * shape.width();
      int top = i / side * shape.height();
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          montage.setRGB(left + x, top + y, one.getRGB(x, y));
        }
      }
    }
    return montage;
  }

  /** Rows of pictures, each enlarged or shrunk to the size of the first times a whole number. */
  static BufferedImage sheet(List<List<BufferedImage>> rows, int zoom) {
    BufferedImage first = rows.get(0).get(0);
    int width = first.getWidth() + GAP;
    int height = first.getHeight() + GAP;
    int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
    BufferedImage sheet =
        new BufferedImage(
            columns * width * zoom, rows.size() * height * zoom, BufferedImage.TYPE_INT_RGB);
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < rows.get(r).size(); c++) {
        BufferedImage picture = rows.get(r).get(c);
        int cellWidth = first.getWidth() * zoom;
        int cellHeight = first.getHeight() * zoom;
        for (int y = 0; y < cellHeight; y++) {
          for (int x = 0; x < cellWidth; x++) {
            sheet.setRGB(
                c * width * zoom + x,
                r * height * zoom + y,
                picture.getRGB(
                    x * picture.getWidth() / cellWidth, y * picture.getHeight() / cellHeight));
          }
        }
      }
    }
    return sheet;
  }

  static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given a plain stream, ImageIO puts all of it into a temporary file first.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalStateException("this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static String dataUri(BufferedImage picture) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(picture));
  }

  private static BufferedImage blank(Shape shape) {
    return new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
  }
}
