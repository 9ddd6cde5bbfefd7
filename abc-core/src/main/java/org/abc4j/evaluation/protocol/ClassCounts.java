package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import org.abc4j.evaluation.Proportion;

/**
 * How often the samples of one model belong to each class, by a classifier's labels: the bars of
 * Figure 3, for which the paper takes 5,100 samples (section 3.2). Costs no training beyond the
 * model and a classifier (appendix B.5).
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class ClassCounts {
  private final int[] counts;
  private final int samples;

  private ClassCounts(int[] counts) {
    this.counts = counts;
    this.samples = Math.toIntExact(Arrays.stream(counts).asLongStream().sum());
  }

  /**
   * The counts of some labels.
   *
   * @param classes number of classes, at least 1
   * @param labels the label of each sample, from 0 to {@code classes − 1}; may be none
   * @return how often each occurs
   * @throws IllegalArgumentException if there is no class, or a label is none, naming its sample
   */
  public static ClassCounts of(int classes, int... labels) {
    if (classes < 1) {
      throw new IllegalArgumentException("there is at least 1 class, found " + classes);
    }
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "classes are numbered 0 to "
                + (classes - 1)
                + ", the label of sample "
                + i
                + " is "
                + labels[i]);
      }
      counts[labels[i]]++;
    }
    return new ClassCounts(counts);
  }

  /**
   * Counts that were kept.
   *
   * @param counts how many samples each class has, at least one class, each at least 0
   * @return them
   * @throws IllegalArgumentException if there is no class or a count is negative, naming its class
   */
  public static ClassCounts ofCounts(int... counts) {
    if (counts.length == 0) {
      throw new IllegalArgumentException("there is at least 1 class, found 0");
    }
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] < 0) {
        throw new IllegalArgumentException(
            "a class has at least 0 samples, found " + counts[c] + " of class " + c);
      }
    }
    return new ClassCounts(counts.clone());
  }

  /**
   * These samples and more of the same model.
   *
   * @param more counts of other samples
   * @return the sums
   * @throws IllegalArgumentException if they are of another number of classes
   */
  public ClassCounts and(ClassCounts more) {
    if (more.counts.length != counts.length) {
      throw new IllegalArgumentException(
          "counts of one model are of the same classes, found "
              + counts.length
              + " and "
              + more.counts.length);
    }
    int[] sums = counts.clone();
    Arrays.setAll(sums, c -> Math.addExact(counts[c], more.counts[c]));
    return new ClassCounts(sums);
  }

  /**
   * Number of classes.
   *
   * @return at least 1
   */
  public int classes() {
    return counts.length;
  }

  /**
   * Number of samples.
   *
   * @return at least 0
   */
  public int samples() {
    return samples;
  }

  /**
   * How many samples each class has.
   *
   * @return a copy, by class
   */
  public int[] counts() {
    return counts.clone();
  }

  /**
   * The frequency of a class.
   *
   * @param label the class
   * @return its samples among all
   * @throws IndexOutOfBoundsException if there is no such class
   * @throws IllegalArgumentException if there is no sample
   */
  public Proportion frequency(int label) {
    return new Proportion(counts[label], samples);
  }

  @Override
  public String toString() {
    return "ClassCounts" + Arrays.toString(counts);
  }
}
