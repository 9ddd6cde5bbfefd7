package org.abc4j.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.model.Prediction;

/**
 * In what a network may differ from those that this library trains by itself, so that networks that
 * others have trained keep their meaning.
 *
 * @param timeEmbedding how timesteps are told
 * @param paddedAfter whether images that are halved are padded behind their last row and column
 *     alone, diffusers' {@code downsample_padding} 0, instead of on all sides
 * @param prediction what the output stands for
 */
public record UNetVariant(TimeEmbedding timeEmbedding, boolean paddedAfter, Prediction prediction) {
  private static final UNetVariant USUAL =
      new UNetVariant(TimeEmbedding.usual(), false, Prediction.NOISE);

  /**
   * Checks that nothing is missing.
   *
   * @param timeEmbedding how timesteps are told
   * @param paddedAfter whether images that are halved are padded behind alone
   * @param prediction what the output stands for
   */
  public UNetVariant {
    Objects.requireNonNull(timeEmbedding, "timeEmbedding");
    Objects.requireNonNull(prediction, "prediction");
  }

  /**
   * diffusers' defaults, and a network that predicts noise.
   *
   * @return the variant of the networks that this library trains by itself
   */
  public static UNetVariant usual() {
    return USUAL;
  }

  /**
   * As in the checkpoints of Ho et al. (2020) that diffusers carries, such as {@code
   * google/ddpm-cifar10-32}: sines first, frequencies shifted by 1, padded behind.
   *
   * @return the variant
   */
  public static UNetVariant ddpm() {
    return new UNetVariant(new TimeEmbedding(false, 1), true, Prediction.NOISE);
  }

  /**
   * With another embedding of timesteps.
   *
   * @param other how timesteps are told
   * @return a copy
   */
  public UNetVariant withTimeEmbedding(TimeEmbedding other) {
    return new UNetVariant(other, paddedAfter, prediction);
  }

  /**
   * With images padded otherwise before they are halved.
   *
   * @param after whether behind the last row and column alone
   * @return a copy
   */
  public UNetVariant withPaddingAfter(boolean after) {
    return new UNetVariant(timeEmbedding, after, prediction);
  }

  /**
   * With an output that stands for something else.
   *
   * @param other what it stands for
   * @return a copy
   */
  public UNetVariant with(Prediction other) {
    return new UNetVariant(timeEmbedding, paddedAfter, other);
  }

  /** Names what is not usual. */
  @Override
  public String toString() {
    List<String> others = new ArrayList<>();
    if (!timeEmbedding.equals(USUAL.timeEmbedding)) {
      others.add("timeEmbedding=" + timeEmbedding);
    }
    if (paddedAfter) {
      others.add("paddedAfter=true");
    }
    if (prediction != Prediction.NOISE) {
      others.add("prediction=" + prediction.text());
    }
    return "UNetVariant[" + String.join(", ", others) + "]";
  }
}
