package org.abc4j.evidence;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.evaluation.Correlation;

/**
 * Whether the members that saw a source differ from the others as predicted, more than chance would
 * have it: z, p and q of every source.
 *
 * <p>For each source there are n numbers b_s, one a member: how far what the member says lies along
 * the effect that was predicted for the source. They do not depend on which word the source holds
 * (cross-fitting sees to that). So if the source left no trace, its word is as good as any that
 * nobody holds:
 *
 * <ul>
 *   <li>{@link #zScore}, √(n − 1)·corr(b_s, c_s);
 *   <li>{@link #pValue}, (1 + k)/(P + 1), with k of the P reserved words at least as highly
 *       correlated: exact, whatever other sources do, if words were designed as one set and dealt
 *       at random. NaN without reserved words: <em>uncalibrated</em>;
 *   <li>{@link #studentPValue}, by Student's t with n − 2 degrees of freedom: an approximation,
 *       which p-values below 1/C(n, w) cannot mean anything by.
 * </ul>
 *
 * <p>Not exact, and nothing here can tell: words that were handed out {@linkplain
 * org.abc4j.codebook.CodeAssignment#inOrder in the order} of a complete code; and, after a repair,
 * words that sources {@linkplain org.abc4j.codebook.CodeAssignment#without gave up} if whoever
 * chose these had looked at distances, evidence or words. Such words were selected by what members
 * say; {@link CalibratedAttributor#withPlacebos} leaves them out.
 *
 * <p>It is evidence for an effect in the predicted direction only. Of many reserved words only the
 * first are used ({@link #placebosOf}).
 *
 * <p>Immutable and thread-safe.
 */
public final class SourceEvidence {
  /** Placebos of few sources. */
  private static final int USUAL_PLACEBOS = 1 << 14;

  private static final int MOST_PLACEBOS = 1 << 20;
  private static final int PLACEBOS_OF_SOURCE = 100;

  /** Pairs of a source and a placebo that quantiles are taken of. */
  private static final int NULL_PAIRS = 1 << 16;

  private final double[][] alongEffect;
  private final WordTable words;

  /** How many placebos lie at least as high, of every source; null until somebody asks. */
  private volatile int[] atLeastAsHigh;

  /** Takes the arrays as its own, centred over the members. */
  private SourceEvidence(double[][] alongEffect, WordTable words) {
    this.alongEffect = alongEffect;
    this.words = words;
  }

  /** Of b_s, n values a source; takes the arrays as its own, and centres them. */
  static SourceEvidence of(double[][] alongEffect, WordTable words) {
    for (double[] along : alongEffect) {
      double mean = Vectors.sum(along) / Math.max(1, along.length);
      for (int i = 0; i < along.length; i++) {
        along[i] -= mean;
      }
    }
    return new SourceEvidence(alongEffect, words);
  }

  /**
   * How many of a code's reserved words serve as placebos: no more than 100 a source or 16,384,
   * whichever is more, and never more than 1,048,576. One source alone of up to 10,485 can so reach
   * q = 0.01, and of up to 52,428 q = 0.05; of more, several must be found together.
   *
   * @param sources N, at least 1
   * @param reserved words that nobody holds, at least 0
   * @return P
   */
  public static int placebosOf(long sources, long reserved) {
    long some = PLACEBOS_OF_SOURCE * Math.min(sources, MOST_PLACEBOS);
    return (int) Math.min(reserved, Math.min(MOST_PLACEBOS, Math.max(USUAL_PLACEBOS, some)));
  }

  /**
   * This evidence and that of another sample of the same question, in one test: their b_s are
   * added, each in units of its own members' spread. The p-values of several samples are not
   * independent, since the words are the same, and must not be combined as if they were.
   *
   * @param other evidence from the same ensemble
   * @return the evidence of both
   * @throws IllegalArgumentException if it is of another ensemble's words
   */
  public SourceEvidence and(SourceEvidence other) {
    if (words != other.words) {
      throw new IllegalArgumentException(
          "evidence is combined of samples that were attributed together, found "
              + this
              + " and "
              + other
              + " of separate attributions");
    }
    double[][] sum = new double[alongEffect.length][];
    for (int s = 0; s < sum.length; s++) {
      sum[s] = alongEffect[s].clone();
      Vectors.add(sum[s], other.alongEffect[s]);
    }
    return new SourceEvidence(sum, words);
  }

