package org.abc4j.autoencoder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/** What an {@link AutoencoderFolder} says of itself, as JSON with a digest of all else. */
final class AutoencoderFile {
  private static final String FORMAT = "abc-codec";
  private static final int VERSION = 1;
  private static final String KIND = "basic autoencoder";
  private static final String DIGEST = "sha256";
  private static final long MAX_BYTES = 16L << 20;
  private static final StrictJson RULES = StrictJson.nesting(3);
  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode root = json(content);
    root.put(DIGEST, Sha256.of(bytes(json(content))));
    AtomicFiles.write(file, bytes(root));
  }

  private static byte[] bytes(ObjectNode root) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    return text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(Content content) {
    AutoencoderIdentity identity = content.identity();
    Shape images = identity.config().images();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("kind", KIND);
    root.put("library", content.library());
    root.put("channels", images.channels());
    root.put("height", images.height());
    root.put("width", images.width());
    root.put("channelsBetween", identity.config().width());
    root.put("latentChannels", identity.config().latentChannels());
    root.put("codec", content.codecSha256());
    root.put("weights", content.weightsSha256());
    root.put("training", identity.training());
    root.put("data", identity.imagesSha256());
    identity
        .preparation()
        .ifPresent(
            how -> {
              ObjectNode texts = root.putObject("images");
              how.texts().forEach(texts::put);
            });
    ArrayNode losses = root.putArray("losses");
    content.losses().forEach(loss -> losses.add(Double.toHexString(loss)));
    return root;
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
    if (!root.field("kind").isText(KIND)) {
      throw root.field("kind").fault(KIND);
    }
    Content content =
        new Content(
            root.field("library").text(),
            new AutoencoderIdentity(
                config(file, root),
                root.field("training").text(),
                hash(root.field("data")),
                preparation(root.field("images"))),
            losses(root.field("losses")),
            hash(root.field("weights")),
            hash(root.field("codec")));
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

  private static String hash(JsonTree value) throws IOException {
    if (!value.isText() || !Sha256.isDigest(value.text())) {
      throw value.fault("a SHA-256 digest in 64 hexadecimal digits");
    }
    return value.text();
  }
}
