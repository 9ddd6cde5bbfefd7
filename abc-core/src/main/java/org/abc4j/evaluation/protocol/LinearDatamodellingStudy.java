package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.evaluation.Bootstrap;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.LinearDatamodellingScore;

/**
 * The linear datamodelling score over many samples, with intervals that say how much of it is the
 * choice of samples and how much that of sets (Park et al. 2023; beyond the paper). It costs one
 * training a set of sources and repetition, or none where an ensemble measures the sets by ablation
 * (see {@link LinearDatamodellingScore}).
 *
 * <p>Each sample has, for each of the same K sets, what its attribution foretells and what was
 * measured. Its score is their Spearman correlation; the study's is the mean. Where all that is
 * foretold or measured is equal there is no order, and the score counts as 0: an attribution that
 * orders nothing foretells nothing.
 *
 * <p>Sets are shared by all samples, so they must be drawn anew together: an interval over samples
 * alone is too narrow whenever sets are few. Immutable and thread-safe.
 */
public final class LinearDatamodellingStudy {
  private final double[][] predicted;
  private final double[][] measured;
  private final double[] scores;

  private LinearDatamodellingStudy(double[][] predicted, double[][] measured) {
    this.predicted = predicted;
    this.measured = measured;
    int[] all = IntStream.range(0, predicted[0].length).toArray();
    this.scores = IntStream.range(0, predicted.length).mapToDouble(i -> score(i, all)).toArray();
  }

  /**
   * The study of some samples.
   *
   * @param predicted for each sample what its attribution foretells for each set, as {@link
   *     LinearDatamodellingScore#predicted} has it; none NaN
   * @param measured for each sample what was measured for each set; none NaN
   * @return the study
   * @throws IllegalArgumentException if there is no sample, their numbers or those of sets differ,
   *     there are fewer than 2 sets, or a value is NaN, naming its place
   */
  public static LinearDatamodellingStudy of(List<double[]> predicted, List<double[]> measured) {
    if (predicted.isEmpty() || predicted.size() != measured.size()) {
      throw new IllegalArgumentException(
          "each of at least 1 sample has what is foretold and what was measured, found "
              + predicted.size()
              + " and "
              + measured.size());
    }
    int sets = predicted.get(0).length;
    return new LinearDatamodellingStudy(
        copied("predicted", predicted, sets), copied("measured", measured, sets));
  }

  private static double[][] copied(String what, List<double[]> values, int sets) {
    double[][] copies = new double[values.size()][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = values.get(i).clone();
      if (copies[i].length != sets || sets < 2) {
        throw new IllegalArgumentException(
            "samples have the same sets, at least 2, found "
                + sets
                + " and, "
                + what
                + " of sample "
                + i
                + ", "
                + copies[i].length);
      }
      for (int k = 0; k < sets; k++) {
        if (Double.isNaN(copies[i][k])) {
          throw new IllegalArgumentException(
              what + " must be a number, that of sample " + i + " for set " + k + " is NaN");
        }
      }
    }
    return copies;
  }

  private double score(int sample, int[] sets) {
    double[] foretold = Arrays.stream(sets).mapToDouble(k -> predicted[sample][k]).toArray();
    double[] found = Arrays.stream(sets).mapToDouble(k -> measured[sample][k]).toArray();
    double score = Correlation.spearman(foretold, found).coefficient();
    return Double.isNaN(score) ? 0 : score;
  }

  /**
   * The score of each sample.
   *
   * @return a copy, from −1 to 1 each
   */
  public double[] scores() {
    return scores.clone();
  }

  /**
   * Number of sets.
   *
   * @return K, at least 2
   */
  public int sets() {
    return predicted[0].length;
  }

  /**
   * The score.
   *
   * @return the mean over samples, from −1 to 1
   */
  public double mean() {
    return mean(scores);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /**
   * The interval over samples, the sets as they are.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @param bootstrap draws samples
   * @return the interval of the mean
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval overSamples(double confidence, Bootstrap bootstrap) {
    return bootstrap.mean(scores, confidence);
  }

  /**
   * The interval over sets, the samples as they are.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @param bootstrap draws sets, and each time takes all samples' correlations anew
   * @return the interval of the mean
   * @throws IllegalArgumentException if the confidence is out of range
   * @throws java.util.concurrent.CancellationException if the bootstrap's execution is cancelled
   */
  public Interval overSets(double confidence, Bootstrap bootstrap) {
    int[] samples = IntStream.range(0, scores.length).toArray();
    return bootstrap.interval(sets(), confidence, drawn -> mean(samples, drawn));
  }

  /**
   * The interval over samples and sets together: the one to report.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @param bootstrap draws both, and each time takes the correlations anew
   * @return the interval of the mean
   * @throws IllegalArgumentException if the confidence is out of range
   * @throws java.util.concurrent.CancellationException if the bootstrap's execution is cancelled
   */
  public Interval overBoth(double confidence, Bootstrap bootstrap) {
    return bootstrap.interval(scores.length, sets(), confidence, this::mean);
  }

  private double mean(int[] samples, int[] sets) {
    return mean(Arrays.stream(samples).mapToDouble(i -> score(i, sets)).toArray());
  }

  @Override
  public String toString() {
    return "LinearDatamodellingStudy["
        + mean()
        + ", "
        + scores.length
        + " samples, "
        + sets()
        + " sets]";
  }
}
