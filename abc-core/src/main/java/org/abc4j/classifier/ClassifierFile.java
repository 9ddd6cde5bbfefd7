package org.abc4j.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.epochs.SealedJson;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;

/** What a {@link ClassifierFolder} says of itself, as JSON with a digest of all else. */
final class ClassifierFile {
  private static final String FORMAT = "abc-classifier";
  private static final int VERSION = 1;

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
    SealedJson.write(file, json(content));
  }

  private static Map<String, Object> json(Content content) {
    ClassifierIdentity identity = content.identity();
    ResNet config = identity.config();
    Map<String, Object> root = SealedJson.begin(FORMAT, VERSION);
    root.put("library", content.library());
    SealedJson.putShape(root, config.images());
    root.put("classes", config.classes());
    root.put("stem", text(config.stem()));
    root.put("firstChannels", config.width());
    root.put("blocks", config.blocks());
    root.put("classifier", content.classifierSha256());
    root.put("weights", content.weightsSha256());
    root.put("training", identity.training());
    root.put("data", identity.imagesSha256());
    root.put("testData", identity.testSha256());
    SealedJson.putPreparation(root, identity.preparation());
    root.put("results", ClassifierCheckpoint.text(content.results()));
    return root;
  }

  private static String text(ResNet.Stem stem) {
    return stem.name().toLowerCase(Locale.ROOT);
  }

  static Content read(Path file) throws IOException {
    JsonTree root = SealedJson.read(file, FORMAT, VERSION);
    Content content =
        new Content(
            root.field("library").text(),
            new ClassifierIdentity(
                config(file, root),
                root.field("training").text(),
                SealedJson.digest(root.field("data")),
                SealedJson.digest(root.field("testData")),
                SealedJson.preparation(root)),
            results(root.field("results")),
            SealedJson.digest(root.field("weights")),
            SealedJson.digest(root.field("classifier")));
    SealedJson.requireSeal(file, root, json(content));
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
}
