package org.abc4j.evaluation;

import java.util.BitSet;
import java.util.List;

/**
 * How well an attribution foretells what becomes of a sample when only some sources are kept: the
 * linear datamodelling score (LDS) of Park et al., "TRAK: Attributing Model Behavior at Scale"
 * (2023), definition 3.
 *
 * <p>An attribution is read as a linear model: keeping a set of sources gives the sum of their
 * scores. The score is Spearman's correlation of those sums with what was measured, over many sets,
 * commonly random halves of the sources where models are trained anew for each. It is about whole
 * sets, where {@link TopKOverlap} and {@link Correlation} are about sources one by one.
 *
 * <p>What is measured must grow as the sample keeps what the attribution is about. For
 * counterfactual distances as scores, where the responsible are far, that is <em>minus</em> the
 * distance to the factual sample of the sample without the sources that are not kept ({@code
 * Ablation.ofSources}). The paper of this library has no such number.
 *
 * <p><b>Which sets an ensemble can measure.</b> Leaving out k sources leaves out every member that
 * saw one of them: of n members that each see a share w/n of the sources, n·(1 − w/n)ᵏ are left on
 * average, and where none is, {@code Ablation.ofSources} refuses the set. At half weight that ends
 * at about k = log₂ n, far from half of the sources: of random halves of 10 sources, an ordinary
 * code refuses most. What is possible: sets that leave out a few sources, as many as the expression
 * above leaves some members for; codes of small weight, with w/n about 1/k or less, whose members
 * then see little each; and members trained anew on each half, for which no code is needed, as Park
 * et al. do. Sets of few sources left out measure the same linearity, over a smaller range.
 *
 * <p>Immutable and thread-safe.
 */
public final class LinearDatamodellingScore {
  private static final int FEWEST_SETS = 2;

  private final double[] predicted;
  private final Correlation correlation;

  private LinearDatamodellingScore(double[] predicted, Correlation correlation) {
    this.predicted = predicted;
    this.correlation = correlation;
  }

  /**
   * The score of one sample's attribution.
   *
   * @param attribution score of each source, finite
   * @param kept at least 2 sets of sources, by index; empty ones are allowed
   * @param measured what each set gave, none NaN
   * @return the score, NaN if all sums or all that was measured are equal
   * @throws IllegalArgumentException if the numbers of sets and measurements differ or are less
   *     than 2, a set names a source that has no score, a score is not finite, a sum overflows, or
   *     a measurement is NaN
   */
  public static LinearDatamodellingScore of(
      double[] attribution, List<BitSet> kept, double[] measured) {
    Samples.requireFinite("attribution", attribution);
    if (kept.size() != measured.length || kept.size() < FEWEST_SETS) {
      throw new IllegalArgumentException(
          "there are as many sets as measurements, at least "
              + FEWEST_SETS
              + ", found "
              + kept.size()
              + " and "
              + measured.length);
    }
    double[] predicted = new double[measured.length];
    for (int k = 0; k < predicted.length; k++) {
      predicted[k] = sum(attribution, kept.get(k), k);
    }
    Samples.requireFinite("predicted", predicted);
    return new LinearDatamodellingScore(predicted, Correlation.spearman(predicted, measured));
  }

  private static double sum(double[] attribution, BitSet kept, int set) {
    if (kept.length() > attribution.length) {
      throw new IllegalArgumentException(
          "sources are numbered 0 to "
              + (attribution.length - 1)
              + ", set "
              + set
              + " keeps source "
              + (kept.length() - 1));
    }
    double sum = 0;
    for (int s = kept.nextSetBit(0); s >= 0; s = kept.nextSetBit(s + 1)) {
      sum += attribution[s];
    }
    return sum;
  }

  /**
   * The score.
   *
   * @return a value from −1 to 1, 1 for sets in just the order that was foretold, or NaN if there
   *     is no order
   */
  public double score() {
    return correlation.coefficient();
  }

  /**
   * The score with the p-value of none.
   *
   * @return Spearman's correlation of {@link #predicted} with what was measured
   */
  public Correlation correlation() {
    return correlation;
  }

  /**
   * What the attribution foretells for each set.
   *
   * @return a copy of the sums of scores, by set
   */
  public double[] predicted() {
    return predicted.clone();
  }

  @Override
  public String toString() {
    return "LinearDatamodellingScore[" + score() + ", " + predicted.length + " sets]";
  }
}
