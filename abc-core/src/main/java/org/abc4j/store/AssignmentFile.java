package org.abc4j.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;

/**
 * A code assignment as a JSON file: every source with its word, then the reserved words.
 *
 * <p>It is all that somebody needs to check the hypothesis of Theorem 1, or to ablate the members
 * of a source, without trusting the seed that the assignment came from. The file names its format
 * and version; reading refuses what is newer, malformed or breaks a rule of codes, naming file,
 * field, expected and found. Reading back gives an assignment with the same word for every source
 * and the same reserved words in the same order.
 */
public final class AssignmentFile {
  private static final String FORMAT = "abc-code-assignment";
  private static final int VERSION = 1;

  /** More words than this are better given by code and seed. */
  private static final long MAX_WORDS = 1 << 20;

  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_NESTING = 8;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
              .build());

  private AssignmentFile() {}

  /**
   * Writes an assignment, whole or not at all. The bytes depend on nothing but the assignment.
   *
   * @param file the file to write
   * @param assignment the assignment, of a codebook of at most 2^20 words
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if the codebook has more words
   */
  public static void write(Path file, CodeAssignment assignment) throws IOException {
    Codebook codebook = assignment.codebook();
    DataSources sources = assignment.sources();
    if (codebook.size() > MAX_WORDS) {
      throw new IllegalArgumentException(
          "a file lists at most " + MAX_WORDS + " words, this codebook has " + codebook.size());
    }
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("length", codebook.length());
    root.put("weight", codebook.weight());
    ArrayNode list = root.putArray("sources");
    for (long s = 0; s < sources.count(); s++) {
      ObjectNode source = list.addObject();
      source.put("name", sources.name(s));
      source.put("word", assignment.word(s).toString());
      ArrayNode items = source.putArray("items");
      for (long item : sources.itemsOf(s)) {
        items.add(item);
      }
    }
    ArrayNode reserved = root.putArray("reserved");
    for (long k = 0; k < assignment.reserved(); k++) {
      reserved.add(assignment.reservedWord(k).toString());
    }
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    AtomicFiles.write(file, text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads an assignment.
   *
   * @param file the file
   * @return the assignment: word s of its codebook is that of source s, and the reserved words
   *     follow
   * @throws MalformedFileException if it is not such a file, is of a newer version, or breaks a
   *     rule
   * @throws IOException if it cannot be read
   */
  public static CodeAssignment read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw malformed(file, "size", "at most " + MAX_BYTES + " bytes", bytes + " bytes");
    }
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          file.toString(), "content", "JSON", String.valueOf(e.getOriginalMessage()), e);
    }
    if (!FORMAT.equals(root.path("format").asText())) {
      throw malformed(file, "format", FORMAT, root.path("format").toString());
    }
    int version = integer(file, root, "version");
    if (version != VERSION) {
      throw malformed(file, "version", "" + VERSION, "" + version);
    }
    int length = integer(file, root, "length");
    int weight = integer(file, root, "weight");
    List<Codeword> words = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<int[]> items = new ArrayList<>();
    for (JsonNode source : array(file, root, "sources")) {
      String field = "sources[" + names.size() + "]";
      names.add(text(file, source, "name", field));
      words.add(word(file, text(file, source, "word", field), field, length, weight));
      items.add(integers(file, array(file, source, "items"), field + ".items"));
    }
    for (JsonNode reserved : array(file, root, "reserved")) {
      String field = "reserved[" + (words.size() - names.size()) + "]";
      words.add(word(file, reserved.asText(), field, length, weight));
    }
    try {
      DataSources sources = DataSources.ofItems(sourceOfItem(file, items)).withNames(names);
      return Codebook.of(words).assignInOrder(sources);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "words", "a code", String.valueOf(e.getMessage()), e);
    }
  }

  private static int[] sourceOfItem(Path file, List<int[]> items) throws IOException {
    int count = items.stream().mapToInt(list -> list.length).sum();
    int[] sourceOfItem = new int[count];
    boolean[] seen = new boolean[count];
    for (int s = 0; s < items.size(); s++) {
      for (int item : items.get(s)) {
        if (item < 0 || item >= count || seen[item]) {
          throw malformed(
              file,
              "sources[" + s + "].items",
              "each of the items 0 to " + (count - 1) + " once",
              "item " + item);
        }
        seen[item] = true;
        sourceOfItem[item] = s;
      }
    }
    return sourceOfItem;
  }

  private static Codeword word(Path file, String digits, String field, int length, int weight)
      throws IOException {
    String expected = "a word of length " + length + " and weight " + weight;
    try {
      Codeword word = Codeword.parse(digits);
      if (word.length() == length && word.weight() == weight) {
        return word;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file.toString(), field, expected, digits, e);
    }
    throw malformed(file, field, expected, digits);
  }

  private static int integer(Path file, JsonNode node, String name) throws IOException {
    JsonNode value = node.path(name);
    if (!value.isInt()) {
      throw malformed(file, name, "an integer", value.isMissingNode() ? "nothing" : "" + value);
    }
    return value.intValue();
  }

  private static int[] integers(Path file, JsonNode list, String field) throws IOException {
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      if (!list.get(i).isInt()) {
        throw malformed(file, field, "integers", list.get(i).toString());
      }
      values[i] = list.get(i).intValue();
    }
    return values;
  }

  private static String text(Path file, JsonNode node, String name, String at) throws IOException {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw malformed(
          file, at + "." + name, "a text", value.isMissingNode() ? "nothing" : "" + value);
    }
    return value.textValue();
  }

  private static JsonNode array(Path file, JsonNode node, String name) throws IOException {
    JsonNode value = node.path(name);
    if (!value.isArray()) {
      throw malformed(file, name, "a list", value.isMissingNode() ? "nothing" : "" + value);
    }
    return value;
  }

  private static MalformedFileException malformed(
      Path file, String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
