package org.abc4j.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
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
  private static final int CMYK = 4;

  private final PictureBytes bytes;
  private final Raster raster;
  private final ColorModel model;
  private final StoredSamples samples;
  private final Rgb background;

  private RasterPixels(
      PictureBytes bytes, BufferedImage image, StoredSamples samples, Rgb background) {
    this.bytes = bytes;
    this.raster = image.getRaster();
    this.model = image.getColorModel();
    this.samples = samples;
    this.background = background;
  }

  /**
   * @param samples what the file says of them
   * @param background what shows where the image is not opaque
   * @return the picture: of one channel if every colour that it can have is gray
   */
  static Picture of(PictureBytes bytes, BufferedImage image, StoredSamples samples, Rgb background)
      throws MalformedFileException {
    RasterPixels pixels = new RasterPixels(bytes, image, samples, background);
    if (samples.hasKey()) {
      return pixels.keyed();
    }
    return pixels.model instanceof IndexColorModel palette
        ? pixels.indexed(palette)
        : pixels.direct();
  }

  private Shape shape(int channels) {
    return new Shape(channels, raster.getHeight(), raster.getWidth());
  }

  /** Few grays, one of which is transparent. */
  private Picture keyed() throws MalformedFileException {
    if (raster.getNumBands() != 1 || model.getPixelSize() != samples.bits()) {
      throw bytes.fault(
          "pixels", "gray of " + samples.bits() + " bits", model.getPixelSize() + " bits");
    }
    int most = (1 << samples.bits()) - 1;
    byte[] grays = new byte[most + 1];
    for (int i = 0; i <= most; i++) {
      grays[i] = (byte) (i * Picture.HIGHEST / most);
    }
    return indexed(
        new IndexColorModel(samples.bits(), most + 1, grays, grays, grays, samples.key()));
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
    int next = 0;
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
          values[next++] = (byte) channels[channel][row[x]];
        }
      }
    }
    return Picture.owning(shape, values);
  }

  private Picture direct() throws MalformedFileException {
    int colours = requireColours();
    boolean alpha = hasAlpha();
    if (raster.getNumBands() == colours && colours != CMYK && isPlain()) {
      return plain(colours);
    }
    boolean gray = colours == 1 && (!alpha || background.isGray());
    Shape shape = shape(gray ? 1 : 3);
    byte[] values = new byte[shape.size()];
    int next = 0;
    int bands = raster.getNumBands();
    int[] row = new int[Math.multiplyExact(shape.width(), bands)];
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      for (int at = 0; at < row.length; at += bands) {
        toBytes(row, at, bands);
        if (colours == CMYK) {
          cmykToRgb(row, at);
        }
        int opaque = alpha ? row[at + bands - 1] : Picture.HIGHEST;
        for (int channel = 0; channel < shape.channels(); channel++) {
          int value = row[at + (colours == 1 ? 0 : channel)];
          int behind = background.channel(channel, shape.channels());
          int shown =
              alpha && model.isAlphaPremultiplied()
                  ? Math.min(Picture.HIGHEST, value + over(0, opaque, behind))
                  : over(value, opaque, behind);
          values[next++] = (byte) shown;
        }
      }
    }
    return Picture.owning(shape, values);
  }

  /** Not where the file says that nobody knows what a further sample is. */
  private boolean hasAlpha() {
    return model.hasAlpha() && samples.alpha();
  }

  /** Brings each band of a pixel to 8 bits. */
  private void toBytes(int[] row, int at, int bands) {
    int known = Math.min(bands, model.getNumComponents());
    for (int band = 0; band < known; band++) {
      int most = (1 << model.getComponentSize(band)) - 1;
      if (most != Picture.HIGHEST) {
        row[at + band] = (row[at + band] * Picture.HIGHEST + most / 2) / most;
      }
    }
  }

  /** Whether each sample is a byte of an array: so most pictures are. */
  private boolean isPlain() {
    boolean eights = true;
    for (int bits : model.getComponentSize()) {
      eights &= bits == 8;
    }
    return eights
        && raster.getSampleModel() instanceof ComponentSampleModel samples
        && samples.getPixelStride() == raster.getNumBands()
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1;
  }

  /** Opaque gray or RGB in bytes. By the general way it takes as long as decoding it. */
  private Picture plain(int bands) {
    Shape shape = shape(bands);
    ComponentSampleModel samples = (ComponentSampleModel) raster.getSampleModel();
    DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
    byte[] from = buffer.getData();
    int[] offsets = samples.getBandOffsets();
    int length = shape.width() * bands;
    boolean inOrder = bands == 1 || offsets[1] == offsets[0] + 1 && offsets[2] == offsets[0] + 2;
    if (inOrder && isWhole(samples, buffer, offsets[0], length)) {
      // The decoder is done with it, and nobody else has it.
      return Picture.owning(shape, from);
    }
    byte[] values = new byte[shape.size()];
    for (int y = 0; y < shape.height(); y++) {
      int row =
          buffer.getOffset()
              + (y - raster.getSampleModelTranslateY()) * samples.getScanlineStride()
              - raster.getSampleModelTranslateX() * bands;
      if (inOrder) {
        System.arraycopy(from, row + offsets[0], values, y * length, length);
      } else {
        copyColours(from, row, offsets, values, y * length, shape.width());
      }
    }
    return Picture.owning(shape, values);
  }

  /** Whether the array holds these rows and nothing else, from its begin on. */
  private boolean isWhole(
      ComponentSampleModel samples, DataBufferByte buffer, int offset, int length) {
    return offset == 0
        && buffer.getOffset() == 0
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0
        && samples.getScanlineStride() == length
        && buffer.getData().length == (long) length * raster.getHeight();
  }

  /** With a stride that the compiler knows, so that it can leave out its checks. */
  private static void copyColours(
      byte[] from, int row, int[] offsets, byte[] values, int to, int width) {
    int red = row + offsets[0];
    int green = row + offsets[1];
    int blue = row + offsets[2];
    for (int x = 0; x < width; x++) {
      values[to + 3 * x] = from[red + 3 * x];
      values[to + 3 * x + 1] = from[green + 3 * x];
      values[to + 3 * x + 2] = from[blue + 3 * x];
    }
  }

  /** Number of bands that are colours, whatever alpha there is. */
  private int requireColours() throws MalformedFileException {
    int type = model.getColorSpace().getType();
    int colours = model.getNumColorComponents();
    boolean known =
        type == ColorSpace.TYPE_GRAY && colours == 1
            || type == ColorSpace.TYPE_RGB && colours == 3
            || type == ColorSpace.TYPE_CMYK && colours == CMYK;
    boolean whole =
        raster.getTransferType() == DataBuffer.TYPE_BYTE
            || raster.getTransferType() == DataBuffer.TYPE_USHORT
            || raster.getTransferType() == DataBuffer.TYPE_INT;
    for (int bits : model.getComponentSize()) {
      whole &= bits >= 1 && bits <= MOST_BITS;
    }
    int bands = raster.getNumBands();
    boolean further = bands == colours + 1 && (model.hasAlpha() || !samples.alpha());
    if (!known || !whole || bands != colours && !further || bands == colours && hasAlpha()) {
      throw bytes.fault(
          "pixels",
          "gray, RGB or CMYK of 1 to " + MOST_BITS + " bits, with or without alpha",
          bands + " channels of colour space " + type + " in " + model.getPixelSize() + " bits");
    }
    return colours;
  }

  /** Without a profile, as Pillow does it: what a colour leaves of the light that black leaves. */
  private static void cmykToRgb(int[] row, int at) {
    int light = Picture.HIGHEST - row[at + 3];
    for (int channel = 0; channel < 3; channel++) {
      row[at + channel] = Math.max(0, light - divided(row[at + channel] * light));
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
}
