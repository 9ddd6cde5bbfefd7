package org.abc4j.model;

import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.noise.CounterRandom;

/**
 * What one optimizer step is taken on: noisy images, their timesteps, and the noise to predict.
 *
 * <p>Immutable and thread-safe.
 */
public final class TrainingBatch {
  /** Bits of a draw that decide on one value of a mask, and how many values a draw serves. */
  private static final int VALUE_BITS = 16;

  private static final int VALUE_MASK = (1 << VALUE_BITS) - 1;
  private static final int VALUES_PER_WORD = Long.SIZE / VALUE_BITS;
  private static final int LAYER_SHIFT = 40;

  private final Batch noisy;
  private final int[] timesteps;
  private final Batch noise;
  private final CounterRandom dropout;
  private final long stream;
  private final int step;

  private TrainingBatch(
      Batch noisy, int[] timesteps, Batch noise, CounterRandom dropout, long stream, int step) {
    this.noisy = Objects.requireNonNull(noisy, "noisy");
    this.timesteps = timesteps.clone();
    this.noise = Objects.requireNonNull(noise, "noise");
    this.dropout = Objects.requireNonNull(dropout, "dropout");
    this.stream = stream;
    this.step = step;
    if (timesteps.length != noisy.rows()
        || noise.rows() != noisy.rows()
        || !noise.shape().equals(noisy.shape())
        || noisy.rows() == 0) {
      throw new IllegalArgumentException(
          "a training batch has a timestep and a noise for each of at least 1 row, found "
              + noisy
              + ", "
              + timesteps.length
              + " timesteps and noise "
              + noise);
    }
  }

  /**
   * A batch.
   *
   * @param noisy x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε, at least one row
   * @param timesteps t of each row
   * @param noise ε of each row
   * @param dropout where masks of dropout are drawn from
   * @param stream whose masks: the member
   * @param step which masks: the training step
   * @return the batch
   * @throws IllegalArgumentException if the numbers of rows or the shapes differ
   */
  public static TrainingBatch of(
      Batch noisy, int[] timesteps, Batch noise, CounterRandom dropout, long stream, int step) {
    return new TrainingBatch(noisy, timesteps, noise, dropout, stream, step);
  }

  /**
   * The noisy images x_t.
   *
   * @return at least one row
   */
  public Batch noisy() {
    return noisy;
  }

  /**
   * The timesteps.
   *
   * @return a copy, one for each row
   */
  public int[] timesteps() {
    return timesteps.clone();
  }

  /**
   * The noise ε that is to be predicted.
   *
   * @return a row for each row
   */
  public Batch noise() {
    return noise;
  }

  /**
   * Draws which values dropout keeps. Each value is a draw of sixteen bits of its own, so masks are
   * the same however the values are divided into calls; probabilities are in effect rounded up to a
   * multiple of 2⁻¹⁶.
   *
   * @param layer which dropout of the network
   * @param first index of the first value in the batch, in NCHW order, below 2⁴²
   * @param probability probability of being dropped, from 0 to below 1
   * @param kept set to whether the values from {@code first} on are kept, one after another
   */
  public void dropout(int layer, long first, double probability, boolean[] kept) {
    long firstWord = first / VALUES_PER_WORD;
    int skipped = (int) (first % VALUES_PER_WORD);
    long[] words = new long[words(skipped, kept.length)];
    dropout.bits(stream, step, (long) layer << LAYER_SHIFT | firstWord, words);
    double bound = probability * (1 << VALUE_BITS);
    for (int k = 0; k < kept.length; k++) {
      int at = skipped + k;
      long drawn = words[at / VALUES_PER_WORD] >>> at % VALUES_PER_WORD * VALUE_BITS;
      kept[k] = (drawn & VALUE_MASK) >= bound;
    }
  }

  /** Words that hold so many values, some of the first word's skipped. */
  static int words(int skipped, int values) {
    return (int) (((long) skipped + values + VALUES_PER_WORD - 1) / VALUES_PER_WORD);
  }
}
