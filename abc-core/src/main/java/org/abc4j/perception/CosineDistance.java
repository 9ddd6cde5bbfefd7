package org.abc4j.perception;

import java.util.List;
import java.util.Objects;

/**
 * The cosine distance of two vectors (appendix B.6: OpenCLIP, and DINOv2's class token):
 *
 * <pre>  1 − a·b / (‖a‖·‖b‖) = ½·‖a/‖a‖ − b/‖b‖‖² </pre>
 *
 * <p>computed in {@code double} as on the right, which loses no digits where images are all but
 * equal, is never negative, and 0 for a vector with itself. It is NaN for a vector of zeros.
 * Immutable and thread-safe.
 */
public final class CosineDistance implements FeatureMetric {
  private final String output;

  private CosineDistance(String output) {
    this.output = output;
  }

  /**
   * Of an output.
   *
   * @param output its name; a vector, or a tensor that is taken for one
   * @return the distance
   */
  public static CosineDistance of(String output) {
    return new CosineDistance(Objects.requireNonNull(output, "output"));
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public void requireLayout(FeatureLayout layout) {
    // A vector of any length has a direction.
  }

  @Override
  public double between(FeatureLayout layout, float[] a, float[] b) {
    double lengthA = length(a, layout.size());
    double lengthB = length(b, layout.size());
    double sum = 0;
    for (int i = 0; i < layout.size(); i++) {
      double difference = a[i] / lengthA - b[i] / lengthB;
      sum += difference * difference;
    }
    return sum / 2;
  }

  private static double length(float[] vector, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += (double) vector[i] * vector[i];
    }
    return Math.sqrt(sum);
  }

  @Override
  public String text() {
    return "cosine of " + output;
  }

  @Override
  public String toString() {
    return text();
  }
}
