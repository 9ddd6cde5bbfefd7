package org.abc4j.perception;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Draws;

/** A network that is a formula: each feature a weighted sum of an image's values and its square. */
public final class TinyExtractor implements FeatureExtractor {
  /** Outputs, and extents of each. */
  private final Map<String, int[]> outputs;

  private final long seed;

  /** How many images were shown. */
  public final AtomicInteger shown = new AtomicInteger();

  /** What it waits before it answers. */
  public volatile int millis;

  /** The image, counted over all calls, in whose features there is a NaN; −1 for none. */
  int spoilt = -1;

  TinyExtractor(long seed, Map<String, int[]> outputs) {
    this.seed = seed;
    this.outputs = new LinkedHashMap<>(outputs);
  }

  /** Of one vector of 5 features. */
  public static TinyExtractor vector(long seed) {
    return new TinyExtractor(seed, Map.of("vector", new int[] {5}));
  }

  float[] features(String output, float[] image) {
    int size = FeatureLayout.size(outputs.get(output));
    float[] weights = Draws.gaussians(seed + output.hashCode(), 3, size * image.length);
    float[] features = new float[size];
    for (int o = 0; o < size; o++) {
      double sum = 0.25;
      for (int p = 0; p < image.length; p++) {
        sum += weights[o * image.length + p] * image[p];
      }
      features[o] = (float) (sum + 0.1 * sum * sum);
    }
    return features;
  }

  @Override
  public Map<String, FeatureTensor> extract(Batch images) {
    Map<String, FeatureTensor> found = new LinkedHashMap<>();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    int first = shown.getAndAdd(images.rows());
    outputs.forEach(
        (name, extents) -> {
          int size = FeatureLayout.size(extents);
          float[] values = new float[images.rows() * size];
          for (int row = 0; row < images.rows(); row++) {
            System.arraycopy(features(name, images.row(row)), 0, values, row * size, size);
            if (first + row == spoilt) {
              values[row * size + size - 1] = Float.NaN;
            }
          }
          found.put(name, FeatureTensor.of(images.rows(), extents, values));
        });
    return found;
  }

  @Override
  public String sha256() {
    Sha256 digest = Sha256.begin().add(Long.toString(seed));
    outputs.keySet().stream().sorted().forEach(digest::add);
    return digest.hex();
  }

  @Override
  public void close() {}

  /** A description that reads some outputs, of images as they are. */
  static ExtractorDescription description(FeatureKind kind, String... outputs) {
    return new ExtractorDescription(
        "tiny",
        "tiny.onnx",
        Optional.empty(),
        "images",
        InputPreparation.of(new double[] {0.5}, new double[] {0.25}),
        kind,
        List.of(outputs),
        0,
        kind == FeatureKind.LPIPS ? Optional.of("weights.safetensors") : Optional.empty());
  }

  SampleFeatures features(FeatureKind kind, String... read) {
    return SampleFeatures.of(description(kind, read), this, Normalisation.plusMinusOne());
  }

  /** The cosine distance of its vectors. */
  public PerceptualMetric cosine() {
    return PerceptualMetric.of(features(FeatureKind.COSINE, "vector"), CosineDistance.of("vector"));
  }
}
