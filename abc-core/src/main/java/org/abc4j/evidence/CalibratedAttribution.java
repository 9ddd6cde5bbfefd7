package org.abc4j.evidence;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Landscape;
import org.abc4j.sampling.Sample;

/**
 * What retraining the ensemble without each source is predicted to change in a sample, and the
 * evidence that it would change anything.
 *
 * <p>The exact counterfactual is what this very ensemble makes of the same noise once every model
 * that saw the work has been left out; it is a fact about these models, whatever the work taught
 * them. The calibrated influence is an estimate of what the picture would have been had the models
 * been trained again without the work; beside it stands how often chance alone would have shown as
 * much if the work had left no trace. It is evidence about the work, and no model was trained to
 * obtain it. Of the influence itself no error is stated, and the chance beside it is not the chance
 * that the estimate is wrong.
 *
 * <p>{@link #size Sizes} of all sources take later predictions as they are; {@link #influence} of
 * chosen ones lets the members answer. In both, a value that a step of the sampler clips passes on
 * what clipping lets through. Immutable and thread-safe.
 */
public final class CalibratedAttribution implements Attribution {
  private final PredictedEffects effects;
  private final int sample;
  private final double[] sizes;
  private final ChangeLength length;
  private final Landscape order;
  private final SourceEvidence evidence;

  CalibratedAttribution(
      PredictedEffects effects,
      int sample,
      double[] sizes,
      ChangeLength length,
      SourceEvidence evidence) {
    this.effects = effects;
    this.sample = sample;
    this.sizes = sizes;
    this.length = length;
    this.order = Landscape.of(Arrays.stream(sizes).map(Math::abs).toArray());
    this.evidence = evidence;
  }

  @Override
  public int sources() {
    return sizes.length;
  }

  /**
   * The sample that is attributed.
   *
   * @return the one that was handed in
   */
  public Sample sample() {
    return effects.sample(sample);
  }

  /**
   * The length of the predicted change of the sample, with a sign. Later predictions are taken as
   * they are, and so is where steps clip.
   *
   * @param source index of the source
   * @return in units of the sample, which for an ensemble of a latent space are those of its
   *     latents, whatever they decode to; positive where the source draws the sample towards its
   *     own points, so that without it the sample would lie farther from them
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double size(int source) {
    return sizes[Objects.checkIndex(source, sizes.length)];
  }

  /** The length of the predicted change, |{@link #size}|. */
  @Override
  public double distance(int source) {
    return order.distance(source);
  }

  /** The sources of the greatest predicted change. */
  @Override
  public int[] top(int k) {
    return order.top(k);
  }

  /** 1 for the greatest predicted change. */
  @Override
  public double rank(int source) {
    return order.rank(source);
  }

  /**
   * Whether any of it is more than chance.
   *
   * @return z, p and q of every source
   */
  public SourceEvidence evidence() {
    return evidence;
  }

  /**
   * The predicted change of the sample if the ensemble were trained without a source, of several
   * sources one by one.
   *
   * @param sources their indices; as many tangents are followed at once
   * @param execution where members run, who hears of progress in steps, when it stops
   * @return for each source m values, to be added to the sample
   * @throws IndexOutOfBoundsException if there is no such source
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it, or a
   *     predicted change is not, naming source and step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public double[][] influence(int[] sources, Execution execution) {
    for (int source : sources) {
      Objects.checkIndex(source, sizes.length);
    }
    return InfluenceTangents.of(effects, sample, sources.clone(), execution);
  }

  /**
   * How long a predicted change is, by the distance that sizes are by.
   *
   * @param change m values, as {@link #influence} has them
   * @return in units of the distance
   */
  public double length(double[] change) {
    return length.of(sample().image(), change, sample().shape());
  }

  @Override
  public String toString() {
    return "CalibratedAttribution[" + evidence + "]";
  }
}
