package org.abc4j.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.io.MalformedFileException;

/**
 * The header of a safetensors file: metadata and tensor entries, checked against the size of the
 * data behind it.
 */
final class Header {
  static final String METADATA = "__metadata__";

  /** The format's own limit on a header's length in bytes. */
  static final int MAX_BYTES = 100_000_000;

  /** A bound of this library; no tensor in use comes near it. */
  static final int MAX_RANK = 64;

  /** The header, a tensor, its shape. */
  private static final int MAX_DEPTH = 3;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .build())
          .build();

  private final Path file;
  private final long dataBytes;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<TensorEntry> parsed = new ArrayList<>();
  private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

  private Header(Path file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /**
   * @param file named in errors
   * @param json the header's bytes
   * @param dataBytes what the file holds behind the header
   */
  static Header parse(Path file, byte[] json, long dataBytes) throws IOException {
    Header header = new Header(file, dataBytes);
    if (json.length == 0 || json[0] != '{') {
      throw header.fault(
          "header",
          "a JSON object that begins with '{'",
          json.length == 0 ? "nothing" : String.format(Locale.ROOT, "byte 0x%02x", json[0] & 0xff));
    }
    // A reader with a strict decoder: given bytes, Jackson would guess at UTF-16 and UTF-32 too.
    try (InputStreamReader text =
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        JsonParser parser = JSON.createParser(text)) {
      header.object(parser);
    } catch (CharacterCodingException cause) {
      throw new MalformedFileException(file.toString(), "header", "UTF-8", "other bytes", cause);
    } catch (JsonProcessingException cause) {
      throw new MalformedFileException(
          file.toString(),
          "header",
          "a JSON object without duplicate keys",
          cause instanceof JsonParseException || cause.getLocation() == null
              ? cause.getOriginalMessage()
              : cause.getOriginalMessage() + " at character " + cause.getLocation().getCharOffset(),
          cause);
    }
    header.layOut();
    return header;
  }

  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** By name, in the order of the data. */
  Map<String, TensorEntry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  private MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }

  private void object(JsonParser parser) throws IOException {
    expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "header");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.equals(METADATA)) {
        metadata(parser);
      } else {
        tensor(parser, name);
      }
    }
    JsonToken after = parser.nextToken();
    if (after != null) {
      throw fault("header", "nothing after the JSON object", after.toString());
    }
  }

  private void metadata(JsonParser parser) throws IOException {
    expect(parser, parser.nextToken(), JsonToken.START_OBJECT, METADATA);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(parser, parser.nextToken(), JsonToken.VALUE_STRING, METADATA + ", key '" + key + "'");
      metadata.put(key, parser.getText());
    }
  }

  private void tensor(JsonParser parser, String name) throws IOException {
    String field = "tensor '" + name + "'";
    expect(parser, parser.nextToken(), JsonToken.START_OBJECT, field);
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(parser, parser.currentToken(), JsonToken.VALUE_STRING, field + ", dtype");
          dtype = parser.getText();
        }
        case "shape" -> shape = naturals(parser, field + ", shape", MAX_RANK);
        case "data_offsets" -> offsets = naturals(parser, field + ", data_offsets", 2);
        default -> throw fault(field, "dtype, shape and data_offsets", "'" + key + "'");
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw fault(field, "dtype, shape and data_offsets", "no " + missing);
    }
    parsed.add(entry(field, name, dtype, shape, offsets));
  }

  private long[] naturals(JsonParser parser, String field, int most) throws IOException {
    expect(parser, parser.currentToken(), JsonToken.START_ARRAY, field);
    long[] values = new long[most];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser, parser.currentToken(), JsonToken.VALUE_NUMBER_INT, field);
      if (count == most) {
        throw fault(field, "at most " + most + " numbers", "more");
      }
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw fault(field, "numbers from 0 to 2^63 - 1", parser.getText());
      }
      values[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(values, count);
  }

  private TensorEntry entry(
      String field, String name, String dtypeName, long[] shape, long[] offsets)
      throws IOException {
    Dtype dtype;
    try {
      dtype = Dtype.valueOf(dtypeName);
    } catch (IllegalArgumentException unknown) {
      throw new MalformedFileException(
          file.toString(),
          field + ", dtype",
          "one of " + Arrays.toString(Dtype.values()),
          "'" + dtypeName + "'",
          unknown);
    }
    if (offsets.length != 2) {
      throw fault(field + ", data_offsets", "2 numbers", Arrays.toString(offsets));
    }
    if (offsets[0] > offsets[1] || offsets[1] > dataBytes) {
      throw fault(
          field + ", data_offsets",
          "[begin, end] with begin <= end <= " + dataBytes + ", the bytes behind the header",
          Arrays.toString(offsets));
    }
    long elements = 1;
    long bytes;
    try {
      for (long extent : shape) {
        elements = Math.multiplyExact(elements, extent);
      }
      bytes = Math.multiplyExact(elements, (long) dtype.bytes());
    } catch (ArithmeticException overflow) {
      throw new MalformedFileException(
          file.toString(),
          field + ", shape",
          "at most 2^63 - 1 bytes",
          Arrays.toString(shape),
          overflow);
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw fault(
          field + ", data_offsets",
          bytes + " bytes for " + dtype + " " + Arrays.toString(shape),
          (offsets[1] - offsets[0]) + " bytes");
    }
    return new TensorEntry(name, dtype, shape, elements, offsets[0]);
  }

  /** Puts the entries in the order of their data, which they must cover without gap or overlap. */
  private void layOut() throws MalformedFileException {
    parsed.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    long end = 0;
    for (TensorEntry entry : parsed) {
      if (entry.begin() != end) {
        throw fault(
            "tensor '" + entry.name() + "', data_offsets",
            "data that begins at " + end + ", where the tensor before it ends",
            "data that begins at " + entry.begin());
      }
      end = entry.end();
      entries.put(entry.name(), entry);
    }
    if (end != dataBytes) {
      throw fault(
          "file size",
          "tensors that cover all " + dataBytes + " bytes behind the header",
          "tensors that cover " + end);
    }
  }

  private void expect(JsonParser parser, JsonToken found, JsonToken expected, String field)
      throws IOException {
    if (found != expected) {
      throw fault(
          field, described(expected), found == null ? "the end" : "'" + parser.getText() + "'");
    }
  }

  private static String described(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "a JSON object";
      case START_ARRAY -> "an array of numbers";
      case VALUE_STRING -> "a string";
      default -> "whole numbers";
    };
  }
}
