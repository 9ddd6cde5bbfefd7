package org.abc4j.epochs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** What a network says of itself, as JSON with a format, a version and a digest of all else. */
public final class SealedJson {
  private static final String DIGEST = "sha256";
  private static final long MAX_BYTES = 16L << 20;
  private static final StrictJson RULES = StrictJson.nesting(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private SealedJson() {}

  /** Begins what is said: format and version, to be added to. */
  public static Map<String, Object> begin(String format, int version) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", format);
    fields.put("version", version);
    return fields;
  }

  /** Writes integers, texts, and lists and objects of these, in order. */
  public static void write(Path file, Map<String, Object> fields) throws IOException {
    Map<String, Object> sealed = new LinkedHashMap<>(fields);
    sealed.put(DIGEST, Sha256.of(bytes(fields)));
    AtomicFiles.write(file, bytes(sealed));
  }

  private static byte[] bytes(Map<String, Object> fields) throws IOException {
    JsonNode root = JSON.valueToTree(fields);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    return text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a file, and refuses another format or version; {@link #requireSeal} is to follow. */
  public static JsonTree read(Path file, String format, int version) throws IOException {
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.field("format").isText(format)) {
      throw root.field("format").fault(format);
    }
    JsonTree found = root.field("version");
    if (!found.isInteger() || found.integer() != version) {
      throw found.fault(version + ", the newest that this release reads");
    }
    return root;
  }

  /** Refuses a file that is not, but for its digest, what would be written of what was read. */
  public static void requireSeal(Path file, JsonTree root, Map<String, Object> understood)
      throws IOException {
    String expected = digest(root.field(DIGEST));
    String found = Sha256.of(bytes(understood));
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
    }
    // The digest is of what was understood, so nothing else may be there.
    List<String> known = new ArrayList<>(understood.keySet());
    known.add(DIGEST);
    root.requireNoFieldBut(known);
  }

  /** This digest. */
  public static String digest(JsonTree value) throws IOException {
    if (!value.isText() || !Sha256.isDigest(value.text())) {
      throw value.fault("a SHA-256 digest in 64 hexadecimal digits");
    }
    return value.text();
  }

  /** Says what images have for a shape. */
  public static void putShape(Map<String, Object> fields, Shape images) {
    fields.put("channels", images.channels());
    fields.put("height", images.height());
    fields.put("width", images.width());
  }

  /** Says how images were prepared, if it is known. */
  public static void putPreparation(
      Map<String, Object> fields, Optional<ImagePreparation> preparation) {
    preparation.ifPresent(how -> fields.put("images", how.texts()));
  }

  /** How images were prepared, if it is said. */
  public static Optional<ImagePreparation> preparation(JsonTree root) throws IOException {
    JsonTree object = root.field("images");
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
}
