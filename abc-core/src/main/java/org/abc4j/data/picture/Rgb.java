package org.abc4j.data.picture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.Quoted;

/**
 * A colour of 8 bits a channel.
 *
 * @param red from 0 to 255
 * @param green from 0 to 255
 * @param blue from 0 to 255
 */
public record Rgb(int red, int green, int blue) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,3}),(\\d{1,3}),(\\d{1,3})");

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
   * The colour as text.
   *
   * @return such as {@code 255,255,255}, which {@link #parse} reads
   */
  public String text() {
    return red + "," + green + "," + blue;
  }

  /**
   * The colour of a text.
   *
   * @param text as {@link #text} gives it
   * @return the colour
   * @throws IllegalArgumentException if it is none
   */
  public static Rgb parse(String text) {
    Matcher channels = TEXT.matcher(text);
    if (!channels.matches()) {
      throw new IllegalArgumentException(
          "a colour is such as '255,255,255', found " + Quoted.of(text));
    }
    return new Rgb(
        Integer.parseInt(channels.group(1)),
        Integer.parseInt(channels.group(2)),
        Integer.parseInt(channels.group(3)));
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
