package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.io.Sha256;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureExtractorProvider;
import org.abc4j.perception.FeatureTensor;

/** Opens files that end with {@code .tiny}: a number that the rows of an image are weighed by. */
public final class TinyProvider implements FeatureExtractorProvider {
  /** Images that were shown, to all extractors. */
  static final AtomicInteger SHOWN = new AtomicInteger();

  @Override
  public boolean opens(Path file) {
    return file.toString().endsWith(".tiny");
  }

  @Override
  public FeatureExtractor open(Path file, String input, List<String> outputs, int threads)
      throws IOException {
    float weight = Float.parseFloat(Files.readString(file).strip());
    String sha256 = Sha256.of(file);
    return new FeatureExtractor() {
      @Override
      public Map<String, FeatureTensor> extract(Batch images) {
        SHOWN.addAndGet(images.rows());
        int height = images.shape().height();
        int rows = images.shape().channels() * height;
        float[] values = images.toArray();
        float[] features = new float[images.rows() * rows];
        for (int p = 0; p < values.length; p++) {
          int row = p / images.shape().width();
          features[row] += (1 + weight * (row % height)) * values[p];
        }
        Map<String, FeatureTensor> found = new LinkedHashMap<>();
        for (String output : outputs) {
          found.put(output, FeatureTensor.of(images.rows(), new int[] {rows}, features));
        }
        return found;
      }

      @Override
      public String sha256() {
        return sha256;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
