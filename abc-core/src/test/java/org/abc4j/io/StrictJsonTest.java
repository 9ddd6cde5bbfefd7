package org.abc4j.io;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.io.JsonTokens.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class StrictJsonTest {
  private static final StrictJson RULES = StrictJson.nesting(3);
  private static final long MOST_BYTES = 1000;

  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("a.json"), content);
  }

  private JsonTree tree(String content) throws IOException {
    return RULES.tree(file(content), MOST_BYTES);
  }

  private static MalformedFileException malformed(Executable action) {
    return assertThrows(MalformedFileException.class, action);
  }

  private void assertFault(String field, String expected, String found, Executable action) {
    assertFails(
        MalformedFileException.class,
        folder.resolve("a.json") + ": " + field + ": expected " + expected + ", found " + found,
        action);
  }

  /** The tokens and what they say. */
  private static List<String> all(JsonTokens tokens) throws IOException {
    List<String> all = new ArrayList<>();
    while (tokens.next() != Token.END) {
      all.add(tokens.token() + " " + tokens.text());
    }
    return all;
  }

  @Test
  void tree_ofBytes_isThatOfAFile() throws IOException {
    Path name = folder.resolve("a.json");
    String text = "{\"t\":[\"é\",7]}";
    assertEquals(
        tree(text).toString(), RULES.tree(name, text.getBytes(StandardCharsets.UTF_8)).toString());
    assertFault(
        "content",
        "UTF-8",
        "other bytes",
        () -> RULES.tree(name, text.getBytes(StandardCharsets.ISO_8859_1)));
    for (String bad : new String[] {"{} {}", "{\"a\":1,\"a\":2}", "[[[[1]]]]", "{"}) {
      MalformedFileException ofFile = malformed(() -> tree(bad));
      MalformedFileException ofBytes =
          malformed(() -> RULES.tree(name, bad.getBytes(StandardCharsets.UTF_8)));
      assertEquals(ofFile.getMessage(), ofBytes.getMessage());
    }
  }

  @Test
  void tree_values_areRead() throws IOException {
    JsonTree root = tree("{\"t\":\"x\",\"i\":-7,\"d\":1e999,\"b\":true,\"n\":null,\"l\":[1,2]}");
    assertTrue(root.isObject());
    assertEquals(List.of("t", "i", "d", "b", "n", "l"), List.copyOf(root.fields().keySet()));
    assertEquals("x", root.field("t").text());
    assertTrue(root.field("t").isText("x"));
    assertEquals(-7, root.field("i").integer());
    assertEquals(-7, root.field("i").number());
    assertEquals(Double.POSITIVE_INFINITY, root.field("d").number());
    assertTrue(root.field("b").truth());
    assertTrue(root.field("n").isNull());
    assertFalse(root.field("n").isMissing());
    assertTrue(root.field("other").isMissing());
    assertEquals("nothing", root.field("other").toString());
    assertEquals("MISSING", root.field("other").kind());
    assertEquals(2, root.field("l").list().get(1).integer());
    assertEquals(2, root.field("l").size());
    assertEquals("[1,2]", root.field("l").toString());
    assertTrue(tree("").isMissing());
  }

  @Test
  void tree_valueOfAnotherKind_isNamed() throws IOException {
    JsonTree root = tree("{\"t\":\"x\",\"i\":4294967296,\"l\":[1,\"y\"]}");
    assertFault("content", "a list", root.toString(), root::list);
    assertFault("t", "an integer", "\"x\"", root.field("t")::integer);
    assertFault("t", "a number", "\"x\"", root.field("t")::number);
    assertFault("t", "true or false", "\"x\"", root.field("t")::truth);
    assertFault("t", "an object", "\"x\"", root.field("t")::fields);
    assertFault("i", "an integer", "4294967296", root.field("i")::integer);
    assertFault("i", "a text", "4294967296", root.field("i")::text);
    assertFault("l", "an integer", "\"y\"", root.field("l").list().get(1)::integer);
    assertFault("l[0]", "a text", "1", root.field("l").list().get(0).as("l[0]")::text);
    assertFault("none", "a text", "nothing", root.field("none")::text);
  }

  @Test
  void isSameAs_numbersWrittenOtherwise_areTheSame() throws IOException {
    JsonTree root = tree("{\"a\":1.0,\"b\":\"1\",\"c\":null}");
    assertTrue(root.field("a").isSameAs("1"));
    assertFalse(root.field("b").isSameAs("1"));
    assertTrue(root.field("b").isSameAs("\"1\""));
    assertTrue(root.field("c").isSameAs("null"));
    assertFalse(root.field("d").isSameAs("null"));
    assertIllegal("no JSON: {", () -> root.isSameAs("{"));
  }

  @Test
  void tree_whatIsNoStrictJson_isRefused() throws IOException {
    for (String content :
        List.of("{", "{} 1", "{\"a\":1,\"a\":1}", "[[[[]]]]", "{\"a\":01}", "{'a':1}", "//\n{}")) {
      MalformedFileException error = malformed(() -> tree(content));
      assertEquals("content", error.field(), content);
      assertEquals("JSON", error.expected(), content);
    }
    assertEquals("[[[]]]", tree("[[[]]]").toString());
  }

  @Test
  void treeAndRead_anotherKindOfFile_sayWhatItLooksLike() throws IOException {
    Path file = file("version https://git-lfs.github.com/spec/v1\noid sha256:4\n");
    String said = "it looks like a Git LFS pointer: run `git lfs pull`";
    assertEquals(said, likeness(() -> RULES.tree(file, MOST_BYTES)));
    assertEquals(said, likeness(() -> RULES.inAnyUnicode().tree(file, MOST_BYTES)));
    assertEquals(said, likeness(() -> RULES.read(file, MOST_BYTES, StrictJsonTest::all)));
    assertEquals(said, likeness(() -> RULES.tree(file, 3)));
    Files.writeString(file, "<html>");
    assertTrue(likeness(() -> RULES.tree(file, MOST_BYTES)).contains("HTML"));
    // What a reader of tokens refuses, too.
    Files.write(file, new byte[0]);
    assertEquals(
        "it is empty",
        likeness(
            () ->
                RULES.read(
                    file,
                    MOST_BYTES,
                    tokens -> {
                      throw new MalformedFileException("a", "b", "c", "d");
                    })));
    // JSON with a fault is JSON.
    Files.writeString(file, "{\"a\":1");
    assertEquals("nothing", likeness(() -> RULES.tree(file, MOST_BYTES)));
  }

  private static String likeness(Executable action) {
    return malformed(action).looksLike().orElse("nothing");
  }

  @Test
  void requireNoFieldBut_anotherField_isNamed() throws IOException {
    JsonTree root = tree("{\"a\":1,\"b\":{\"c\":2}}");
    root.requireNoFieldBut(List.of("b", "a", "more"));
    assertFault("content", "no field but a", "\"b\"", () -> root.requireNoFieldBut(List.of("a")));
    assertFault(
        "b",
        "no field but x, y",
        "\"c\"",
        () -> root.field("b").requireNoFieldBut(List.of("x", "y")));
    assertFault("a", "an object", "1", () -> root.field("a").requireNoFieldBut(List.of()));
  }

  @Test
  void tree_otherEncodings_areRefusedUnlessAsked() throws IOException {
    for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-8")) {
      Path file = folder.resolve("a.json");
      Files.write(file, "{\"é\":1}".getBytes(Charset.forName(name)));
      assertEquals(1, RULES.inAnyUnicode().tree(file, MOST_BYTES).field("é").integer(), name);
      if (!name.equals("UTF-8")) {
        assertEquals("content", malformed(() -> RULES.tree(file, MOST_BYTES)).field(), name);
      }
    }
    Path latin = folder.resolve("a.json");
    Files.write(latin, "\"é\"".getBytes(StandardCharsets.ISO_8859_1));
    assertFault("content", "UTF-8", "other bytes", () -> RULES.tree(latin, MOST_BYTES));
  }

  @Test
  void tree_fileTooLargeOrMissing_isAnError() throws IOException {
    Path file = file("[]" + " ".repeat(8));
    assertEquals(0, RULES.tree(file, 10).size());
    assertFault("size", "at most 9 bytes", "10 bytes", () -> RULES.tree(file, 9));
    assertFault("size", "at most 9 bytes", "10 bytes", () -> RULES.read(file, 9, t -> t));
    Files.delete(file);
    assertThrows(NoSuchFileException.class, () -> RULES.tree(file, 10));
  }

  @Test
  void read_tokens_areAllKindsInOrder() throws IOException {
    Path file = file("{\"k\": [\"t\", 1, 1.5, true, false, null]}");
    assertEquals(
        List.of(
            "START_OBJECT {",
            "FIELD_NAME k",
            "START_ARRAY [",
            "VALUE_STRING t",
            "VALUE_NUMBER_INT 1",
            "VALUE_NUMBER_FLOAT 1.5",
            "VALUE_TRUE true",
            "VALUE_FALSE false",
            "VALUE_NULL null",
            "END_ARRAY ]",
            "END_OBJECT }"),
        RULES.read(file, MOST_BYTES, StrictJsonTest::all));
  }

  @Test
  void read_integers_areTakenIfTheyFit() throws IOException {
    String[] numbers = {"2147483647", "-2147483649", "9223372036854775807", "9223372036854775808"};
    List<String> found = new ArrayList<>();
    for (String number : numbers) {
      RULES.read(
          file(number),
          MOST_BYTES,
          tokens -> {
            tokens.next();
            found.add(tokens.isInt() ? "int " + tokens.intValue() : "no int");
            found.add(tokens.isLong() ? "long " + tokens.longValue() : "no long");
            return found;
          });
    }
    assertEquals(
        List.of(
            "int 2147483647",
            "long 2147483647",
            "no int",
            "long -2147483649",
            "no int",
            "long 9223372036854775807",
            "no int",
            "no long"),
        found);
    assertFalse(
        RULES.<Boolean>read(
            file("\"1\""), MOST_BYTES, tokens -> tokens.isInt() || tokens.isLong()));
  }

  @Test
  void read_errors_sayWhere() throws IOException {
    Path file = file("{\n\"a\":\n x}");
    MalformedFileException inLines =
        malformed(() -> RULES.inOrder().read(file, MOST_BYTES, StrictJsonTest::all));
    assertTrue(inLines.found().endsWith(" in line 3"), inLines.found());
    StrictJson header = RULES.of("header", "an object");
    byte[] large = "[1, 9223372036854775808]".getBytes(StandardCharsets.UTF_8);
    MalformedFileException onOne =
        malformed(
            () ->
                header.read(
                    file,
                    new ByteArrayInputStream(large),
                    tokens -> {
                      tokens.next();
                      assertEquals(Token.VALUE_NUMBER_INT, tokens.next());
                      tokens.next();
                      return tokens.longValue();
                    }));
    assertEquals("header", onOne.field());
    assertEquals("an object", onOne.expected());
    assertTrue(onOne.found().matches(".* at character [0-9]+"), onOne.found());
  }

  @Test
  void read_repeatedKey_isRefusedUnlessInOrder() throws IOException {
    Path file = file("{\"a\":1,\"a\":2}");
    assertEquals(
        "JSON", malformed(() -> RULES.read(file, MOST_BYTES, StrictJsonTest::all)).expected());
    assertEquals(6, RULES.inOrder().read(file, MOST_BYTES, StrictJsonTest::all).size());
  }

  @Test
  void read_textOrKeyTooLong_isRefused() throws IOException {
    StrictJson shorts = RULES.withTexts(4).withKeys(3);
    assertEquals(
        4, shorts.read(file("{\"abc\":\"abcd\"}"), MOST_BYTES, StrictJsonTest::all).size());
    // Both are limits of what is taken in: the parser may take a buffer's length first.
    String text = "x".repeat(100_000);
    for (String content : List.of("{\"abc\":\"" + text + "\"}", "{\"" + text + "\":\"abcd\"}")) {
      Path file = file(content);
      assertEquals(
          "content", malformed(() -> shorts.read(file, 1 << 20, StrictJsonTest::all)).field());
    }
  }
}
