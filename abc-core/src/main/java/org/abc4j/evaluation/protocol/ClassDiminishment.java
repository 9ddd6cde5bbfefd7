package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.Proportion;

/**
 * How much rarer samples of a class become once the class is removed, for every class, by ablation
 * or by retraining (section 3.2, Figure 3: the black bars and the red ones). By retraining it costs
 * a training a class and one of all, by ablation n in all.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClassDiminishment {
  private final ClassCounts before;
  private final List<ClassCounts> after;

  private ClassDiminishment(ClassCounts before, List<ClassCounts> after) {
    this.before = before;
    this.after = List.copyOf(after);
  }

  /**
   * From the counts of all models.
   *
   * @param before of the model with all classes, at least one sample
   * @param without of the models without each class, in the order of the classes, at least one
   *     sample each
   * @return the diminishment
   * @throws IllegalArgumentException if there is not one model a class, one is of other classes, or
   *     one has no sample
   */
  public static ClassDiminishment of(ClassCounts before, List<ClassCounts> without) {
    if (without.size() != before.classes()) {
      throw new IllegalArgumentException(
          "there is one model without each class, found "
              + without.size()
              + " for "
              + before.classes()
              + " classes");
    }
    requireSamples("all classes", before);
    for (int c = 0; c < without.size(); c++) {
      if (without.get(c).classes() != before.classes()) {
        throw new IllegalArgumentException(
            "counts are of the same classes, found "
                + before.classes()
                + " and, without class "
                + c
                + ", "
                + without.get(c).classes());
      }
      requireSamples("all but class " + c, without.get(c));
    }
    return new ClassDiminishment(before, without);
  }

  private static void requireSamples(String what, ClassCounts counts) {
    if (counts.samples() < 1) {
      throw new IllegalArgumentException(
          "a frequency is of at least 1 sample, found none of the model with " + what);
    }
  }

  /**
   * Number of classes.
   *
   * @return at least 1
   */
  public int classes() {
    return after.size();
  }

  /**
   * The frequency of a class in the model with all (black in Figure 3).
   *
   * @param label the class
   * @return its samples among all
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public Proportion before(int label) {
    return before.frequency(label);
  }

  /**
   * The frequency of a class in the model without it (red in Figure 3).
   *
   * @param label the class
   * @return its samples among all
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public Proportion after(int label) {
    return after.get(label).frequency(label);
  }

  /**
   * How much less frequent a class becomes.
   *
   * @param label the class
   * @return the share before less the share after, from −1 to 1; negative if it becomes more
   *     frequent
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public double of(int label) {
    return before(label).share() - after(label).share();
  }

  /**
   * The confidence interval of a diminishment by Newcombe's hybrid score method (1998, method 10),
   * of samples that are independent. Where both models were given the same noise, pairs of samples
   * are alike, and the interval is rather too wide.
   *
   * @param label the class
   * @param confidence 1 − α, above 0 and below 1
   * @return within [−1, 1], around {@link #of(int)}
   * @throws IndexOutOfBoundsException if there is no such class
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(int label, double confidence) {
    return before(label).differenceFrom(after(label), confidence);
  }

  /**
   * How alike the classes diminish by another way, such as retraining beside ablation.
   *
   * @param other of the same classes, at least 2
   * @return Pearson's correlation of the diminishments over classes
   * @throws IllegalArgumentException if it is of another number of classes, or of fewer than 2
   */
  public Correlation agreement(ClassDiminishment other) {
    return Correlation.pearson(diminishments(), requireClasses(other).diminishments());
  }

  /**
   * How alike the classes are distributed by another way, with all sources in.
   *
   * @param other of the same classes, at least 2
   * @return Pearson's correlation of the frequencies before, over classes
   * @throws IllegalArgumentException if it is of another number of classes, or of fewer than 2
   */
  public Correlation agreementBefore(ClassDiminishment other) {
    return Correlation.pearson(shares(), requireClasses(other).shares());
  }

  private ClassDiminishment requireClasses(ClassDiminishment other) {
    if (other.classes() != classes()) {
      throw new IllegalArgumentException(
          "two ways are compared over the same classes, found "
              + classes()
              + " and "
              + other.classes());
    }
    return other;
  }

  private double[] diminishments() {
    double[] values = new double[classes()];
    Arrays.setAll(values, this::of);
    return values;
  }

  private double[] shares() {
    double[] values = new double[classes()];
    Arrays.setAll(values, c -> before(c).share());
    return values;
  }

  @Override
  public String toString() {
    return "ClassDiminishment[" + before + ", without each class " + after + "]";
  }
}
