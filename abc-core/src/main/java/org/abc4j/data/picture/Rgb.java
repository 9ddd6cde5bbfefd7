package org.abc4j.data.picture;

/**
 * A colour of 8 bits a channel.
 *
 * @param red from 0 to 255
 * @param green from 0 to 255
 * @param blue from 0 to 255
 */
public record Rgb(int red, int green, int blue) {
  /** All channels at 255. */
  public static final Rgb WHITE = new Rgb(255, 255, 255);

  /** All channels at 0. */
  public static final Rgb BLACK = new Rgb(0, 0, 0);

  /**
   * Checks the range.
   *
   * @param red from 0 to 255
   * @param green from 0 to 255
   * @param blue from 0 to 255
   * @throws IllegalArgumentException if one is out of range
   */
  public Rgb {
    if (((red | green | blue) & ~Picture.HIGHEST) != 0) {
      throw new IllegalArgumentException(
          "channels of a colour lie in 0 to 255, found " + red + ", " + green + ", " + blue);
    }
  }

  /**
   * Whether all channels are equal.
   *
   * @return true for black, white and what is between
   */
  public boolean isGray() {
    return red == green && green == blue;
  }

  /**
   * The luma of Rec. 601: 0.299 red + 0.587 green + 0.114 blue, in steps of 2^-16 and rounded,
   * which is Pillow's mode L. A gray has itself.
   *
   * @return from 0 to 255
   */
  public int luma() {
    return luma(red, green, blue);
  }

  static int luma(int red, int green, int blue) {
    return (red * 19595 + green * 38470 + blue * 7471 + (1 << 15)) >> 16;
  }

  /** The channel of an index, for pictures of one channel the luma. */
  int channel(int index, int channels) {
    if (channels == 1) {
      return luma();
    }
    return index == 0 ? red : index == 1 ? green : blue;
  }
}
