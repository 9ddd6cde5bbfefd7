package org.abc4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a command says: lines for people, or one JSON object for programs. */
final class Console {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintWriter out;
  private final boolean json;
  private final Map<String, Object> result = new LinkedHashMap<>();

  Console(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** A line for people. */
  void line(String format, Object... args) {
    if (!json) {
      out.println(args.length == 0 ? format : String.format(Locale.ROOT, format, args));
      out.flush();
    }
  }

  /** A part of the result for programs. */
  void put(String key, Object value) {
    result.put(key, value);
  }

  /** Ends the output. */
  void end() {
    if (json) {
      try {
        out.println(JSON.writeValueAsString(result));
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    out.flush();
  }
}
