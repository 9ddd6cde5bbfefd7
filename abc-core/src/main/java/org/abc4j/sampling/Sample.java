package org.abc4j.sampling;

import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.SampleNoise;

/**
 * A factual sample y = 𝒢(f·c⁰, ε), together with what it was made from: ensemble, sampler and
 * exogenous noise. Its counterfactuals are made from the same.
 *
 * <p>Immutable and thread-safe, as far as the ensemble is.
 */
public final class Sample {
  private final Ensemble ensemble;
  private final Sampler sampler;
  private final SampleNoise noise;
  private final Batch image;

  Sample(Ensemble ensemble, Sampler sampler, SampleNoise noise, Batch image) {
    this.ensemble = Objects.requireNonNull(ensemble, "ensemble");
    this.sampler = Objects.requireNonNull(sampler, "sampler");
    this.noise = Objects.requireNonNull(noise, "noise");
    this.image = Objects.requireNonNull(image, "image");
  }

  /**
   * The ensemble that generated the sample.
   *
   * @return the ensemble
   */
  public Ensemble ensemble() {
    return ensemble;
  }

  /**
   * The sampler that generated the sample.
   *
   * @return the sampler
   */
  public Sampler sampler() {
    return sampler;
  }

  /**
   * The exogenous noise that the sample came from.
   *
   * @return the noise
   */
  public SampleNoise noise() {
    return noise;
  }

  /**
   * The shape of the sample.
   *
   * @return the shape
   */
  public Shape shape() {
    return image.shape();
  }

  /**
   * The values of the sample.
   *
   * @return a copy, {@code shape().size()} values
   */
  public float[] image() {
    return image.row(0);
  }

  @Override
  public String toString() {
    return "Sample[" + shape() + ", " + sampler + ", " + noise + "]";
  }
}
