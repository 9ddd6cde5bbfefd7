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
   * Sixty-four random bits for a mask of dropout.
   *
   * @param layer which dropout of the network
   * @param position which bits of it
   * @return the bits
   */
  public long dropoutBits(int layer, long position) {
    return dropout.bits(stream, step, (long) layer << 40 | position);
  }
}
