package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.evaluation.GaussianMoments;

/**
 * Fréchet distances of an ensemble, of a single model trained on all its data and of one member
 * alone, to the same reference features (section 3.1, C.1: a row of Table 3, a column of Figure 2).
 * The single model costs one training; each distance the features of its samples, 10,240 in the
 * paper, and some 22·d³ operations.
 *
 * <p><b>Bias.</b> The estimate is greater than the distance of the distributions, by about a
 * constant over the number of samples, and by another constant for each model (Chong and Forsyth
 * 2020, "Effectively unbiased FID and Inception Score"). So compare models by the same number of
 * samples only, as {@link #and} demands; with no more samples, or no more reference images, than
 * features ({@link #isRankDeficient}) a covariance is singular and the bias large. {@link
 * #extrapolated} takes most of it off.
 *
 * <p>Immutable and thread-safe.
 */
public final class FrechetComparison {
  private final GaussianMoments reference;
  private final long references;
  private final Map<String, Double> distances;

  /** 0 until there is a model. */
  private final int samples;

  private FrechetComparison(
      GaussianMoments reference, long references, Map<String, Double> distances, int samples) {
    this.reference = reference;
    this.references = references;
    this.distances = distances;
    this.samples = samples;
  }

  /**
   * A comparison of no model yet.
   *
   * @param reference moments of the features of reference images, which no model was trained on if
   *     there are such
   * @param references how many images those are, at least 2
   * @return the comparison
   * @throws IllegalArgumentException if there are fewer reference images
   */
  public static FrechetComparison to(GaussianMoments reference, long references) {
    Objects.requireNonNull(reference, "reference");
    if (references < 2) {
      throw new IllegalArgumentException(
          "moments of features need at least 2 reference images, found " + references);
    }
    return new FrechetComparison(reference, references, new LinkedHashMap<>(), 0);
  }

  /**
   * With one model more.
   *
   * @param name what it is, such as {@code ensemble}
   * @param features features of its samples, a row each, as many as of the models before
   * @param execution who hears of progress, when it stops
   * @return a copy that has its distance too
   * @throws IllegalArgumentException if there are fewer than 2 samples or another number than of
   *     the models before, a feature is not finite, or the name is taken
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public FrechetComparison and(String name, double[][] features, Execution execution) {
    if (distances.containsKey(name)) {
      throw new IllegalArgumentException("there is a distance of \"" + name + "\" already");
    }
    if (samples > 0 && features.length != samples) {
      throw new IllegalArgumentException(
          "models are compared by as many samples, since the bias depends on it: found "
              + features.length
              + " of "
              + name
              + " after "
              + samples
              + " of "
              + distances.keySet());
    }
    GaussianMoments moments =
        GaussianMoments.of(features, 1, execution.reportingTo((done, total) -> {}));
    Map<String, Double> more = new LinkedHashMap<>(distances);
    more.put(name, FrechetDistance.between(moments, reference, execution));
    return new FrechetComparison(reference, references, more, features.length);
  }

  /**
   * The distances.
   *
   * @return d² by name, in the order that models came in
   */
  public Map<String, Double> distances() {
    return new LinkedHashMap<>(distances);
  }

  /**
   * Number of samples of each model.
   *
   * @return at least 2; 0 without models
   */
  public int samples() {
    return samples;
  }

  /**
   * Whether the samples of a model, or the reference images, are too few for their features'
   * covariance to have full rank.
   *
   * @return true if there are no more of the one or of the other than features
   */
  public boolean isRankDeficient() {
    return Math.min(samples, references) <= reference.dimension();
  }

  /**
   * The distance that an endless number of samples would come near, by the line through the
   * distances of all samples and of each half of them over 1 / samples: 2·d²(n) − d²(n/2). It may
   * be negative for models that are all but perfect.
   *
   * @param features features of a model's samples in a random order, at least 4 rows
   * @param reference moments of the reference features
   * @param execution when it stops
   * @return the extrapolated d²
   * @throws IllegalArgumentException if there are fewer than 4 samples, or a feature is not finite
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static double extrapolated(
      double[][] features, GaussianMoments reference, Execution execution) {
    int n = features.length;
    if (n < 4) {
      throw new IllegalArgumentException("halves need at least 4 samples together, found " + n);
    }
    Execution silent = execution.reportingTo((done, total) -> {});
    int half = n / 2;
    double whole = distance(features, 0, 2 * half, reference, silent);
    double first = distance(features, 0, half, reference, silent);
    double second = distance(features, half, 2 * half, reference, silent);
    return 2 * whole - (first + second) / 2;
  }

  private static double distance(
      double[][] features, int from, int to, GaussianMoments reference, Execution silent) {
    double[][] some = Arrays.copyOfRange(features, from, to);
    return FrechetDistance.between(GaussianMoments.of(some, 1, silent), reference, silent);
  }

  @Override
  public String toString() {
    return "FrechetComparison["
        + distances
        + ", "
        + samples
        + " samples, "
        + references
        + " references, "
        + reference.dimension()
        + " features"
        + (samples > 0 && isRankDeficient() ? ", too few images for full rank]" : "]");
  }
}
