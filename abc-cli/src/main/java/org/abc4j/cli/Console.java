package org.abc4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a command says: lines for people, or one JSON object for programs. */
final class Console {
  static final String OPTION = "--json";

  /** In ASCII, so that it is the same whatever a terminal or a pipe takes bytes for. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final Map<String, Object> result = new LinkedHashMap<>();
  private final Map<String, List<Object>> lists = new LinkedHashMap<>();

  Console(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Whether arguments, understood or not, ask for JSON. */
  static boolean isAsked(List<String> args) {
    return args.contains(OPTION) || args.contains(OPTION + "=true");
  }

  /** Whether arguments, understood or not, ask for JSON. */
  static boolean isAsked(String... args) {
    return isAsked(Arrays.asList(args));
  }

  /** A line for people. */
  void line(String format, Object... args) {
    if (!json) {
      out.println(args.length == 0 ? format : String.format(Locale.ROOT, format, args));
      out.flush();
    }
  }

  /** A line on standard error, for people to know before the work begins. */
  void note(String format, Object... args) {
    err.println("abc: " + Failures.oneLine(String.format(Locale.ROOT, format, args)));
    err.flush();
  }

  /** A part of the result for programs. */
  void put(String key, Object value) {
    result.put(key, value);
  }

  /** Takes back a part of the result that is no longer so. */
  void remove(String key) {
    result.remove(key);
  }

  /** One more of a part that is a list. */
  void add(String key, Object value) {
    List<Object> list = lists.computeIfAbsent(key, none -> new ArrayList<>());
    list.add(value);
    result.put(key, list);
  }

  /** Ends the output; fails if nobody could be told. */
  void end() throws IOException {
    if (json) {
      out.println(text(result));
    }
    requireWritten(out);
  }

  /** What programs are told of work that was not done. */
  static void fail(PrintWriter out, int exitCode, String message) {
    Map<String, Object> failure = new LinkedHashMap<>();
    failure.put("error", message);
    failure.put("exitCode", exitCode);
    out.println(text(failure));
    out.flush();
  }

  /**
   * Fails if something that was printed has not arrived.
   *
   * @throws LostReader if that is so because nobody reads any more
   */
  static void requireWritten(PrintWriter out) throws IOException {
    if (out.checkError()) {
      if (out instanceof StandardOutput own && own.hasLostItsReader()) {
        throw new LostReader();
      }
      throw new IOException("standard output cannot be written");
    }
  }

  private static String text(Map<String, Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
