package org.abc4j.perception;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerceptionFuzzTest {
  private static final Scenario SCENARIO = Scenario.of(31, Kind.POSTERIOR_MEAN, Walk.DDIM);

  /** A real disk, as files are mapped; what is spoilt is copied to it. */
  @TempDir private Path temp;

  @Test
  void description_spoilt_isReadOrRefused() throws IOException {
    byte[] sound = ExtractorDescriptionTest.SOUND.getBytes(StandardCharsets.UTF_8);
    Fuzz.run(
            "extractor",
            4,
            1 << 20,
            List.of(sound),
            draws -> draws.jsonFile(sound, sound),
            ExtractorDescription::read)
        .assertDeep(1, 20);
  }

  @Test
  void features_spoilt_areReadOrRefused() throws IOException {
    TinyExtractor extractor = TinyExtractor.vector(1);
    Path folder = temp.resolve("kept");
    FeatureFolder features =
        FeatureFolder.of(
            folder,
            extractor.features(FeatureKind.COSINE, "vector"),
            SCENARIO.items(),
            Sha256.of(SCENARIO.items().toArray()));
    features.features(Execution.sequential());
    Path kept;
    try (var files = Files.list(folder)) {
      kept = files.findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(kept);
    Fuzz.run(
            "features",
            3,
            4 << 20,
            List.of(content),
            draws -> draws.safetensors(content, content),
            file -> {
              Files.write(kept, Files.readAllBytes(file));
              features.features(Execution.sequential());
            })
        .assertDeep(0, 15);
  }

  @Test
  void embeddings_spoilt_areReadOrRefused() throws IOException {
    Path sound = temp.resolve("embeddings.safetensors");
    SafetensorsWriter.create()
        .put("images", new int[] {3, 2}, new float[] {1, 2, 3, 4, 5, 6})
        .put("wanted", new int[] {2}, new float[] {1, 0})
        .put("unwanted", new int[] {2}, new float[] {0, 1})
        .write(sound);
    byte[] content = Files.readAllBytes(sound);
    Fuzz.run(
            "embeddings",
            2,
            1 << 20,
            List.of(content),
            draws -> draws.safetensors(content, content),
            SimilaritySelection::read)
        .assertDeep(1, 12);
  }

  @Test
  void weights_spoilt_areReadOrRefused() throws IOException {
    Path sound = temp.resolve("weights.safetensors");
    SafetensorsWriter.create()
        .put("a", new int[] {3}, new float[] {1, 2, 3})
        .put("b", new int[] {2}, new float[] {1, 0})
        .write(sound);
    byte[] content = Files.readAllBytes(sound);
    Fuzz.run(
            "weights",
            2,
            1 << 20,
            List.of(content),
            draws -> draws.safetensors(content, content),
            file -> LpipsDistance.read(List.of("a", "b"), file))
        .assertDeep(1, 12);
  }
}
