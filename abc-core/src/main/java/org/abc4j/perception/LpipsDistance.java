package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * LPIPS, the learned perceptual similarity of Zhang et al. 2018 (appendix B.6, in VGG mode), their
 * equation 1 as the authors' package computes it:
 *
 * <pre>  d(a, b) = Σ over layers l of the mean over positions p of Σ over channels c of
 *             w_lc · (â_lcp − b̂_lcp)²,   â_lcp = a_lcp / (‖a_l·p‖ + 1e-10) </pre>
 *
 * <p>with the length of each position's channels taken to 1 and weights w of at least 0. Computed
 * in {@code double}, layers, positions and channels each in their order. Note that it is no metric:
 * it is a sum of squares, of which no root is taken. Immutable and thread-safe.
 */
public final class LpipsDistance implements FeatureMetric {
  /** Keeps a position without any response from being divided by 0. */
  private static final double EPSILON = 1e-10;

  /** Channels of a layer, at most, in a file from outside. */
  private static final int MOST_CHANNELS = 1 << 20;

  private final List<String> layers;
  private final List<float[]> weights;

  private LpipsDistance(List<String> layers, List<float[]> weights) {
    this.layers = layers;
    this.weights = weights;
  }

  /**
   * Of some layers.
   *
   * @param layers names of the outputs, at least one; channels × height × width each
   * @param weights for each a weight of every channel, finite and at least 0
   * @return the distance
   * @throws IllegalArgumentException if there is no layer, one has no weights, or a weight is
   *     negative or not finite, naming layer and channel
   */
  public static LpipsDistance of(List<String> layers, Map<String, float[]> weights) {
    if (layers.isEmpty() || Set.copyOf(layers).size() != layers.size()) {
      throw new IllegalArgumentException(
          "LPIPS has at least 1 layer, each named once, found " + layers);
    }
    List<float[]> copies = new ArrayList<>();
    for (String layer : layers) {
      float[] own = weights.get(layer);
      if (own == null || own.length == 0) {
        throw new IllegalArgumentException(
            "LPIPS has a weight for each channel of a layer, found none of '" + layer + "'");
      }
      for (int c = 0; c < own.length; c++) {
        if (!(own[c] >= 0 && own[c] < Float.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "LPIPS has weights of at least 0, that of channel "
                  + c
                  + " of '"
                  + layer
                  + "' is "
                  + own[c]);
        }
      }
      copies.add(own.clone());
    }
    return new LpipsDistance(List.copyOf(layers), copies);
  }

  /**
   * Of some layers whose weights are in a file: for each layer a tensor of its name, of type F32
   * with an extent for channels.
   *
   * @param layers names of the outputs, at least one
   * @param file the weights
   * @return the distance
   * @throws MalformedFileException if a tensor is missing, of another type or shape, or has a
   *     weight that is negative or not finite
   * @throws IOException if the file cannot be read
   */
  public static LpipsDistance read(List<String> layers, Path file) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, float[]> weights = new HashMap<>();
    for (String layer : layers) {
      long[] shape = tensors.entry(layer).shape();
      if (shape.length != 1 || shape[0] < 1 || shape[0] > MOST_CHANNELS) {
        throw new MalformedFileException(
            file.toString(),
            "tensor '" + layer + "', shape",
            "1 to " + MOST_CHANNELS + " channels",
            Arrays.toString(shape));
      }
      weights.put(layer, tensors.floats(layer));
    }
    try {
      return of(layers, weights);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "weights", "those of LPIPS", String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<String> outputs() {
    return layers;
  }

  @Override
  public void requireLayout(FeatureLayout layout) {
    for (int l = 0; l < weights.size(); l++) {
      int[] extents = layout.extents(l);
      if (extents.length != 3 || extents[0] != weights.get(l).length) {
        throw new IllegalArgumentException(
            "output '"
                + layers.get(l)
                + "' is to be "
                + weights.get(l).length
                + " channels × height × width, as there are weights, found "
                + Arrays.toString(extents));
      }
    }
  }

  @Override
  public double between(FeatureLayout layout, float[] a, float[] b) {
    double sum = 0;
    for (int l = 0; l < weights.size(); l++) {
      sum += ofLayer(weights.get(l), a, b, layout.begin(l), layout.begin(l + 1));
    }
    return sum;
  }

  /** Channels run slowest, so that all positions are summed beside one another. */
  private static double ofLayer(float[] weight, float[] a, float[] b, int begin, int end) {
    int positions = (end - begin) / weight.length;
    double[] lengthA = lengths(weight.length, a, begin, positions);
    double[] lengthB = lengths(weight.length, b, begin, positions);
    double[] sums = new double[positions];
    for (int c = 0; c < weight.length; c++) {
      int from = begin + c * positions;
      for (int p = 0; p < positions; p++) {
        double difference = a[from + p] / lengthA[p] - b[from + p] / lengthB[p];
        sums[p] += weight[c] * difference * difference;
      }
    }
    double sum = 0;
    for (double of : sums) {
      sum += of;
    }
    return sum / positions;
  }

  private static double[] lengths(int channels, float[] values, int begin, int positions) {
    double[] lengths = new double[positions];
    for (int c = 0; c < channels; c++) {
      int from = begin + c * positions;
      for (int p = 0; p < positions; p++) {
        lengths[p] += (double) values[from + p] * values[from + p];
      }
    }
    for (int p = 0; p < positions; p++) {
      lengths[p] = Math.sqrt(lengths[p]) + EPSILON;
    }
    return lengths;
  }

  @Override
  public String text() {
    Sha256 digest = Sha256.begin();
    weights.forEach(own -> digest.add(own.length).add(own));
    return "LPIPS of " + String.join(", ", layers) + " by weights " + digest.hex();
  }

  @Override
  public String toString() {
    return "LPIPS of " + String.join(", ", layers);
  }
}
