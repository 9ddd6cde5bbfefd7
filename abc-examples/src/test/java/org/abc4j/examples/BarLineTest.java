package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarLineTest {
  private final Logger root = Logger.getLogger("");
  private final ConsoleHandler handler = new ConsoleHandler();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Buffered, as standard error is. */
  private final PrintStream out =
      new PrintStream(new BufferedOutputStream(bytes, 8192), false, StandardCharsets.UTF_8);

  private BarLine line;

  @BeforeEach
  void open() {
    root.addHandler(handler);
    line = new BarLine(out);
  }

  @AfterEach
  void close() {
    line.close();
    root.removeHandler(handler);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private boolean log() {
    return handler.isLoggable(new LogRecord(Level.WARNING, "hello"));
  }

  @Test
  void accept_bufferedStream_isShownAtOnce() {
    line.accept("Samples 5%");
    assertEquals("\rSamples 5%", shown());
  }

  @Test
  void log_afterABar_beginsALine() {
    line.accept("Samples 5%");
    assertTrue(log());
    assertTrue(log());
    assertEquals("\rSamples 5%\n", shown());
    line.accept("Samples 6%");
    assertEquals("\rSamples 5%\n\rSamples 6%", shown());
  }

  @Test
  void log_beforeAnyBar_leavesNoEmptyLine() {
    assertTrue(log());
    assertEquals("", shown());
  }

  @Test
  void log_thatIsNotShown_leavesTheBarAlone() {
    line.close();
    handler.setFilter(message -> false);
    line = new BarLine(out);
    line.accept("Samples 5%");
    assertFalse(log());
    assertEquals("\rSamples 5%", shown());
  }

  @Test
  void close_endsTheLineAndGivesTheLogBack() {
    line.accept("Samples 100%");
    line.close();
    assertEquals("\rSamples 100%\n", shown());
    assertNull(handler.getFilter());
  }
}
