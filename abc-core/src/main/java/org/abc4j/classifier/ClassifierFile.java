package org.abc4j.classifier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/** What a {@link ClassifierFolder} says of itself, as JSON with a digest of all else. */
final class ClassifierFile {
  private static final String FORMAT = "abc-classifier";
  private static final int VERSION = 1;
  private static final String DIGEST = "sha256";
  private static final long MAX_BYTES = 16L << 20;
  private static final StrictJson RULES = StrictJson.nesting(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ClassifierFile() {}

  /**
   * All that is said.
   *
   * @param library the release that made it
   * @param results of each epoch
   * @param weightsSha256 digest of the file of the weights
   * @param classifierSha256 digest of the classifier
   */
  record Content(
      String library,
      ClassifierIdentity identity,
      List<EpochResult> results,
      String weightsSha256,
      String classifierSha256) {}

  static void write(Path file, Content content) throws IOException {
    ObjectNode root = json(content);
    root.put(DIGEST, Sha256.of(bytes(json(content))));
    AtomicFiles.write(file, bytes(root));
  }

  private static byte[] bytes(ObjectNode root) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    return text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(Content content) {
    ClassifierIdentity identity = content.identity();
    ResNet config = identity.config();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("library", content.library());
    root.put("channels", config.images().channels());
    root.put("height", config.images().height());
    root.put("width", config.images().width());
    root.put("classes", config.classes());
    root.put("stem", text(config.stem()));
    root.put("firstChannels", config.width());
    ArrayNode blocks = root.putArray("blocks");
    config.blocks().forEach(count -> blocks.add((int) count));
    root.put("classifier", content.classifierSha256());
    root.put("weights", content.weightsSha256());
    root.put("training", identity.training());
    root.put("data", identity.imagesSha256());
    root.put("testData", identity.testSha256());
    identity
        .preparation()
        .ifPresent(
            how -> {
              ObjectNode texts = root.putObject("images");
              how.texts().forEach(texts::put);
            });
    root.put("results", ClassifierCheckpoint.text(content.results()));
    return root;
  }

  private static String text(ResNet.Stem stem) {
    return stem.name().toLowerCase(Locale.ROOT);
  }

  static Content read(Path file) throws IOException {
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.field("format").isText(FORMAT)) {
      throw root.field("format").fault(FORMAT);
    }
    JsonTree version = root.field("version");
    if (!version.isInteger() || version.integer() != VERSION) {
      throw version.fault(VERSION + ", the newest that this release reads");
    }
    Content content =
        new Content(
            root.field("library").text(),
            new ClassifierIdentity(
                config(file, root),
                root.field("training").text(),
                hash(root.field("data")),
                hash(root.field("testData")),
                preparation(root.field("images"))),
            results(root.field("results")),
            hash(root.field("weights")),
            hash(root.field("classifier")));
    String expected = hash(root.field(DIGEST));
    String found = Sha256.of(bytes(json(content)));
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
    }
    // The digest is of what was understood, so nothing else may be there.
    List<String> known = new ArrayList<>();
    json(content).fieldNames().forEachRemaining(known::add);
    known.add(DIGEST);
    root.requireNoFieldBut(known);
    return content;
  }

  private static ResNet config(Path file, JsonTree root) throws IOException {
    int channels = root.field("channels").integer();
    int height = root.field("height").integer();
    int width = root.field("width").integer();
    int classes = root.field("classes").integer();
    int firstChannels = root.field("firstChannels").integer();
    List<Integer> blocks = new ArrayList<>();
    for (JsonTree one : root.field("blocks").list()) {
      blocks.add(one.integer());
    }
    ResNet.Stem stem = stem(root.field("stem"));
    try {
      return new ResNet(new Shape(channels, height, width), classes, stem, firstChannels, blocks);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "architecture", "one that can be", e.getMessage(), e);
    }
  }

  private static ResNet.Stem stem(JsonTree field) throws IOException {
    for (ResNet.Stem stem : ResNet.Stem.values()) {
      if (field.isText(text(stem))) {
        return stem;
      }
    }
    throw field.fault("quarters or keeps");
  }

  private static Optional<ImagePreparation> preparation(JsonTree object) throws IOException {
    if (object.isMissing()) {
      return Optional.empty();
    }
    if (!object.isObject()) {
      throw object.fault("an object", object.kind());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonTree> entry : object.fields().entrySet()) {
      texts.put(entry.getKey(), entry.getValue().as("images." + entry.getKey()).text());
    }
    try {
      return Optional.of(ImagePreparation.parse(texts));
    } catch (IllegalArgumentException e) {
      throw object.fault("how images were prepared", e.getMessage());
    }
  }

  private static List<EpochResult> results(JsonTree field) throws IOException {
    try {
      List<EpochResult> results = ClassifierCheckpoint.results(field.text());
      if (results.isEmpty()) {
        throw field.fault("at least 1 epoch", "none");
      }
      return results;
    } catch (IllegalArgumentException e) {
      throw field.fault("numbers in hexadecimal", String.valueOf(e.getMessage()));
    }
  }

  private static String hash(JsonTree value) throws IOException {
    if (!value.isText() || !Sha256.isDigest(value.text())) {
      throw value.fault("a SHA-256 digest in 64 hexadecimal digits");
    }
    return value.text();
  }
}
