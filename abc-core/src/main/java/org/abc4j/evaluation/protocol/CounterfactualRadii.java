package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.RadiusRegression;

/**
 * The counterfactual radii of one ensemble's samples and the size of its training set: one point of
 * Figure 7, and of Figures 13 and 14 by other distances (sections 3.5, 3.6 and C.6). Each sample
 * costs an exact landscape.
 *
 * <p>For Figure 7 distances are Euclidean {@linkplain EuclideanDistance#scaledTo at} {@link
 * EuclideanDistance#PAPER_SHAPE}; radii of images of another value range are those times the ratio
 * of the ranges. The figure plots the mean of log₁₀ of the radii, not the logarithm of their mean.
 * A radius of 0 has no logarithm: such samples, which are truly unattributable, are counted apart
 * ({@link #zeros()}) and belong to no mean of logarithms.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class CounterfactualRadii {
  private final double trainingSetSize;
  private final Distribution radii;
  private final double[] logs;

  private CounterfactualRadii(double trainingSetSize, double[] radii) {
    if (!(trainingSetSize > 0 && trainingSetSize < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a training set size is positive and finite, found " + trainingSetSize);
    }
    for (int i = 0; i < radii.length; i++) {
      if (!(radii[i] >= 0 && radii[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "radii are finite and at least 0, that of sample " + i + " is " + radii[i]);
      }
    }
    this.trainingSetSize = trainingSetSize;
    this.radii = Distribution.of(radii);
    this.logs = Arrays.stream(radii).filter(r -> r > 0).map(StrictMath::log10).toArray();
  }

  /**
   * The radii of one ensemble.
   *
   * @param trainingSetSize number of training items, finite and positive
   * @param radii the radius of each sample, at least one, each finite and at least 0
   * @return them
   * @throws IllegalArgumentException if there is no radius or a number is out of range
   */
  public static CounterfactualRadii of(double trainingSetSize, double... radii) {
    return new CounterfactualRadii(trainingSetSize, radii);
  }

  /**
   * Number of training items.
   *
   * @return finite and positive
   */
  public double trainingSetSize() {
    return trainingSetSize;
  }

  /**
   * The radii (left of Figure 7).
   *
   * @return their distribution
   */
  public Distribution radii() {
    return radii;
  }

  /**
   * Number of samples of radius 0.
   *
   * @return at least 0
   */
  public int zeros() {
    return radii.count() - logs.length;
  }

  /**
   * The logarithms of the other radii (right of Figure 7: their mean is the point, their standard
   * deviation the error bar).
   *
   * @return the distribution of log₁₀ of the radii that are not 0
   * @throws IllegalStateException if all radii are 0
   */
  public Distribution log10() {
    if (logs.length == 0) {
      throw new IllegalStateException(
          "all " + radii.count() + " radii are 0, which has no logarithm");
    }
    return Distribution.of(logs);
  }

  /**
   * How many samples are nearly unattributable (section 3.5).
   *
   * @param tau the threshold τ, positive, in the unit of the radii
   * @return those of radius under τ
   * @throws IllegalArgumentException if τ is not positive
   */
  public Proportion nearlyUnattributable(double tau) {
    if (!(tau > 0)) {
      throw new IllegalArgumentException("a threshold τ is positive, found " + tau);
    }
    return radii.below(tau);
  }

  /**
   * The line through the ensembles' means (Figures 7 and 14).
   *
   * @param ensembles at least 3, not all of one training set size
   * @return the regression of the means of log₁₀ radius on log₁₀ of the training set size
   * @throws IllegalArgumentException if there are fewer than 3, or all are of one size
   * @throws IllegalStateException if an ensemble has no radius but 0
   */
  public static RadiusRegression regression(List<CounterfactualRadii> ensembles) {
    double[] sizes = ensembles.stream().mapToDouble(e -> e.trainingSetSize).toArray();
    double[] means = ensembles.stream().mapToDouble(e -> e.log10().mean()).toArray();
    return RadiusRegression.ofMeanLog10Radii(sizes, means);
  }

  @Override
  public String toString() {
    return "CounterfactualRadii[" + trainingSetSize + " items, " + radii + "]";
  }
}
