package org.abc4j.cli.experiment;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;

/**
 * JSON of records, read strictly: no key too many, too few or twice, no text for a number, no
 * fraction for an integer, and no null anywhere.
 */
final class ExperimentJson {
  /** Bytes that no file is longer than. */
  static final int MOST_BYTES = 4 << 20;

  private static final int MOST_NESTING = 16;
  private static final int MOST_TEXT = 100_000;

  private static final ObjectMapper MAPPER = mapper();

  private ExperimentJson() {}

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();
    // Of lists and maps too, which the features above say nothing of.
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MOST_NESTING)
                .maxStringLength(MOST_TEXT)
                .build());
    return mapper;
  }

  /** Reads a file that a person may have written. */
  static <T> T read(Path file, TypeReference<T> type) throws IOException {
    byte[] content = beginning(file);
    if (content.length > MOST_BYTES) {
      throw new MalformedFileException(
          file.toString(), "size", "at most " + MOST_BYTES + " bytes", "more");
    }
    return parse(file.toString(), content, type);
  }

  /** All of a file, or one byte more than may be: a pipe or a device has no size to ask for. */
  static byte[] beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  static <T> T parse(String name, byte[] content, TypeReference<T> type)
      throws MalformedFileException {
    try {
      refuseNull(name, content);
      return MAPPER.readValue(content, type);
    } catch (MalformedFileException refused) {
      throw refused;
    } catch (DatabindException wrong) {
      throw new MalformedFileException(
          name, field(wrong), "a value of this kind", why(wrong), wrong);
    } catch (IOException noJson) {
      throw new MalformedFileException(name, "content", "JSON", firstLine(noJson), noJson);
    }
  }

  /** What a text says, whatever it is; a missing node if it says nothing. */
  static JsonNode tree(byte[] content) throws IOException {
    return MAPPER.readTree(content);
  }

  static <T> T value(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(tree, type);
  }

  /** Before anything is made of it: the mapper refuses null as a property, but not in lists. */
  private static void refuseNull(String name, byte[] content) throws IOException {
    try (JsonParser parser = MAPPER.getFactory().createParser(content)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NULL) {
          String place = parser.getParsingContext().pathAsPointer().toString();
          throw new MalformedFileException(
              name, place.isEmpty() ? "content" : place, "a value", "null");
        }
      }
    }
  }

  private static String field(DatabindException wrong) {
    StringBuilder path = new StringBuilder();
    if (!(wrong instanceof JsonMappingException mapping)) {
      return "content";
    }
    for (JsonMappingException.Reference step : mapping.getPath()) {
      path.append(path.length() == 0 || step.getFieldName() == null ? "" : ".");
      path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName());
    }
    return path.length() == 0 ? "content" : path.toString();
  }

  /** A record's own rule, or the mapper's first line. */
  private static String why(DatabindException wrong) {
    for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException rule) {
        return String.valueOf(rule.getMessage());
      }
    }
    return firstLine(wrong);
  }

  private static String firstLine(IOException failure) {
    String message =
        failure instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : failure.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("nothing");
  }

  static byte[] bytes(Object value) {
    try {
      return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static void write(Path file, Object value) throws IOException {
    AtomicFiles.write(file, bytes(value));
  }
}
