package org.abc4j.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.JsonTree;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/**
 * The manifest of a folder of retrained models: what they were made from and by, and the digest of
 * each that has ended.
 *
 * @param made what they were made from, in words and digests
 * @param library the release that made them
 * @param models SHA-256 of each model's file by the source that it goes without, {@link
 *     MatchedModel#NOBODY} of that on all items
 */
record RetrainingFile(Map<String, String> made, String library, SortedMap<Long, String> models) {
  private static final String NAME = "retraining.json";
  private static final String FORMAT = "abc-retraining";
  private static final int VERSION = 1;
  private static final String SOURCE = "without";
  private static final String DIGEST = "sha256";

  /** Some hundred thousand models. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int MAX_TEXT = 1 << 16;
  private static final int NESTING = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where it lies. */
  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  void write(Path folder) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("library", library);
    ObjectNode texts = root.putObject("made");
    made.forEach(texts::put);
    ArrayNode list = root.putArray("models");
    models.forEach(
        (source, digest) -> {
          ObjectNode one = list.addObject();
          if (source != MatchedModel.NOBODY) {
            one.put(SOURCE, source);
          }
          one.put(DIGEST, digest);
        });
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    AtomicFiles.write(in(folder), text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads it.
   *
   * @throws org.abc4j.io.MalformedFileException if it is none, naming the field
   */
  static RetrainingFile read(Path folder) throws IOException {
    Path file = in(folder);
    FileIdentity.requireInItsFolder(file);
    JsonTree root = StrictJson.nesting(NESTING).withTexts(MAX_TEXT).tree(file, MAX_BYTES);
    if (!root.field("format").isText(FORMAT)) {
      throw root.field("format").fault(FORMAT);
    }
    JsonTree version = root.field("version");
    if (!version.isInteger() || version.integer() != VERSION) {
      throw version.fault(VERSION + ", the newest that this release reads");
    }
    root.requireNoFieldBut(List.of("format", "version", "library", "made", "models"));
    Map<String, String> made = new LinkedHashMap<>();
    for (Map.Entry<String, JsonTree> entry : root.field("made").fields().entrySet()) {
      made.put(entry.getKey(), entry.getValue().text());
    }
    SortedMap<Long, String> models = new TreeMap<>();
    for (JsonTree model : root.field("models").list()) {
      String at = "models[" + models.size() + "]";
      model.as(at).requireNoFieldBut(List.of(SOURCE, DIGEST));
      JsonTree digest = model.field(DIGEST).as(at + "." + DIGEST);
      if (!Sha256.isDigest(digest.text())) {
        throw digest.fault("64 hexadecimal digits");
      }
      if (models.put(source(model.field(SOURCE).as(at + "." + SOURCE)), digest.text()) != null) {
        throw model.as(at).fault("each model once");
      }
    }
    return new RetrainingFile(made, root.field("library").text(), models);
  }

  private static long source(JsonTree source) throws IOException {
    if (source.isMissing()) {
      return MatchedModel.NOBODY;
    }
    if (!source.isInteger() || source.integer() < 0) {
      throw source.fault("the index of a source");
    }
    return source.integer();
  }
}
