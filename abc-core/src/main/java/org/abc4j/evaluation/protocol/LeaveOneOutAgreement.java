package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Interval;

/**
 * How well an attribution orders the sources as retraining without each of them does (the
 * leave-one-out truth of Koh and Liang 2017; beyond the paper): the mean over samples of Spearman's
 * correlation with the distances by retraining. The truth costs N + 1 trainings.
 *
 * <p>A truth that was found once is noisy itself: {@link NoiseCeiling} says what can be reached, an
 * {@link AttributionFloor} what knowing nothing reaches. Immutable and thread-safe.
 */
public final class LeaveOneOutAgreement {
  private final Distribution correlations;

  private LeaveOneOutAgreement(Distribution correlations) {
    this.correlations = correlations;
  }

  /**
   * One sample's correlation, of an attribution by distances of counterfactuals.
   *
   * @param predicted of the sample, by any way
   * @param truth of the sample by retraining, of as many sources, at least 2
   * @return the correlation; NaN if either's distances are all equal
   * @throws IllegalArgumentException if the numbers of sources differ or are less than 2
   */
  public static Correlation correlation(Landscape predicted, Landscape truth) {
    return correlation(predicted.distances(), truth);
  }

  /**
   * One sample's correlation, of visual attribution: the nearest source counts as the most
   * responsible.
   *
   * @param predicted of the sample, by any metric
   * @param truth of the sample by retraining, of as many sources, at least 2
   * @return the correlation; NaN if either's distances are all equal
   * @throws IllegalArgumentException if the numbers of sources differ or are less than 2
   */
  public static Correlation correlation(VisualAttribution predicted, Landscape truth) {
    double[] scores = new double[predicted.sources()];
    Arrays.setAll(scores, s -> -predicted.distance(s));
    return correlation(scores, truth);
  }

  /**
   * One sample's correlation, of any scores.
   *
   * @param scores of each source, the most responsible the greatest, none NaN
   * @param truth of the sample by retraining, of as many sources, at least 2
   * @return the correlation; NaN if all scores or distances are equal
   * @throws IllegalArgumentException if the numbers of sources differ or are less than 2, or a
   *     score is NaN
   */
  public static Correlation correlation(double[] scores, Landscape truth) {
    return Correlation.spearman(scores, truth.distances());
  }

  /**
   * The agreement over samples.
   *
   * @param correlations one a sample; those that are NaN are counted apart
   * @return the agreement
   * @throws IllegalArgumentException if none is defined
   */
  public static LeaveOneOutAgreement of(List<Correlation> correlations) {
    return new LeaveOneOutAgreement(
        Distribution.ofDefined(
            correlations.stream().mapToDouble(Correlation::coefficient).toArray()));
  }

  /**
   * The correlations of the samples.
   *
   * @return their distribution, of those that are defined
   */
  public Distribution correlations() {
    return correlations;
  }

  /**
   * The mean correlation.
   *
   * @return from −1 to 1
   */
  public double mean() {
    return correlations.mean();
  }

  /**
   * The interval of the mean over samples.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @param bootstrap draws samples
   * @return the interval
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(double confidence, Bootstrap bootstrap) {
    return bootstrap.mean(correlations.values(), confidence);
  }

  @Override
  public String toString() {
    return "LeaveOneOutAgreement[mean " + mean() + ", " + correlations + "]";
  }
}
