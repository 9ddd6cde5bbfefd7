package org.abc4j.attribution;

import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.codec.Codec;
import org.abc4j.sampling.Sample;

/**
 * Counterfactual attribution by differential ablation (section 2.4): one Jacobian, every source at
 * once, to first order.
 *
 * <p>Immutable and thread-safe.
 */
public final class DifferentialAttributor implements Attributor<Landscape> {
  private final Distance distance;
  private final Execution execution;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  private DifferentialAttributor(Distance distance, Execution execution, Codec codec) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.codec = codec;
  }

  /** By Euclidean distance, on the calling thread. */
  public DifferentialAttributor() {
    this(Distance.euclidean(), Execution.sequential(), null);
  }

  /**
   * By another distance.
   *
   * @param distance the distance, any but a {@link PerceptualDistance}, which has no gradient
   * @return a copy that uses it
   * @throws IllegalArgumentException if it is a perceptual one
   */
  public DifferentialAttributor withDistance(Distance distance) {
    return new DifferentialAttributor(
        PerceptualDistance.requireFirstOrder(distance), execution, codec);
  }

  /**
   * With another execution.
   *
   * @param execution where members run and distances are measured, who hears of progress in steps,
   *     when it stops
   * @return a copy that uses it
   */
  public DifferentialAttributor with(Execution execution) {
    return new DifferentialAttributor(distance, execution, codec);
  }

  /**
   * For samples of a latent space: the decoder is taken to first order, too, at the sample ({@link
   * EnsembleJacobian#decodedBy}), and distances are those of images.
   *
   * @param codec the codec of the space that samples are of, their normalisation included; null for
   *     samples as they are
   * @return a copy that uses it
   */
  public DifferentialAttributor decodedBy(Codec codec) {
    return new DifferentialAttributor(distance, execution, codec);
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a member is not differentiable or a distance not a number
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is computed
   */
  @Override
  public Landscape attribute(Sample sample) {
    sample.ensemble().separation().requireCounterfactuals();
    return jacobian(sample).landscape(distance, execution);
  }

  /**
   * The Jacobian behind the attribution, for its images.
   *
   * @param sample the factual sample
   * @return its Jacobian, decoded where samples are
   * @throws IllegalArgumentException if a member is not differentiable, or the codec is of another
   *     space
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleJacobian jacobian(Sample sample) {
    ExactCounterfactuals.requireLatents(codec, sample);
    EnsembleJacobian jacobian = EnsembleJacobian.of(sample, execution);
    return codec == null ? jacobian : jacobian.decodedBy(codec, execution);
  }
}
