package org.abc4j.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Libraries;

/**
 * How a kind of JSON file is read: what is bounded, and what its errors say.
 *
 * <p>A file is refused if it is too large, nested too deeply, has a text or key that is too long,
 * names a key of an object twice, is not in UTF-8, is no JSON, no regular file, or was written
 * while it was read. Small files are read as a {@link JsonTree}, large ones token by token.
 * Immutable and thread-safe.
 */
public final class StrictJson {
  private static final int MOST_TEXT = 20_000_000;
  private static final int MOST_KEY = 50_000;

  /** Since this release Jackson bounds keys; before, they are as long as their file allows. */
  private static final Version BOUNDS_KEYS =
      new Version(2, 16, 0, null, "com.fasterxml.jackson.core", "jackson-core");

  private final Bounds bounds;
  private final Keys keys;
  private final boolean anyUnicode;
  private final String whole;
  private final String expected;
  private final Place place;

  /** Objects and lists within one another, and characters of a text and of a key, at most. */
  private record Bounds(int nesting, int text, int key) {}

  /** Keys that are few, that may be many, or whose order their reader knows. */
  private enum Keys {
    FEW,
    MANY,
    IN_ORDER
  }

  /** What an error says of where the text is no JSON. */
  private enum Place {
    NONE,
    LINE,
    CHARACTER
  }

  private StrictJson(
      Bounds bounds, Keys keys, boolean anyUnicode, String whole, String expected, Place place) {
    this.bounds = bounds;
    this.keys = keys;
    this.anyUnicode = anyUnicode;
    this.whole = whole;
    this.expected = expected;
    this.place = place;
  }

  /**
   * Reads what a file holds, token by token.
   *
   * @param <T> what is made of it
   */
  @FunctionalInterface
  public interface Reader<T> {

    /**
     * Reads the tokens.
     *
     * @param tokens stands before the first
     * @return what is made of them
     * @throws IOException if they are not what they must be
     */
    T read(JsonTokens tokens) throws IOException;
  }

  /**
   * Files of a bounded depth.
   *
   * @param mostNesting objects and lists within one another, at most
   * @return their rules
   */
  public static StrictJson nesting(int mostNesting) {
    return new StrictJson(
        new Bounds(mostNesting, MOST_TEXT, MOST_KEY),
        Keys.FEW,
        false,
        "content",
        "JSON",
        Place.NONE);
  }

  private StrictJson with(Bounds other) {
    return new StrictJson(other, keys, anyUnicode, whole, expected, place);
  }

  /**
   * With texts of a bounded length.
   *
   * @param mostCharacters length of a text, at most, instead of 20,000,000
   * @return a copy
   */
  public StrictJson withTexts(int mostCharacters) {
    return with(new Bounds(bounds.nesting, mostCharacters, bounds.key));
  }

  /**
   * With keys of a bounded length, instead of 50,000. With Jackson 2.15, which bounds none, they
   * are bounded by the file's size.
   *
   * @param mostCharacters length of a key, at most
   * @return a copy
   */
  public StrictJson withKeys(int mostCharacters) {
    return with(new Bounds(bounds.nesting, bounds.text, mostCharacters));
  }

  /**
   * Of lines, whose reader expects one key after another, so that it refuses a second one itself.
   * Errors name the line.
   *
   * @return a copy
   */
  public StrictJson inOrder() {
    return new StrictJson(bounds, Keys.IN_ORDER, anyUnicode, whole, expected, Place.LINE);
  }

  /**
   * A part of a file, on one line.
   *
   * @param name what errors call it, instead of {@code "content"}
   * @param described what errors say it must be, instead of {@code "JSON"}
   * @return a copy
   */
  public StrictJson of(String name, String described) {
    return new StrictJson(bounds, Keys.MANY, anyUnicode, name, described, Place.CHARACTER);
  }

  /**
   * In UTF-8, UTF-16 or UTF-32, which the first bytes tell.
   *
   * @return a copy
   */
  public StrictJson inAnyUnicode() {
    return new StrictJson(bounds, keys, true, whole, expected, place);
  }

