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
import org.abc4j.codebook.Codeword;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;
import org.abc4j.noise.NoiseSchedule;

/** {@link EnsembleManifest} as JSON, with a digest of all else that it says. */
final class ManifestFile {
  private static final String FORMAT = "abc-ensemble";
  private static final int VERSION = 1;
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
    root.put("version", VERSION);
    root.put("library", manifest.library());
    root.put("schedule", manifest.schedule().toString());
    root.put("data", manifest.dataSha256());
    root.put("codebook", manifest.codebookSha256());
    root.put("config", manifest.configSha256());
    ArrayNode members = root.putArray("members");
    manifest.memberSha256().forEach(members::add);
    ObjectNode provenance = root.putObject("provenance");
    manifest.provenance().forEach(provenance::put);
    return root;
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
    if (!version.isInteger() || version.integer() != VERSION) {
      throw version.fault(VERSION + ", the newest that this release reads");
    }
    EnsembleManifest manifest =
        new EnsembleManifest(
            root.field("library").text(),
            schedule(file, root.field("schedule").text()),
            hash(root.field("data")),
            provenance(root.field("provenance")),
            hash(root.field("codebook")),
            hash(root.field("config")),
            members(root.field("members")));
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

  private static NoiseSchedule schedule(Path file, String text) throws IOException {
    try {
      return NoiseSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "schedule", "a noise schedule", e.getMessage(), e);
    }
  }

  private static List<String> members(JsonTree list) throws IOException {
    if (!list.isList()
        || list.size() < EnsembleManifest.FEWEST_MEMBERS
        || list.size() > Codeword.MAX_LENGTH) {
      throw list.fault(
          EnsembleManifest.FEWEST_MEMBERS + " to " + Codeword.MAX_LENGTH + " digests",
          list.size() + " entries");
    }
    List<String> members = new ArrayList<>();
    for (JsonTree member : list.list()) {
      members.add(hash(member.as("members[" + members.size() + "]")));
    }
    return members;
  }

  private static Map<String, String> provenance(JsonTree object) throws IOException {
    if (!object.isObject()) {
      throw object.fault("an object", object.kind());
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    for (Map.Entry<String, JsonTree> entry : object.fields().entrySet()) {
      provenance.put(entry.getKey(), entry.getValue().as("provenance." + entry.getKey()).text());
    }
    return provenance;
  }

  private static String hash(JsonTree value) throws IOException {
    if (!value.isText() || !EnsembleManifest.isDigest(value.text())) {
      throw value.fault("a SHA-256 digest in 64 hexadecimal digits");
    }
    return value.text();
  }
}
