package org.abc4j.perception;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The largest Euclidean distance between corresponding patch tokens of two images (appendix B.6:
 * DINO Patch), in {@code double}.
 *
 * <p>Tokens that stand for no patch, such as the class token and registers, come first and are
 * dropped. Immutable and thread-safe.
 */
public final class LargestPatchDistance implements FeatureMetric {
  private final String output;
  private final int dropped;

  private LargestPatchDistance(String output, int dropped) {
    this.output = output;
    this.dropped = dropped;
  }

  /**
   * Of an output.
   *
   * @param output its name; tokens × width, the patches in any one order
   * @param dropped how many of the first tokens are of no patch, at least 0
   * @return the distance
   * @throws IllegalArgumentException if the number is negative
   */
  public static LargestPatchDistance of(String output, int dropped) {
    if (dropped < 0) {
      throw new IllegalArgumentException("at least 0 tokens are dropped, found " + dropped);
    }
    return new LargestPatchDistance(Objects.requireNonNull(output, "output"), dropped);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public void requireLayout(FeatureLayout layout) {
    int[] extents = layout.extents(0);
    if (extents.length != 2 || extents[0] <= dropped) {
      throw new IllegalArgumentException(
          "output '"
              + output
              + "' is to be tokens × width, more than the "
              + dropped
              + " tokens that are dropped, found "
              + Arrays.toString(extents));
    }
  }

  @Override
  public double between(FeatureLayout layout, float[] a, float[] b) {
    int width = layout.extents(0)[1];
    double largest = 0;
    for (int from = dropped * width; from < layout.size(); from += width) {
      double sum = 0;
      for (int i = from; i < from + width; i++) {
        double difference = (double) a[i] - b[i];
        sum += difference * difference;
      }
      largest = Math.max(largest, sum);
    }
    return Math.sqrt(largest);
  }

  @Override
  public String text() {
    return "largest patch of " + output + " without the first " + dropped;
  }

  @Override
  public String toString() {
    return text();
  }
}
