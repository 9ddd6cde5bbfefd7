package org.abc4j.classifier;

/**
 * −log of the probability that logits give to a label, as PyTorch's {@code CrossEntropyLoss}: the
 * softmax is taken in {@code double}, about the greatest logit.
 */
final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The sum of the losses of some images.
   *
   * @param logits row after row; become the derivatives of {@code weight} times the sum by them
   * @param labels of each row
   * @param weight what each row's loss counts
   * @return the sum, not weighted; NaN if a logit is not finite
   */
  static double sum(float[] logits, int[] labels, double weight) {
    int classes = logits.length / Math.max(1, labels.length);
    double sum = 0;
    double[] exponentials = new double[classes];
    for (int row = 0; row < labels.length; row++) {
      int at = row * classes;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        greatest = Math.max(greatest, logits[at + k]);
      }
      double total = 0;
      for (int k = 0; k < classes; k++) {
        exponentials[k] = StrictMath.exp(logits[at + k] - greatest);
        total += exponentials[k];
      }
      sum += StrictMath.log(total) - (logits[at + labels[row]] - greatest);
      for (int k = 0; k < classes; k++) {
        double probability = exponentials[k] / total;
        logits[at + k] = (float) (weight * (k == labels[row] ? probability - 1 : probability));
      }
    }
    return sum;
  }
}
