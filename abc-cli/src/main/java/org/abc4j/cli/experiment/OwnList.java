package org.abc4j.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.Quoted;

/**
 * A list of records that a person wrote as JSON, read as strictly as {@link ExperimentJson} reads,
 * with faults in the words of whoever wrote it: which of the records, which key, and at which line
 * and column where it is no JSON.
 */
final class OwnList {
  private static final String WHOLE = "a whole number";
  private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");
  private static final Pattern CHARACTER =
      Pattern.compile("(?:Unexpected|Illegal).* character \\('(.*)' \\(code.*");
  private static final Pattern WORD = Pattern.compile("Unrecognized token '(.*?)'.*");

  private final Path file;
  private final String kind;

  private OwnList(Path file, String kind) {
    this.file = file;
    this.kind = kind;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param kind what a record is, such as "scale"
   * @param type the record's class, with a component {@code name}
   * @return the records
   * @throws UnusableInput if the file is no list of such records
   * @throws IOException if it cannot be read
   */
  static <T extends Record> List<T> read(Path file, String kind, Class<T> type) throws IOException {
    return new OwnList(file, kind).read(type);
  }

  private <T extends Record> List<T> read(Class<T> type) throws IOException {
    if (Files.isDirectory(file)) {
      throw wrong("is a folder, and no list of " + kind + "s");
    }
    byte[] content = ExperimentJson.beginning(file);
    if (content.length > ExperimentJson.MOST_BYTES) {
      throw wrong("has more than " + ExperimentJson.MOST_BYTES + " bytes");
    }
    JsonNode root = tree(content);
    if (!root.isArray()) {
      throw wrong("is no list of " + kind + "s, [{...}, ...], but " + what(root));
    }
    List<T> all = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      JsonNode one = root.get(i);
      String title = title(one, i);
      if (!one.isObject()) {
        throw wrong(title + " is no object, {...}, but " + what(one));
      }
      requireFields(title, "", one, type);
      all.add(value(title, one, type));
    }
    return all;
  }

  private JsonNode tree(byte[] content) throws IOException {
    try {
      JsonNode root = ExperimentJson.tree(content);
      if (root.isMissingNode()) {
        throw wrong("is empty, and no list of " + kind + "s, [{...}, ...]");
      }
      return root;
    } catch (JsonProcessingException noJson) {
      throw new UnusableInput(
          file
              + (noJson.getLocation() == null
                  ? ""
                  : ", line "
                      + noJson.getLocation().getLineNr()
                      + ", column "
                      + noJson.getLocation().getColumnNr())
              + ": "
              + words(noJson),
          noJson);
    } catch (CharConversionException noText) {
      throw new UnusableInput(file + ": this is no text in UTF-8", noText);
    }
  }

  private static String words(JsonProcessingException noJson) {
    String message = String.valueOf(noJson.getOriginalMessage()).lines().findFirst().orElse("");
    if (noJson instanceof StreamConstraintsException) {
      return "this is nested too deeply, or has too long a text: " + message;
    }
    if (noJson instanceof JsonEOFException) {
      return "the file ends there, and something is not closed";
    }
    return quoted(TWICE, message)
        .map(name -> name + " stands there a second time")
        .or(() -> quoted(CHARACTER, message).map(one -> one + " is not expected there"))
        .or(() -> quoted(WORD, message).map(word -> word + " is no value: texts have quotes"))
        .orElse("this is no JSON");
  }

  private static Optional<String> quoted(Pattern pattern, String message) {
    Matcher found = pattern.matcher(message);
    return found.matches() ? Optional.of(Quoted.of(found.group(1))) : Optional.empty();
  }

  private String title(JsonNode one, int index) {
    JsonNode name = one.path("name");
    return name.isTextual()
        ? kind + " " + Quoted.of(name.textValue())
        : kind + " number " + (index + 1);
  }

  private void requireFields(String title, String above, JsonNode object, Class<?> type) {
    List<String> names =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!names.contains(key)) {
        throw wrong(
            title
                + " has "
                + Quoted.of(above + key)
                + ", which no "
                + kind
                + " has"
                + NearestNames.question(key, names));
      }
    }
    for (RecordComponent component : type.getRecordComponents()) {
      JsonNode value = object.get(component.getName());
      if (value == null) {
        throw wrong(title + " has no " + Quoted.of(above + component.getName()));
      }
      requireKind(title, above + component.getName(), value, component.getGenericType());
    }
  }

  private void requireKind(String title, String key, JsonNode value, Type type) {
    if (type instanceof Class<?> plain && plain.isRecord()) {
      require(value.isObject(), title, key, "an object, {...}", value);
      requireFields(title, key + ".", value, plain);
    } else if (type instanceof Class<?> plain && plain.isEnum()) {
      List<String> names = Arrays.stream(plain.getEnumConstants()).map(String::valueOf).toList();
      boolean one = value.isTextual() && names.contains(value.textValue());
      require(one, title, key, "one of " + String.join(", ", names), value);
    } else if (type instanceof ParameterizedType many) {
      requireEach(title, key, value, many);
    } else if (type == int.class || type == Integer.class) {
      require(value.isIntegralNumber() && value.canConvertToInt(), title, key, WHOLE, value);
    } else if (type == long.class) {
      require(value.isIntegralNumber() && value.canConvertToLong(), title, key, WHOLE, value);
    } else if (type == double.class || type == Double.class) {
      require(value.isNumber(), title, key, "a number", value);
    } else if (type == boolean.class) {
      require(value.isBoolean(), title, key, "true or false", value);
    } else {
      require(value.isTextual(), title, key, "a text in quotes", value);
    }
  }

  private void requireEach(String title, String key, JsonNode value, ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      require(value.isArray(), title, key, "a list, [...]", value);
      value.forEach(one -> requireKind(title, key, one, of[0]));
      return;
    }
    require(value.isObject(), title, key, "an object, {...}", value);
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      if (of[0] instanceof Class<?> keys && keys.isEnum()) {
        List<String> names = Arrays.stream(keys.getEnumConstants()).map(String::valueOf).toList();
        if (!names.contains(one.getKey())) {
          throw wrong(
              title
                  + " has "
                  + Quoted.of(key + "." + one.getKey())
                  + ", and "
                  + Quoted.of(key)
                  + " is of "
                  + String.join(", ", names));
        }
      }
      requireKind(title, key + "." + one.getKey(), one.getValue(), of[1]);
    }
  }

  private void require(boolean holds, String title, String key, String wanted, JsonNode found) {
    if (!holds) {
      throw wrong(title + ": " + Quoted.of(key) + " is " + wanted + ", not " + what(found));
    }
  }

  /** What no form says: ranges, and what goes with what. */
  private <T> T value(String title, JsonNode one, Class<T> type) {
    try {
      return ExperimentJson.value(one, type);
    } catch (JsonProcessingException refused) {
      for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
        if (cause instanceof IllegalArgumentException rule) {
          throw new UnusableInput(file + ": " + title + ": " + rule.getMessage(), refused);
        }
      }
      throw new UnusableInput(file + ": " + title + " cannot be read", refused);
    }
  }

  private static String what(JsonNode value) {
    if (value.isObject()) {
      return "an object";
    }
    return value.isArray() ? "a list" : Quoted.of(value.asText());
  }

  private UnusableInput wrong(String what) {
    return new UnusableInput(file + ": " + what);
  }
}
