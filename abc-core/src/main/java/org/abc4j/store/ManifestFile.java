package org.abc4j.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;
import org.abc4j.noise.NoiseSchedule;

/** {@link EnsembleManifest} as JSON, with a digest of all else that it says. */
final class ManifestFile {
  private static final String FORMAT = "abc-ensemble";

  /** Says no more than folders have always said. */
  private static final int FIRST_VERSION = 1;

  /** Has at least one of splits, images and removal. */
  private static final int SECOND_VERSION = 2;

  /** Has configurations of members, or nobody knows its data. */
  private static final int VERSION = 3;

  private static final String DIGEST = "sha256";
  private static final long MAX_BYTES = 4L << 20;
  private static final int MAX_NESTING = 4;

  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING);

  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestFile() {}

  static void write(Path file, EnsembleManifest manifest) throws IOException {
    byte[] bytes;
    try {
      ObjectNode root = json(manifest);
      root.put(DIGEST, digest(manifest));
      bytes = bytes(root);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a manifest is of whole characters, found half of one", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a manifest has at most " + MAX_BYTES + " bytes, this one would have " + bytes.length);
    }
    AtomicFiles.write(file, bytes);
  }

  /** SHA-256 of the manifest as it is written, but for the digest itself. */
  private static String digest(EnsembleManifest manifest) throws IOException {
    return Sha256.of(bytes(json(manifest)));
  }

  /**
   * Half a character, which JSON can say, would be a question mark to the digest: it is refused.
   */
  private static byte[] bytes(ObjectNode root) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    ByteBuffer bytes =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text.replace("\r\n", "\n")));
    return Arrays.copyOf(bytes.array(), bytes.limit());
  }

  private static ObjectNode json(EnsembleManifest manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", version(manifest));
    root.put("library", manifest.library());
    root.put("schedule", manifest.schedule().toString());
    root.put("data", manifest.dataSha256());
    root.put("codebook", manifest.codebookSha256());
    root.put("config", manifest.configSha256());
    ArrayNode members = root.putArray("members");
    manifest.memberSha256().forEach(members::add);
    if (!manifest.memberConfigSha256().isEmpty()) {
      ArrayNode configs = root.putArray("configs");
      manifest.memberConfigSha256().forEach(configs::add);
    }
    if (!manifest.splitSha256().isEmpty()) {
      ArrayNode splits = root.putArray("splits");
      manifest.splitSha256().forEach(splits::add);
    }
    manifest.removalSha256().ifPresent(digest -> root.put("removal", digest));
    manifest
        .images()
        .ifPresent(
            images -> {
              ObjectNode texts = root.putObject("images");
              images.texts().forEach(texts::put);
            });
    ObjectNode provenance = root.putObject("provenance");
    manifest.provenance().forEach(provenance::put);
    return root;
  }

  private static int version(EnsembleManifest manifest) {
    if (!manifest.knowsData() || !manifest.memberConfigSha256().isEmpty()) {
      return VERSION;
    }
    return manifest.splitSha256().isEmpty()
            && manifest.images().isEmpty()
            && manifest.removalSha256().isEmpty()
        ? FIRST_VERSION
        : SECOND_VERSION;
  }

  static EnsembleManifest read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", "a manifest", "none");
    }
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.field("format").isText(FORMAT)) {
      throw root.field("format").fault(FORMAT);
    }
    JsonTree version = root.field("version");
    if (!version.isInteger() || version.integer() < FIRST_VERSION || version.integer() > VERSION) {
      throw version.fault(
          FIRST_VERSION + " to " + VERSION + ", the newest that this release reads");
    }
    EnsembleManifest manifest = manifest(file, root);
    if (version(manifest) != version.integer()) {
      throw version.fault(version(manifest) + ", by what the manifest says");
    }
    String expected = hash(root.field(DIGEST));
    String found;
    try {
      found = digest(manifest);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(
          file.toString(), "content", "whole characters", "half a surrogate pair", e);
    }
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
    }
    // The digest is of what was understood, so nothing else may be there.
    List<String> known = new ArrayList<>();
    json(manifest).fieldNames().forEachRemaining(known::add);
    known.add(DIGEST);
    root.requireNoFieldBut(known);
    return manifest;
  }

  private static EnsembleManifest manifest(Path file, JsonTree root) throws IOException {
    JsonTree removal = root.field("removal");
    JsonTree splits = root.field("splits");
    boolean removable = !removal.isMissing();
    String library = root.field("library").text();
    NoiseSchedule schedule = schedule(file, root.field("schedule").text());
    String data =
        root.field("data").isText(EnsembleManifest.UNKNOWN)
            ? EnsembleManifest.UNKNOWN
            : hash(root.field("data"));
    Map<String, String> provenance = provenance(root.field("provenance"));
    String codebook = hash(root.field("codebook"));
    String config = hash(root.field("config"));
    List<String> members = members(root.field("members"), removable, "members");
    List<String> ofSplits = splits.isMissing() ? List.of() : members(splits, removable, "splits");
    JsonTree configs = root.field("configs");
    List<String> ofConfigs = configs.isMissing() ? List.of() : members(configs, false, "configs");
    Optional<ImagePreparation> images = images(root.field("images"));
    Optional<String> removalSha256 = removable ? Optional.of(hash(removal)) : Optional.empty();
    try {
      return new EnsembleManifest(
          library,
          schedule,
          data,
          provenance,
          codebook,
          config,
          members,
          ofSplits,
          images,
          removalSha256,
          ofConfigs);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "members", "members that fit together", e.getMessage(), e);
    }
  }

  private static Optional<ImagePreparation> images(JsonTree object) throws IOException {
    if (object.isMissing()) {
      return Optional.empty();
    }
    Map<String, String> texts = texts(object, "images");
    try {
      return Optional.of(ImagePreparation.parse(texts));
    } catch (IllegalArgumentException e) {
      throw object.fault("how images were prepared", e.getMessage());
    }
  }

  private static NoiseSchedule schedule(Path file, String text) throws IOException {
    try {
      return NoiseSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "schedule", "a noise schedule", e.getMessage(), e);
    }
  }

  private static List<String> members(JsonTree list, boolean removable, String name)
      throws IOException {
    if (!list.isList()
        || list.size() < EnsembleManifest.FEWEST_MEMBERS
        || list.size() > Codeword.MAX_LENGTH) {
      throw list.fault(
          EnsembleManifest.FEWEST_MEMBERS + " to " + Codeword.MAX_LENGTH + " digests",
          list.size() + " entries");
    }
    List<String> members = new ArrayList<>();
    for (JsonTree member : list.list()) {
      members.add(
          removable && member.isText(EnsembleManifest.REMOVED)
              ? EnsembleManifest.REMOVED
              : hash(member.as(name + "[" + members.size() + "]")));
    }
    return members;
  }

  private static Map<String, String> provenance(JsonTree object) throws IOException {
    return texts(object, "provenance");
  }

  private static Map<String, String> texts(JsonTree object, String name) throws IOException {
    if (!object.isObject()) {
      throw object.fault("an object", object.kind());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonTree> entry : object.fields().entrySet()) {
      texts.put(entry.getKey(), entry.getValue().as(name + "." + entry.getKey()).text());
    }
    return texts;
  }

  /** A digest of a file of this room. */
  static String hash(JsonTree value) throws IOException {
    if (!value.isText() || !Sha256.isDigest(value.text())) {
      throw value.fault("a SHA-256 digest in 64 hexadecimal digits");
    }
    return value.text();
  }
}