  /** Made when a file is read, so that a Jackson that is too old is named, not half loaded. */
  private JsonFactory factory() {
    Libraries.require();
    StreamReadConstraints.Builder constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(bounds.nesting)
            .maxStringLength(bounds.text);
    if (PackageVersion.VERSION.compareTo(BOUNDS_KEYS) >= 0) {
      constraints.maxNameLength(bounds.key);
    }
    // Keys that may be many are not kept for the next file.
    return JsonFactory.builder()
        .streamReadConstraints(constraints.build())
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, keys != Keys.IN_ORDER)
        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, keys == Keys.FEW)
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, keys == Keys.FEW)
        .build();
  }

  /**
   * Reads a small file.
   *
   * @param file the file
   * @param mostBytes its size, at most; if it grows meanwhile, no more are read, and it is refused
   * @return what it holds, missing if it holds nothing
   * @throws MalformedFileException if it is refused
   * @throws IOException if it cannot be read
   */
  public JsonTree tree(Path file, long mostBytes) throws IOException {
    return whole(file, mostBytes, in -> JsonTree.of(file, parsed(in)));
  }

  /**
   * Reads content that is in memory.
   *
   * @param name named in errors
   * @param content the bytes
   * @return what they hold, missing if they hold nothing
   * @throws MalformedFileException if they are refused
   * @throws IOException never, but for the above
   */
  public JsonTree tree(Path name, byte[] content) throws IOException {
    return translating(name, () -> JsonTree.of(name, parsed(new ByteArrayInputStream(content))));
  }

  private JsonNode parsed(InputStream in) throws IOException {
    ObjectMapper mapper =
        new ObjectMapper(factory()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return anyUnicode ? mapper.readTree(in) : mapper.readTree(strictly(in));
  }

  /**
   * Reads a file token by token.
   *
   * @param <T> what is made of it
   * @param file the file
   * @param mostBytes its size, at most; if it grows meanwhile, no more are read, and it is refused
   * @param reader reads the tokens
   * @return what the reader made of it
   * @throws MalformedFileException if it is refused, by the reader too
   * @throws IOException if it cannot be read
   */
  public <T> T read(Path file, long mostBytes, Reader<T> reader) throws IOException {
    return whole(file, mostBytes, in -> read(file, in, reader));
  }

  /**
   * Reads a part of a file token by token.
   *
   * @param <T> what is made of it
   * @param file named in errors
   * @param in the part
   * @param reader reads the tokens
   * @return what the reader made of it
   * @throws MalformedFileException if it is refused, by the reader too
   * @throws IOException if it cannot be read
   */
  public <T> T read(Path file, InputStream in, Reader<T> reader) throws IOException {
    return translating(
        file,
        () -> {
          JsonFactory factory = factory();
          try (JsonParser parser =
              anyUnicode ? factory.createParser(in) : factory.createParser(strictly(in))) {
            return reader.read(new JsonTokens(parser));
          }
        });
  }

  /** What is made of a whole file's bytes. */
  private interface Parser<T> {
    T parse(InputStream in) throws IOException;
  }

  private <T> T whole(Path file, long mostBytes, Parser<T> parser) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    T result;
    try {
      if (identity.size() > mostBytes) {
        throw new MalformedFileException(
            file.toString(), "size", "at most " + mostBytes + " bytes", identity.size() + " bytes");
      }
      try (InputStream in = ByteStreams.limit(Files.newInputStream(file), mostBytes)) {
        result = translating(file, () -> parser.parse(in));
      }
    } catch (MalformedFileException refusal) {
      throw FileKind.JSON.insteadIn(refusal, file);
    }
    identity.requireUnchanged(whole);
    return result;
  }

  /** Given bytes, Jackson would guess at UTF-16 and UTF-32 too. */
  private static InputStreamReader strictly(InputStream in) {
    return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
  }

  /** What may fail as Jackson fails. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T translating(Path file, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file.toString(), whole, "UTF-8", "other bytes", e);
    } catch (CharConversionException e) {
      throw new MalformedFileException(
          file.toString(), whole, expected, String.valueOf(e.getMessage()), e);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          file.toString(), whole, expected, e.getOriginalMessage() + where(e), e);
    }
  }

  private String where(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    if (location == null) {
      return "";
    }
    return switch (place) {
      case NONE -> "";
      case LINE -> " in line " + location.getLineNr();
      // A syntax error says it itself.
      case CHARACTER ->
          e instanceof JsonParseException ? "" : " at character " + location.getCharOffset();
    };
  }
}