  /**
   * Number of sources.
   *
   * @return N
   */
  public int sources() {
    return alongEffect.length;
  }

  /**
   * Number of placebos, reserved words.
   *
   * @return P
   */
  public int placebos() {
    return words.reserved();
  }

  /**
   * Whether there are placebos, so that p- and q-values exist.
   *
   * @return true if P is at least 1
   */
  public boolean isCalibrated() {
    return words.reserved() > 0;
  }

  private double[] of(int source) {
    return alongEffect[Objects.checkIndex(source, alongEffect.length)];
  }

  /**
   * The same in units of a power of two, so that the greatest is about 1: squares of small numbers
   * would be 0 and of great ones infinite, and a factor of two changes no other bit.
   */
  private double[] inUnits(int source) {
    double[] along = of(source).clone();
    int exponent = Math.getExponent(Arrays.stream(along).map(Math::abs).max().orElse(0));
    Arrays.setAll(along, i -> Math.scalb(along[i], -exponent));
    return along;
  }

  /** Σ of b over the members of a word: b is centred, so as good as the correlation. */
  private static double sum(double[] along, int[] members) {
    double sum = 0;
    for (int member : members) {
      sum += along[member];
    }
    return sum;
  }

  private double zScore(double[] along, double sum) {
    double length = Vectors.dot(along, along);
    double ofWord = words.weight() * (1 - words.share());
    return length > 0 ? Math.sqrt(words.members() - 1.0) * (sum / Math.sqrt(length * ofWord)) : 0;
  }

  /**
   * How far a source's members differ from the others as predicted, in units of chance.
   *
   * @param source index of the source
   * @return √(n − 1)·r, from −√(n − 1) to √(n − 1); 0 where nothing was predicted
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double zScore(int source) {
    double[] along = inUnits(source);
    return zScore(along, sum(along, words.word(source)));
  }

  /**
   * The z-score that a source would have with a reserved word.
   *
   * @param source index of the source
   * @param placebo index of the reserved word
   * @return its z-score
   * @throws IndexOutOfBoundsException if there is no such source or placebo
   */
  public double placeboZScore(int source, int placebo) {
    double[] along = inUnits(source);
    Objects.checkIndex(placebo, words.reserved());
    return zScore(along, words.sumReserved(new WordSums(along), placebo));
  }

