package org.abc4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;

/**
 * Which values are shown as black and as white, in each channel: what a normalisation makes of 0
 * and 1. Those between are shown in even steps, those beyond as black or white. Immutable.
 */
final class Tones {
  private static final String[] CHANNELS = {"red", "green", "blue"};

  private final float[] black;
  private final float[] white;

  private Tones(float[] black, float[] white) {
    this.black = black;
    this.white = white;
  }

  /** Of samples of one or three channels. */
  static Tones of(Normalisation normalisation, int channels) {
    if (channels != 1 && channels != CHANNELS.length) {
      throw new IllegalArgumentException(
          "pictures are shown of 1 or 3 channels, found " + channels);
    }
    return new Tones(ends(normalisation, channels, 0), ends(normalisation, channels, 1));
  }

  private static float[] ends(Normalisation normalisation, int channels, float end) {
    float[] values = new float[channels];
    java.util.Arrays.fill(values, end);
    Batch pixel = Batch.of(new Shape(channels, 1, 1), values);
    return normalisation.apply(ImageSet.of(pixel, 0, 1)).batch().toArray();
  }

  /** The level from 0 to 255 of a value; NaN is black. */
  int level(float value, int channel) {
    float low = black[channel];
    double level = Math.rint((value - low) * (255.0 / (white[channel] - low)));
    return (int) Math.max(0, Math.min(255, level));
  }

  /** Says which values are black and white. */
  @Override
  public String toString() {
    List<String> channels = new ArrayList<>();
    for (int c = 0; c < black.length; c++) {
      channels.add("black is " + number(black[c]) + ", white " + number(white[c]));
    }
    if (channels.stream().distinct().count() == 1) {
      return channels.get(0);
    }
    for (int c = 0; c < black.length; c++) {
      channels.set(c, "in " + CHANNELS[c] + " " + channels.get(c));
    }
    return String.join("; ", channels);
  }

  private static String number(float value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value).replace('-', '−')
        : HtmlWriter.number(value);
  }
}
