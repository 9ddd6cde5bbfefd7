package org.abc4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MalformedFileExceptionTest {

  @Test
  void message_plainTexts_isTheirs() {
    MalformedFileException e = new MalformedFileException("a.bin", "größe", "1 😀", "'2'");
    assertEquals("a.bin: größe: expected 1 😀, found '2'", e.getMessage());
    assertEquals("a.bin", e.file());
    assertEquals("größe", e.field());
    assertEquals("1 😀", e.expected());
    assertEquals("'2'", e.found());
  }

  @Test
  void message_controlCharacters_areEscaped() {
    MalformedFileException e =
        new MalformedFileException(
            "a\nb", "x\r\n2026 ERROR", "\u001b[2J\t", "\u202e\u2028\u2029\u0085\ud83d");
    assertEquals(
        "a\\u000ab: x\\u000d\\u000a2026 ERROR: expected \\u001b[2J\\u0009, found"
            + " \\u202e\\u2028\\u2029\\u0085\\ud83d",
        e.getMessage());
    assertEquals("a\nb", e.file());
    assertEquals("x\\u000d\\u000a2026 ERROR", e.field());
    assertEquals("\\u001b[2J\\u0009", e.expected());
    assertEquals("\\u202e\\u2028\\u2029\\u0085\\ud83d", e.found());
  }

  @Test
  void message_longText_isCutToItsBeginning() {
    String exact = "x".repeat(200);
    assertEquals(exact, new MalformedFileException("a", "f", "1", exact).found());
    assertEquals(exact + "…", new MalformedFileException("a", "f", "1", exact + "y").found());
    // A character of two halves is not cut in the middle.
    String pair = "x".repeat(199) + "😀";
    assertEquals(pair + "…", new MalformedFileException("a", "f", "1", pair + "y").found());
  }
}
