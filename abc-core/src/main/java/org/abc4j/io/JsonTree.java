package org.abc4j.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value that was read from a file, under the name that errors call it. Immutable.
 *
 * <p>A field that an object lacks is a value too: one that is missing.
 */
public final class JsonTree {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String name;
  private final JsonNode node;

  private JsonTree(Path file, String name, JsonNode node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  static JsonTree of(Path file, JsonNode root) {
    return new JsonTree(file, "content", root);
  }

  /**
   * A field of this object.
   *
   * @param key its key
   * @return its value; missing if there is none, or this is no object
   */
  public JsonTree field(String key) {
    return named(key, node.path(key));
  }

  private JsonTree named(String other, JsonNode value) {
    return new JsonTree(file, other, value);
  }

  /**
   * Whether there is no such value.
   *
   * @return true if it is missing
   */
  public boolean isMissing() {
    return node.isMissingNode();
  }

  /**
   * Whether it is {@code null}.
   *
   * @return true if it is
   */
  public boolean isNull() {
    return node.isNull();
  }

  /**
   * Whether it is a text.
   *
   * @return true if {@link #text} has a value
   */
  public boolean isText() {
    return node.isTextual();
  }

  /**
   * What kind of value it is.
   *
   * @return the kind in capitals, such as {@code "ARRAY"} or {@code "MISSING"}
   */
  public String kind() {
    return node.getNodeType().toString();
  }

  /**
   * Whether it is a certain text.
   *
   * @param text the text
   * @return true if it is that
   */
  public boolean isText(String text) {
    return node.isTextual() && node.textValue().equals(text);
  }

  /**
   * Whether it is the value that a JSON text says, where 1 and 1.0 are one.
   *
   * @param json the text
   * @return true if they are equal
   * @throws IllegalArgumentException if the text is no JSON
   */
  public boolean isSameAs(String json) {
    JsonNode other;
    try {
      other = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
    return node.isNumber() && other.isNumber()
        ? node.doubleValue() == other.doubleValue()
        : node.equals(other);
  }

  /**
   * This text.
   *
   * @return the text
   * @throws MalformedFileException if it is none
   */
  public String text() throws MalformedFileException {
    require(node.isTextual(), "a text");
    return node.textValue();
  }

  /**
   * This integer of 32 bits.
   *
   * @return the integer
   * @throws MalformedFileException if it is none
   */
  public int integer() throws MalformedFileException {
    require(node.isInt(), "an integer");
    return node.intValue();
  }

  /**
   * Whether it is an integer of 32 bits.
   *
   * @return true if {@link #integer} has a value
   */
  public boolean isInteger() {
    return node.isInt();
  }

  /**
   * This number.
   *
   * @return the nearest {@code double}, infinite if it is larger than all
   * @throws MalformedFileException if it is none
   */
  public double number() throws MalformedFileException {
    require(node.isNumber(), "a number");
    return node.doubleValue();
  }

  /**
   * This truth value.
   *
   * @return the value
   * @throws MalformedFileException if it is none
   */
  public boolean truth() throws MalformedFileException {
    require(node.isBoolean(), "true or false");
    return node.booleanValue();
  }

  /**
   * Number of entries.
   *
   * @return how many entries this list or object has; 0 if it is neither
   */
  public int size() {
    return node.size();
  }

  /**
   * Whether it is a list.
   *
   * @return true if {@link #list} has a value
   */
  public boolean isList() {
    return node.isArray();
  }

  /**
   * The entries of this list, under its name.
   *
   * @return its entries
   * @throws MalformedFileException if it is none
   */
  public List<JsonTree> list() throws MalformedFileException {
    require(node.isArray(), "a list");
    List<JsonTree> entries = new ArrayList<>();
    node.forEach(entry -> entries.add(named(name, entry)));
    return entries;
  }

  /**
   * Whether it is an object.
   *
   * @return true if {@link #fields} has a value
   */
  public boolean isObject() {
    return node.isObject();
  }

  /**
   * The fields of this object.
   *
   * @return its values by key, in order
   * @throws MalformedFileException if it is none
   */
  public Map<String, JsonTree> fields() throws MalformedFileException {
    require(node.isObject(), "an object");
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    node.properties().forEach(e -> fields.put(e.getKey(), named(e.getKey(), e.getValue())));
    return fields;
  }

  /**
   * Makes sure that this object says nothing but what its reader knows.
   *
   * @param known the keys that it may have
   * @throws MalformedFileException if it has another, naming it, or is no object
   */
  public void requireNoFieldBut(Collection<String> known) throws MalformedFileException {
    for (String key : fields().keySet()) {
      if (!known.contains(key)) {
        throw fault("no field but " + String.join(", ", known), "\"" + key + "\"");
      }
    }
  }

  /**
   * The same value under another name.
   *
   * @param other what errors call it
   * @return a copy
   */
  public JsonTree as(String other) {
    return named(other, node);
  }

  private void require(boolean holds, String expected) throws MalformedFileException {
    if (!holds) {
      throw fault(expected);
    }
  }

  /**
   * An error that says that this value is another than expected.
   *
   * @param expected what it should be
   * @return the error
   */
  public MalformedFileException fault(String expected) {
    return fault(expected, toString());
  }

  /**
   * An error that says that this value is another than expected.
   *
   * @param expected what it should be
   * @param found what it is
   * @return the error
   */
  public MalformedFileException fault(String expected, String found) {
    return new MalformedFileException(file.toString(), name, expected, found);
  }

  /** The value as JSON, or "nothing" if it is missing. */
  @Override
  public String toString() {
    return isMissing() ? "nothing" : node.toString();
  }
}