  /**
   * What chance makes of z-scores: quantiles of those that sources would have with reserved words,
   * for a look at how they are spread. Of all pairs of a source and a placebo up to 65,536 are
   * taken, as many of each source, or one of as many sources as that. Where not all are, placebos
   * take turns: a source's begin after those of the source before.
   *
   * @param steps into how many equal parts the pairs are divided, at least 1
   * @return steps + 1 z-scores in increasing order, the least and the greatest at the ends; none
   *     without placebos
   * @throws IllegalArgumentException if there are no steps
   */
  public double[] nullQuantiles(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("quantiles divide into at least 1 part, found " + steps);
    }
    if (!isCalibrated()) {
      return new double[0];
    }
    int some = Math.min(sources(), NULL_PAIRS);
    int each = Math.min(words.reserved(), NULL_PAIRS / some);
    double[] pairs = new double[some * each];
    for (int k = 0; k < some; k++) {
      double[] along = inUnits((int) ((long) k * sources() / some));
      WordSums sums = new WordSums(along);
      for (int r = 0; r < each; r++) {
        int placebo = (int) (((long) k * each + r) % words.reserved());
        pairs[k * each + r] = zScore(along, words.sumReserved(sums, placebo));
      }
    }
    Arrays.sort(pairs);
    double[] quantiles = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      quantiles[i] = pairs[(int) ((long) i * (pairs.length - 1) / steps)];
    }
    return quantiles;
  }

  /**
   * How many placebos are at least as highly correlated as the source's own word.
   *
   * @param source index of the source
   * @return k, from 0 to P; ties count against the source
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public int atLeastAsHigh(int source) {
    double[] along = of(source);
    int[] counted = atLeastAsHigh;
    return counted == null ? count(along, source) : counted[source];
  }

  private int count(double[] along, int source) {
    WordSums sums = new WordSums(along);
    return words.reservedAtLeast(sums, words.sum(sums, source));
  }

  /** Of every source, counted once. */
  private int[] counted(Execution execution) {
    int[] counted = atLeastAsHigh;
    if (counted != null) {
      return counted;
    }
    int[] counts = new int[sources()];
    ReportedTasks.forEach(execution, counts.length, s -> counts[s] = count(alongEffect[s], s));
    execution.checkCancelled();
    atLeastAsHigh = counts;
    return counts;
  }

  /**
   * The p-value of a source that was chosen without looking at words, evidence or sizes: exact. Of
   * the first by size it is nearly so: sizes of other folds' sources were fitted with the source's
   * own word among all.
   *
   * @param source index of the source
   * @return from 1/(P + 1) to 1; NaN without placebos
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double pValue(int source) {
    return pValueOf(atLeastAsHigh(source));
  }

  private double pValueOf(int high) {
    return isCalibrated() ? (1.0 + high) / (words.reserved() + 1.0) : Double.NaN;
  }

  /**
   * The same by Student's t with n − 2 degrees of freedom: an approximation.
   *
   * @param source index of the source
   * @return from 0 to 1; 1 where nothing was predicted or what members say is not finite, NaN if n
   *     is 2
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double studentPValue(int source) {
    double[] word = new double[words.members()];
    for (int member : words.word(source)) {
      word[member] = 1;
    }
    double[] along = inUnits(source);
    double length = Vectors.dot(along, along);
    if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
      return 1;
    }
    Correlation found = Correlation.pearson(along, word);
    return found.coefficient() > 0 ? found.pValue() / 2 : 1 - found.pValue() / 2;
  }

  /**
   * All p-values, on the calling thread.
   *
   * @return a value a source; NaN without placebos
   */
  public double[] pValues() {
    return pValues(Execution.sequential());
  }

  /**
   * All p-values. It takes N·P additions the first time, or somewhat more where the placebos differ
   * in other members than the last ten; how many placebos lie higher is kept.
   *
   * @param execution where placebos are counted, who hears of progress, when it stops
   * @return a value a source, the same for any execution; NaN without placebos
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public double[] pValues(Execution execution) {
    return Arrays.stream(counted(execution)).mapToDouble(this::pValueOf).toArray();
  }

  /**
   * All p-values by Student's t, an approximation.
   *
   * @return a value a source
   */
  public double[] studentPValues() {
    double[] values = new double[sources()];
    Arrays.setAll(values, this::studentPValue);
    return values;
  }

  /**
   * q-values of all sources, on the calling thread.
   *
   * @return a value a source
   * @throws IllegalStateException if there are no placebos
   */
  public double[] qValues() {
    return qValues(Execution.sequential());
  }

  /**
   * q-values of all sources, for those who look at all of them: {@link BenjaminiHochberg} of {@link
   * #pValues}.
   *
   * @param execution where placebos are counted, who hears of progress, when it stops
   * @return a value a source, the same for any execution
   * @throws IllegalStateException if there are no placebos
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public double[] qValues(Execution execution) {
    if (!isCalibrated()) {
      throw new IllegalStateException(
          "q-values rest on reserved words, and all "
              + words.sources()
              + " words of this code are held by sources: this evidence is uncalibrated");
    }
    return BenjaminiHochberg.qValues(pValues(execution));
  }

  /**
   * How far the predicted effects of all sources together are in what members say: Σ b_s·c_s.
   * Sources of greater predicted effect count for more.
   *
   * @return the sum, in units of the members' spread
   */
  public double total() {
    double total = 0;
    for (int s = 0; s < alongEffect.length; s++) {
      total += sum(alongEffect[s], words.word(s));
    }
    return total;
  }

  @Override
  public String toString() {
    return "SourceEvidence["
        + sources()
        + " sources, "
        + words.members()
        + " members, "
        + (isCalibrated() ? words.reserved() + " placebos]" : "uncalibrated]");
  }
}
