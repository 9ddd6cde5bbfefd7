package org.abc4j.attribution;

import java.util.Objects;
import org.abc4j.Execution;
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

  private DifferentialAttributor(Distance distance, Execution execution) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.execution = Objects.requireNonNull(execution, "execution");
  }

  /** By Euclidean distance, on the calling thread. */
  public DifferentialAttributor() {
    this(Distance.euclidean(), Execution.sequential());
  }

  /**
   * By another distance.
   *
   * @param distance the distance, any but a {@link PerceptualDistance}, which has no gradient
   * @return a copy that uses it
   * @throws IllegalArgumentException if it is a perceptual one
   */
  public DifferentialAttributor withDistance(Distance distance) {
    return new DifferentialAttributor(PerceptualDistance.requireFirstOrder(distance), execution);
  }

  /**
   * With another execution.
   *
   * @param execution where members run and distances are measured, who hears of progress in steps,
   *     when it stops
   * @return a copy that uses it
   */
  public DifferentialAttributor with(Execution execution) {
    return new DifferentialAttributor(distance, execution);
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
   * @return its Jacobian
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleJacobian jacobian(Sample sample) {
    return EnsembleJacobian.of(sample, execution);
  }
}
