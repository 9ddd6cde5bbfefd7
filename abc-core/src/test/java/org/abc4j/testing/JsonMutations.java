package org.abc4j.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spoils JSON texts: in half of the cases as trees, so that the result is JSON that says something
 * else, in half token by token, so that it is seldom JSON at all.
 */
final class JsonMutations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|[a-z]+|[\\[\\]{}:,]|\\s+|.", Pattern.DOTALL);

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-1",
          "1",
          "2",
          "7",
          "00",
          "1.0",
          "1e2",
          "1e999",
          "-1e999",
          "0.5",
          "1e-400",
          "255",
          "256",
          "1024",
          "1025",
          "65536",
          "16777217",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4294967296",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551615",
          "9".repeat(40),
          "1".repeat(1100),
          "1e" + "9".repeat(30));

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "null",
          "true",
          "false",
          "NaN",
          "{}",
          "[]",
          "\"\"",
          "\"a\":1,",
          "/**/",
          "\\",
          "\\u0000",
          "\\ud800",
          "\u0000",
          "\u00e9",
          "\ud800",
          "\ufeff",
          "[[[[[[[[[[",
          "}}",
          "]]",
          "\"x\\u0000\"");

  /** JSON values that may stand where others are meant. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "[[]]",
          "\"\"",
          "\"a\"",
          "[0]",
          "[1,2]",
          "[-1,-1]",
          "{\"a\":1}",
          "\"F32\"",
          "\"I32\"",
          "\"F64\"",
          "\"U8\"",
          "\"000111\"",
          "\"1100\"",
          "\"linear(10, 0.5, 0.5)\"",
          "\"1\"",
          "\"\\u0000\\n\\ud83d\\ude00\"");

  private static final List<String> VALID_NUMBERS =
      NUMBERS.stream().filter(number -> !number.equals("00")).toList();

  private final Mutations draws;

  private JsonMutations(Mutations draws) {
    this.draws = draws;
  }

  /** Spoils a JSON text one to three times. */
  static String spoil(Mutations draws, String text) {
    JsonMutations mutations = new JsonMutations(draws);
    return draws.oneIn(2) ? mutations.tree(text) : mutations.tokens(text);
  }

  private String tree(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      int times = 1 + draws.below(3);
      for (int i = 0; i < times; i++) {
        List<ContainerNode<?>> containers = new ArrayList<>();
        collect(root, containers);
        ContainerNode<?> chosen = draws.of(containers);
        if (chosen instanceof ObjectNode object) {
          spoil(object);
        } else {
          spoil((ArrayNode) chosen);
        }
      }
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
    if (node instanceof ContainerNode<?> container) {
      containers.add(container);
    }
    node.forEach(child -> collect(child, containers));
  }

  private void spoil(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty()) {
      object.set("a", value());
      return;
    }
    String name = draws.of(names);
    String other = draws.of(names);
    JsonNode value = object.get(name);
    switch (draws.below(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, value());
      case 2 -> object.set(draws.oneIn(2) ? name + "x" : other, value);
      case 3 -> object.set(name, object.replace(other, value));
      // The last place instead of its own.
      case 4 -> object.set(name, object.remove(name));
      default -> object.set(name, near(value));
    }
  }

  private void spoil(ArrayNode array) {
    if (array.isEmpty()) {
      array.add(value());
      return;
    }
    int at = draws.below(array.size());
    int other = draws.below(array.size());
    JsonNode value = array.get(at);
    switch (draws.below(6)) {
      case 0 -> array.remove(at);
      case 1 -> array.set(at, value());
      case 2 -> array.insert(other, value.deepCopy());
      case 3 -> array.set(at, array.set(other, value).get(at));
      case 4 -> array.insert(at, value());
      default -> array.set(at, near(value));
    }
  }

  /** A value that is nearly the one that is meant. */
  private JsonNode near(JsonNode value) {
    if (value.isIntegralNumber()) {
      return JSON.getNodeFactory().numberNode(value.longValue() + draws.below(5) - 2);
    }
    if (value.isTextual() && !value.textValue().isEmpty()) {
      String text = value.textValue();
      int place = draws.below(text.length());
      String sign = draws.oneIn(2) ? "" : String.valueOf((char) (32 + draws.below(96)));
      return JSON.getNodeFactory()
          .textNode(text.substring(0, place) + sign + text.substring(place + 1));
    }
    return value();
  }

  private JsonNode value() {
    String text = draws.of(draws.oneIn(2) ? VALID_NUMBERS : VALUES);
    return JSON.getNodeFactory().rawValueNode(new RawValue(text));
  }

  private String number() {
    return draws.of(NUMBERS);
  }

  private String tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    int times = 1 + draws.below(3);
    for (int i = 0; i < times && !tokens.isEmpty(); i++) {
      spoil(tokens);
    }
    return String.join("", tokens);
  }

  private void spoil(List<String> tokens) {
    int at = draws.below(tokens.size());
    int to = draws.below(tokens.size());
    int end = Math.min(tokens.size(), at + 1 + draws.below(8));
    switch (draws.below(11)) {
      case 0, 1 -> numberAt(tokens, at);
      case 2 -> tokens.set(at, number());
      case 3 -> tokens.set(at, draws.of(TOKENS));
      case 4 -> tokens.add(at, draws.of(TOKENS));
      case 5 -> tokens.set(at, tokens.get(to));
      case 6 -> tokens.set(to, tokens.set(at, tokens.get(to)));
      case 7 -> tokens.subList(at, end).clear();
      case 8 -> tokens.addAll(to, List.copyOf(tokens.subList(at, end)));
      case 9 -> stringAt(tokens, at);
      default -> tokens.set(at, "[".repeat(1 + draws.below(12)) + tokens.get(at) + "]");
    }
  }

  /** Replaces the first number from a place on. */
  private void numberAt(List<String> tokens, int at) {
    for (int i = at; i < tokens.size(); i++) {
      if (tokens.get(i).matches("-?[0-9].*")) {
        tokens.set(i, number());
        return;
      }
    }
  }

  /** Changes the first string from a place on: a character, its length, or a number in it. */
  private void stringAt(List<String> tokens, int at) {
    for (int i = at; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.length() > 2 && token.startsWith("\"")) {
        int place = 1 + draws.below(token.length() - 2);
        String with =
            switch (draws.below(4)) {
              case 0 -> draws.of(TOKENS);
              case 1 -> token.substring(1, place).repeat(1 + draws.below(40));
              case 2 -> number();
              default -> String.valueOf((char) (32 + draws.below(96)));
            };
        tokens.set(i, token.substring(0, place) + with + token.substring(place + 1));
        return;
      }
    }
  }
}
