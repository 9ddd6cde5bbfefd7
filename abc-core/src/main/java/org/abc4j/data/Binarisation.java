package org.abc4j.data;

import org.abc4j.Batch;

/**
 * Black and white: a value at or above a threshold becomes the highest of the set, another one the
 * lowest.
 *
 * <p>The threshold is a fraction of the range, so it is the same whether images were stored as
 * bytes or as fractions. Nothing undoes it, and nothing needs to: what is black and white is shown
 * as it is. Immutable and thread-safe.
 *
 * @param threshold above 0 and at most 1
 */
public record Binarisation(double threshold) {
  private static final String NAME = "binarisation";

  /**
   * Checks the threshold.
   *
   * @param threshold above 0 and at most 1
   * @throws IllegalArgumentException if it is not
   */
  public Binarisation {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "a threshold lies above 0 and is at most 1, found " + threshold);
    }
  }

  /**
   * The images in black and white.
   *
   * @param images any values
   * @return a set of the same range and labels
   */
  public ImageSet apply(ImageSet images) {
    double range = (double) images.high() - images.low();
    float[] values = images.batch().toArray();
    for (int i = 0; i < values.length; i++) {
      boolean light = (values[i] - (double) images.low()) / range >= threshold;
      values[i] = light ? images.high() : images.low();
    }
    ImageSet result = ImageSet.of(Batch.of(images.shape(), values), images.low(), images.high());
    return images.hasLabels() ? result.withLabels(Normalisation.labels(images)) : result;
  }

  /**
   * All of this as one line.
   *
   * @return what {@link #parse} reads
   */
  public String text() {
    return NAME + " threshold=" + Double.toHexString(threshold);
  }

  /**
   * The binarisation of a line.
   *
   * @param text as {@link #text} gives it
   * @return the binarisation
   * @throws IllegalArgumentException if it is none
   */
  public static Binarisation parse(String text) {
    return new Binarisation(
        PreparationText.number(text, PreparationText.fields(text, NAME, "threshold")[0]));
  }
}
