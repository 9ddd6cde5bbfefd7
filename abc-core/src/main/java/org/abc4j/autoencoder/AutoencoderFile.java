package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.epochs.SealedJson;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;

/** What an {@link AutoencoderFolder} says of itself, as JSON with a digest of all else. */
final class AutoencoderFile {
  private static final String FORMAT = "abc-codec";
  private static final int VERSION = 1;
  private static final String KIND = "basic autoencoder";

  private AutoencoderFile() {}

  /**
   * All that is said.
   *
   * @param library the release that made it
   * @param losses of each epoch
   * @param weightsSha256 digest of the file of the weights
   * @param codecSha256 digest of the codec
   */
  record Content(
      String library,
      AutoencoderIdentity identity,
      List<Double> losses,
      String weightsSha256,
      String codecSha256) {}

  static void write(Path file, Content content) throws IOException {
    SealedJson.write(file, json(content));
  }

  private static Map<String, Object> json(Content content) {
    AutoencoderIdentity identity = content.identity();
    Map<String, Object> root = SealedJson.begin(FORMAT, VERSION);
    root.put("kind", KIND);
    root.put("library", content.library());
    SealedJson.putShape(root, identity.config().images());
    root.put("channelsBetween", identity.config().width());
    root.put("latentChannels", identity.config().latentChannels());
    root.put("codec", content.codecSha256());
    root.put("weights", content.weightsSha256());
    root.put("training", identity.training());
    root.put("data", identity.imagesSha256());
    SealedJson.putPreparation(root, identity.preparation());
    root.put("losses", content.losses().stream().map(Double::toHexString).toList());
    return root;
  }

  static Content read(Path file) throws IOException {
    JsonTree root = SealedJson.read(file, FORMAT, VERSION);
    if (!root.field("kind").isText(KIND)) {
      throw root.field("kind").fault(KIND);
    }
    Content content =
        new Content(
            root.field("library").text(),
            new AutoencoderIdentity(
                config(file, root),
                root.field("training").text(),
                SealedJson.digest(root.field("data")),
                SealedJson.preparation(root)),
            losses(root.field("losses")),
            SealedJson.digest(root.field("weights")),
            SealedJson.digest(root.field("codec")));
    SealedJson.requireSeal(file, root, json(content));
    return content;
  }

  private static AutoencoderConfig config(Path file, JsonTree root) throws IOException {
    int channels = root.field("channels").integer();
    int height = root.field("height").integer();
    int width = root.field("width").integer();
    int between = root.field("channelsBetween").integer();
    int latent = root.field("latentChannels").integer();
    try {
      return new AutoencoderConfig(new Shape(channels, height, width), between, latent);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "architecture", "one that can be", e.getMessage(), e);
    }
  }

  private static List<Double> losses(JsonTree list) throws IOException {
    if (!list.isList()) {
      throw list.fault("a list", list.kind());
    }
    List<Double> losses = new ArrayList<>();
    for (JsonTree one : list.list()) {
      JsonTree loss = one.as("losses[" + losses.size() + "]");
      try {
        losses.add(Double.valueOf(loss.text()));
      } catch (NumberFormatException e) {
        throw loss.fault("a number in hexadecimal");
      }
    }
    return losses;
  }
}
