package org.abc4j.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/**
 * Pixels of a decoded image as they are stored: its raster is read, since {@code getRGB} takes gray
 * for linear light. Profiles are not applied. What is not opaque is laid over a colour.
 */
final class RasterPixels {
  private static final int MOST_BITS = 16;

  private final PictureBytes bytes;
  private final Raster raster;
  private final ColorModel model;
  private final Rgb background;

  private RasterPixels(PictureBytes bytes, BufferedImage image, Rgb background) {
    this.bytes = bytes;
    this.raster = image.getRaster();
    this.model = image.getColorModel();
    this.background = background;
  }

  /**
   * @param background what shows where the image is not opaque
   * @return the picture: of one channel if every colour that it can have is gray
   */
  static Picture of(PictureBytes bytes, BufferedImage image, Rgb background)
      throws MalformedFileException {
    RasterPixels pixels = new RasterPixels(bytes, image, background);
    return pixels.model instanceof IndexColorModel palette
        ? pixels.indexed(palette)
        : pixels.direct();
  }

  private Shape shape(int channels) {
    return new Shape(channels, raster.getHeight(), raster.getWidth());
  }

  private Picture indexed(IndexColorModel palette) throws MalformedFileException {
    int size = palette.getMapSize();
    int[] colours = new int[size];
    palette.getRGBs(colours);
    boolean gray = background.isGray() || !palette.hasAlpha();
    int[][] channels = new int[3][size];
    for (int i = 0; i < size; i++) {
      int alpha = colours[i] >>> 24;
      channels[0][i] = over(colours[i] >> 16 & 0xff, alpha, background.red());
      channels[1][i] = over(colours[i] >> 8 & 0xff, alpha, background.green());
      channels[2][i] = over(colours[i] & 0xff, alpha, background.blue());
      gray &= channels[0][i] == channels[1][i] && channels[1][i] == channels[2][i];
    }
    Shape shape = shape(gray ? 1 : 3);
    byte[] values = new byte[shape.size()];
    int area = shape.height() * shape.width();
    int[] row = new int[shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      raster.getSamples(0, y, shape.width(), 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        if (row[x] >= size) {
          throw bytes.fault(
              "row " + y + ", column " + x,
              "a colour of the palette's " + size,
              "colour " + row[x]);
        }
        for (int channel = 0; channel < shape.channels(); channel++) {
          values[channel * area + y * row.length + x] = (byte) channels[channel][row[x]];
        }
      }
    }
    return Picture.owning(shape, values);
  }

  private Picture direct() throws MalformedFileException {
    int colours = requireColours();
    boolean alpha = model.hasAlpha();
    boolean gray = colours == 1 && (!alpha || background.isGray());
    Shape shape = shape(gray ? 1 : 3);
    byte[] values = new byte[shape.size()];
    int area = shape.height() * shape.width();
    int bands = raster.getNumBands();
    Row row = new Row(raster, model.getComponentSize());
    int[] pixel = new int[bands];
    for (int y = 0; y < shape.height(); y++) {
      row.read(y);
      int at = y * shape.width();
      for (int x = 0; x < shape.width(); x++, at++) {
        for (int band = 0; band < bands; band++) {
          pixel[band] = row.value(x * bands + band, band);
        }
        if (colours == 4) {
          cmykToRgb(pixel);
        }
        int opaque = alpha ? pixel[bands - 1] : Picture.HIGHEST;
        for (int channel = 0; channel < shape.channels(); channel++) {
          int value = pixel[colours == 1 ? 0 : channel];
          int behind = background.channel(channel, shape.channels());
          values[channel * area + at] =
              (byte)
                  (model.isAlphaPremultiplied()
                      ? Math.min(Picture.HIGHEST, value + over(0, opaque, behind))
                      : over(value, opaque, behind));
        }
      }
    }
    return Picture.owning(shape, values);
  }

  /** Number of bands that are colours, whatever alpha there is. */
  private int requireColours() throws MalformedFileException {
    int type = model.getColorSpace().getType();
    int colours = model.getNumColorComponents();
    int bands = raster.getNumBands();
    boolean known =
        type == ColorSpace.TYPE_GRAY && colours == 1
            || type == ColorSpace.TYPE_RGB && colours == 3
            || type == ColorSpace.TYPE_CMYK && colours == 4;
    boolean whole =
        raster.getTransferType() == DataBuffer.TYPE_BYTE
            || raster.getTransferType() == DataBuffer.TYPE_USHORT
            || raster.getTransferType() == DataBuffer.TYPE_INT;
    for (int bits : model.getComponentSize()) {
      whole &= bits >= 1 && bits <= MOST_BITS;
    }
    if (!known || !whole || bands != colours + (model.hasAlpha() ? 1 : 0)) {
      throw bytes.fault(
          "pixels",
          "gray, RGB or CMYK of 1 to " + MOST_BITS + " bits, with or without alpha",
          bands + " channels of colour space " + type + " in " + model.getPixelSize() + " bits");
    }
    return colours;
  }

  /** Without a profile, as Pillow does it: what a colour leaves of the light that black leaves. */
  private static void cmykToRgb(int[] pixel) {
    int light = Picture.HIGHEST - pixel[3];
    for (int channel = 0; channel < 3; channel++) {
      pixel[channel] = Math.max(0, light - divided(pixel[channel] * light));
    }
  }

  /** A value of some opacity over another, rounded. */
  private static int over(int value, int alpha, int behind) {
    return alpha == Picture.HIGHEST
        ? value
        : divided(value * alpha + behind * (Picture.HIGHEST - alpha));
  }

  /** Divided by 255 and rounded. */
  private static int divided(int value) {
    return (value + Picture.HIGHEST / 2) / Picture.HIGHEST;
  }

  /** One row of a raster, pixel after pixel, each band brought to 8 bits. */
  private static final class Row {
    private final Raster raster;
    private final int[] most;
    private final boolean plain;
    private final byte[] bytes;
    private final int[] values;

    Row(Raster raster, int[] bits) {
      this.raster = raster;
      int length = Math.multiplyExact(raster.getWidth(), raster.getNumBands());
      boolean eights = true;
      this.most = new int[bits.length];
      for (int band = 0; band < bits.length; band++) {
        most[band] = (1 << bits[band]) - 1;
        eights &= bits[band] == 8;
      }
      // Most pictures are; the general way takes longer than decoding them.
      this.plain =
          eights
              && raster.getTransferType() == DataBuffer.TYPE_BYTE
              && raster.getSampleModel() instanceof ComponentSampleModel;
      this.bytes = plain ? new byte[length] : null;
      this.values = plain ? null : new int[length];
    }

    void read(int y) {
      if (plain) {
        raster.getDataElements(0, y, raster.getWidth(), 1, bytes);
      } else {
        raster.getPixels(0, y, raster.getWidth(), 1, values);
      }
    }

    int value(int index, int band) {
      if (plain) {
        return bytes[index] & 0xff;
      }
      int highest = most[band];
      return highest == Picture.HIGHEST
          ? values[index]
          : (values[index] * Picture.HIGHEST + highest / 2) / highest;
    }
  }
}
