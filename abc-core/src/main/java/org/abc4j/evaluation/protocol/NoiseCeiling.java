package org.abc4j.evaluation.protocol;

import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Interval;

/**
 * How well a truth by retraining agrees with another one, trained with other draws: what the
 * agreement of any attribution with it has to be read against (beyond the paper). It costs a second
 * set of trainings, 2·(N + 1) in all.
 *
 * <p>The reliability r is the mean over samples of Spearman's correlation of the two truths'
 * distances. The mean of k truths has reliability k·r/(1 + (k − 1)·r) (Spearman 1910, Brown 1910),
 * and an attribution that knew what endless retraining gives would correlate with the mean of k by
 * the root of that (Spearman 1904, the correction for attenuation). Both formulas are exact for
 * Pearson's correlation with independent noise of one size; for ranks, and for a mean over samples,
 * they are the usual approximation.
 *
 * <p>Immutable and thread-safe.
 */
public final class NoiseCeiling {
  private final Distribution reliabilities;

  private NoiseCeiling(Distribution reliabilities) {
    this.reliabilities = reliabilities;
  }

  /**
   * One sample's reliability.
   *
   * @param truth the sample's landscape by retraining, of at least 2 sources
   * @param again the same by retraining with other draws, the factual model too
   * @return their rank correlation; NaN if either's distances are all equal
   * @throws IllegalArgumentException if the numbers of sources differ or are less than 2
   */
  public static Correlation reliability(Landscape truth, Landscape again) {
    return Correlation.spearman(truth.distances(), again.distances());
  }

  /**
   * The ceiling over samples.
   *
   * @param reliabilities one a sample; those that are NaN are counted apart
   * @return the ceiling
   * @throws IllegalArgumentException if none is defined
   */
  public static NoiseCeiling of(List<Correlation> reliabilities) {
    return new NoiseCeiling(
        Distribution.ofDefined(
            reliabilities.stream().mapToDouble(Correlation::coefficient).toArray()));
  }

  /**
   * The reliabilities of the samples.
   *
   * @return their distribution, of those that are defined
   */
  public Distribution reliabilities() {
    return reliabilities;
  }

  /**
   * The reliability of one truth: what another retraining reaches as an attribution.
   *
   * @return r, from −1 to 1
   */
  public double reliability() {
    return reliabilities.mean();
  }

  /**
   * The reliability of the mean of some truths by Spearman and Brown.
   *
   * @param truths k, how many truths are averaged, at least 1
   * @return k·r/(1 + (k − 1)·r); 0 if r is not positive, as then nothing is common to truths
   * @throws IllegalArgumentException if there is no truth
   */
  public double reliability(int truths) {
    if (truths < 1) {
      throw new IllegalArgumentException("a mean is of at least 1 truth, found " + truths);
    }
    double r = Math.max(0, reliability());
    return truths * r / (1 + (truths - 1.0) * r);
  }

  /**
   * What an attribution without any error would reach against the mean of some truths.
   *
   * @param truths k, how many truths are averaged, at least 1
   * @return the root of {@link #reliability(int)}, from 0 to 1
   * @throws IllegalArgumentException if there is no truth
   */
  public double attainable(int truths) {
    return Math.sqrt(reliability(truths));
  }

  /**
   * The interval of the reliability over samples.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @param bootstrap draws samples
   * @return the interval
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(double confidence, Bootstrap bootstrap) {
    return bootstrap.mean(reliabilities.values(), confidence);
  }

  @Override
  public String toString() {
    return "NoiseCeiling[reliability "
        + reliability()
        + ", attainable "
        + attainable(1)
        + ", "
        + reliabilities
        + "]";
  }
}
