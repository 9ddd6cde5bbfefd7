package org.abc4j.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.NoiseSchedule;

/** {@link EnsembleManifest} as JSON. */
final class ManifestFile {
  private static final String FORMAT = "abc-ensemble";
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 4L << 20;
  private static final int MAX_NESTING = 4;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ManifestFile() {}

  static void write(Path file, EnsembleManifest manifest) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("schedule", manifest.schedule().toString());
    root.put("data", manifest.dataSha256());
    root.put("codebook", manifest.codebookSha256());
    root.put("config", manifest.configSha256());
    ArrayNode members = root.putArray("members");
    manifest.memberSha256().forEach(members::add);
    ObjectNode provenance = root.putObject("provenance");
    manifest.provenance().forEach(provenance::put);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    byte[] bytes = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a manifest has at most " + MAX_BYTES + " bytes, this one would have " + bytes.length);
    }
    AtomicFiles.write(file, bytes);
  }

  static EnsembleManifest read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw malformed(file, "file", "a manifest", "none");
    }
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw malformed(file, "size", "at most " + MAX_BYTES + " bytes", bytes + " bytes");
    }
    JsonNode root;
    // A reader with a strict decoder: given bytes, Jackson would guess at UTF-16 and UTF-32 too.
    try (InputStream in = ByteStreams.limit(Files.newInputStream(file), MAX_BYTES);
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())) {
      root = JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file.toString(), "content", "UTF-8", "other bytes", e);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          file.toString(), "content", "JSON", String.valueOf(e.getOriginalMessage()), e);
    }
    expect(file, root, "format", FORMAT);
    if (!root.path("version").isInt() || root.path("version").intValue() != VERSION) {
      throw malformed(
          file,
          "version",
          "" + VERSION + ", the newest that this release reads",
          found(root, "version"));
    }
    NoiseSchedule schedule;
    try {
      schedule = NoiseSchedule.parse(text(file, root, "schedule"));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "schedule", "a noise schedule", e.getMessage(), e);
    }
    return new EnsembleManifest(
        schedule,
        hash(file, "data", root.path("data")),
        provenance(file, root.path("provenance")),
        hash(file, "codebook", root.path("codebook")),
        hash(file, "config", root.path("config")),
        members(file, root.path("members")));
  }

  private static List<String> members(Path file, JsonNode list) throws IOException {
    if (!list.isArray()
        || list.size() < EnsembleManifest.FEWEST_MEMBERS
        || list.size() > Codeword.MAX_LENGTH) {
      throw malformed(
          file,
          "members",
          EnsembleManifest.FEWEST_MEMBERS + " to " + Codeword.MAX_LENGTH + " digests",
          list.size() + " entries");
    }
    List<String> members = new ArrayList<>();
    for (JsonNode member : list) {
      members.add(hash(file, "members[" + members.size() + "]", member));
    }
    return members;
  }

  private static Map<String, String> provenance(Path file, JsonNode object) throws IOException {
    if (!object.isObject()) {
      throw malformed(file, "provenance", "an object", object.getNodeType().toString());
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!entry.getValue().isTextual()) {
        throw malformed(file, "provenance." + entry.getKey(), "a text", "" + entry.getValue());
      }
      provenance.put(entry.getKey(), entry.getValue().textValue());
    }
    return provenance;
  }

  private static String hash(Path file, String field, JsonNode value) throws IOException {
    if (!value.isTextual() || !EnsembleManifest.isDigest(value.textValue())) {
      throw malformed(
          file,
          field,
          "a SHA-256 digest in 64 hexadecimal digits",
          value.isMissingNode() ? "nothing" : value.toString());
    }
    return value.textValue();
  }

  private static String text(Path file, JsonNode root, String field) throws IOException {
    if (!root.path(field).isTextual()) {
      throw malformed(file, field, "a text", found(root, field));
    }
    return root.path(field).textValue();
  }

  private static void expect(Path file, JsonNode root, String field, String expected)
      throws IOException {
    if (!root.path(field).isTextual() || !root.path(field).textValue().equals(expected)) {
      throw malformed(file, field, expected, found(root, field));
    }
  }

  private static String found(JsonNode root, String field) {
    return root.path(field).isMissingNode() ? "nothing" : root.path(field).toString();
  }

  private static MalformedFileException malformed(
      Path file, String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
