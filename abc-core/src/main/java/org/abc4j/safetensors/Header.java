package org.abc4j.safetensors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.io.JsonTokens;
import org.abc4j.io.JsonTokens.Token;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;

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

  private static final StrictJson RULES =
      StrictJson.nesting(MAX_DEPTH)
          .withTexts(MAX_BYTES)
          .withKeys(MAX_BYTES)
          .of("header", "a JSON object without duplicate keys");

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
    RULES.read(file, new ByteArrayInputStream(json), header::object);
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

  private Header object(JsonTokens tokens) throws IOException {
    expect(tokens, tokens.next(), Token.START_OBJECT, "header");
    while (tokens.next() == Token.FIELD_NAME) {
      String name = tokens.text();
      if (name.equals(METADATA)) {
        metadata(tokens);
      } else {
        tensor(tokens, name);
      }
    }
    Token after = tokens.next();
    if (after != Token.END) {
      throw fault("header", "nothing after the JSON object", after.toString());
    }
    return this;
  }

  private void metadata(JsonTokens tokens) throws IOException {
    expect(tokens, tokens.next(), Token.START_OBJECT, METADATA);
    while (tokens.next() == Token.FIELD_NAME) {
      String key = tokens.text();
      expect(tokens, tokens.next(), Token.VALUE_STRING, METADATA + ", key '" + key + "'");
      metadata.put(key, tokens.text());
    }
  }

  private void tensor(JsonTokens tokens, String name) throws IOException {
    String field = "tensor '" + name + "'";
    expect(tokens, tokens.next(), Token.START_OBJECT, field);
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (tokens.next() == Token.FIELD_NAME) {
      String key = tokens.text();
      tokens.next();
      switch (key) {
        case "dtype" -> {
          expect(tokens, tokens.token(), Token.VALUE_STRING, field + ", dtype");
          dtype = tokens.text();
        }
        case "shape" -> shape = naturals(tokens, field + ", shape", MAX_RANK);
        case "data_offsets" -> offsets = naturals(tokens, field + ", data_offsets", 2);
        default -> throw fault(field, "dtype, shape and data_offsets", "'" + key + "'");
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw fault(field, "dtype, shape and data_offsets", "no " + missing);
    }
    parsed.add(entry(field, name, dtype, shape, offsets));
  }

  private long[] naturals(JsonTokens tokens, String field, int most) throws IOException {
    expect(tokens, tokens.token(), Token.START_ARRAY, field);
    long[] values = new long[most];
    int count = 0;
    while (tokens.next() != Token.END_ARRAY) {
      expect(tokens, tokens.token(), Token.VALUE_NUMBER_INT, field);
      if (count == most) {
        throw fault(field, "at most " + most + " numbers", "more");
      }
      if (!tokens.isLong() || tokens.longValue() < 0) {
        throw fault(field, "numbers from 0 to 2^63 - 1", tokens.text());
      }
      values[count++] = tokens.longValue();
    }
    return Arrays.copyOf(values, count);
  }

  private TensorEntry entry(
      String field, String name, String dtypeName, long[] shape, long[] offsets)
      throws IOException {
    Dtype dtype = dtype(dtypeName);
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
    // What elements of an unknown type take, nobody knows.
    if (dtype != Dtype.OTHER && bytes != offsets[1] - offsets[0]) {
      throw fault(
          field + ", data_offsets",
          bytes + " bytes for " + dtype + " " + Arrays.toString(shape),
          (offsets[1] - offsets[0]) + " bytes");
    }
    return new TensorEntry(name, dtype, dtypeName, shape, elements, offsets[0], offsets[1]);
  }

  private static Dtype dtype(String name) {
    return Arrays.stream(Dtype.values())
        .filter(dtype -> dtype != Dtype.OTHER && dtype.name().equals(name))
        .findFirst()
        .orElse(Dtype.OTHER);
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

  private void expect(JsonTokens tokens, Token found, Token expected, String field)
      throws IOException {
    if (found != expected) {
      throw fault(
          field, described(expected), found == Token.END ? "the end" : "'" + tokens.text() + "'");
    }
  }

  private static String described(Token token) {
    return switch (token) {
      case START_OBJECT -> "a JSON object";
      case START_ARRAY -> "an array of numbers";
      case VALUE_STRING -> "a string";
      default -> "whole numbers";
    };
  }
}
