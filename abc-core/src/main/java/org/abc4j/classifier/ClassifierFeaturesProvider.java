package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureExtractorProvider;

/** Opens the features of classifiers that this library has trained. Stateless and thread-safe. */
public final class ClassifierFeaturesProvider implements FeatureExtractorProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ClassifierFeaturesProvider() {}

  @Override
  public boolean opens(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".safetensors");
  }

  @Override
  public FeatureExtractor open(Path file, String input, List<String> outputs, int threads)
      throws IOException {
    return ClassifierFeatures.open(file, input, outputs);
  }
}
