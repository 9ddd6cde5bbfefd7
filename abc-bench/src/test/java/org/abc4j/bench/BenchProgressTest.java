package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BenchProgress progress =
      new BenchProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private void write(String text) {
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      progress.write(octet);
    }
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void write_incubatorWarning_dropsThatLine() {
    write("before\nWARNING: Using incubator modules: jdk.incubator.vector\nWARNING: σ is odd\n");
    assertEquals("before\nWARNING: σ is odd\n", printed());
  }

  @Test
  void print_afterUnfinishedLine_keepsTheOrder() {
    write("half");
    progress.print(" and more");
    write("!");
    progress.close();
    assertEquals("half and more!", printed());
  }

  @Test
  void println_blank_isDropped() {
    progress.println(" ");
    progress.println("text");
    assertEquals("text" + System.lineSeparator(), printed());
  }
}
