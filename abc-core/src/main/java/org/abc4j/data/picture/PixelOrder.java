package org.abc4j.data.picture;

import org.abc4j.Shape;

/**
 * The order of a {@link Picture}'s values: row after row, pixel after pixel, as decoders can be
 * made to give them. Most pictures are resized to few pixels, and only those need to be put in the
 * library's order, channel after channel.
 */
final class PixelOrder {
  private static final int COLOURS = 3;

  private PixelOrder() {}

  /** Of values in channel × row × column order. */
  static byte[] ofPlanes(Shape shape, byte[] planes) {
    int channels = shape.channels();
    int area = shape.height() * shape.width();
    byte[] pixels = new byte[planes.length];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < area; i++) {
        pixels[i * channels + channel] = planes[channel * area + i];
      }
    }
    return pixels;
  }

  /** To channel × row × column order. */
  static byte[] toPlanes(Shape shape, byte[] pixels) {
    int channels = shape.channels();
    int area = shape.height() * shape.width();
    byte[] planes = new byte[pixels.length];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < area; i++) {
        planes[channel * area + i] = pixels[i * channels + channel];
      }
    }
    return planes;
  }

  /** The luma of each pixel in colour. */
  static byte[] gray(byte[] colour) {
    byte[] gray = new byte[colour.length / COLOURS];
    for (int i = 0; i < gray.length; i++) {
      int at = i * COLOURS;
      gray[i] = (byte) Rgb.luma(colour[at] & 0xff, colour[at + 1] & 0xff, colour[at + 2] & 0xff);
    }
    return gray;
  }

  /** Each gray value in three channels. */
  static byte[] colour(byte[] gray) {
    byte[] colour = new byte[gray.length * COLOURS];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = gray[i / COLOURS];
    }
    return colour;
  }

  /** All pixels of one colour. */
  static byte[] filled(Shape shape, Rgb colour) {
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) colour.channel(i % shape.channels(), shape.channels());
    }
    return pixels;
  }
}
