package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureExtractorProvider;

/**
 * Opens ONNX files as extractors for {@link org.abc4j.perception.Extractors}, which finds this
 * class by itself where this module is on the class path. Stateless and thread-safe.
 */
public final class OnnxExtractors implements FeatureExtractorProvider {

  /** For {@link java.util.ServiceLoader}. */
  public OnnxExtractors() {}

  @Override
  public boolean opens(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  @Override
  public FeatureExtractor open(Path file, String input, List<String> outputs, int threads)
      throws IOException {
    try {
      return OnnxExtractor.open(file, input, outputs, OnnxSettings.usual().withThreads(threads));
    } catch (LinkageError missing) {
      throw new IllegalStateException(
          "ONNX Runtime is not on the class path; its jar, onnxruntime, belongs beside abc-onnx's ("
              + missing
              + ")",
          missing);
    }
  }
}
