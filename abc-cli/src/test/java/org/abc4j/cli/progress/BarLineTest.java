package org.abc4j.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
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
    line = new BarLine(out, Duration.ZERO);
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
  void accept_beforeItsTime_showsNothing() {
    BarLine patient = new BarLine(out, Duration.ofHours(1));
    patient.accept("Samples 5%");
    patient.close();
    assertEquals("", shown());
  }

  /** An hour of two bars a second, as it goes to a file. */
  @Test
  void accept_whereNobodyWatches_showsFewBarsAndTheLast() {
    BarLine file = new BarLine(out, Duration.ZERO, false);
    for (int tick = 0; tick <= 7200; tick++) {
      file.accept("Samples " + tick / 72 + "%", tick * 500_000_000L);
    }
    int bars = (int) shown().chars().filter(c -> c == '\r').count();
    assertTrue(bars >= 10 && bars <= 80, bars + " bars");
    file.close();
    assertTrue(shown().endsWith("\rSamples 100%\n"), shown());
    // A terminal has them all.
    line.accept("Samples 1%");
    line.accept("Samples 2%");
    assertTrue(shown().endsWith("\rSamples 1%\rSamples 2%"), shown());
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
    line = new BarLine(out, Duration.ZERO);
    line.accept("Samples 5%");
    assertFalse(log());
    assertEquals("\rSamples 5%", shown());
  }

  /**
   * The handler holds its lock when it asks the filter, and so this line; close() must not wait.
   */
  @Test
  void close_whileAHandlerLogs_waitsForNoLockThatTheHandlerNeeds() throws InterruptedException {
    line.close();
    Thread closing = new Thread(() -> line.close());
    closing.setDaemon(true);
    handler.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord message) {
            return "";
          }
        });
    handler.setFilter(
        message -> {
          closing.start();
          awaitStop(closing);
          return true;
        });
    line = new BarLine(out, Duration.ZERO);
    line.accept("Samples 5%");
    Thread logging = new Thread(() -> handler.publish(new LogRecord(Level.WARNING, "hello")));
    logging.setDaemon(true);
    logging.start();
    logging.join(20_000);
    closing.join(20_000);
    boolean stuck = logging.isAlive() || closing.isAlive();
    if (stuck) {
      // Nothing may ask for their locks any more.
      line =
          new BarLine(
              new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
              Duration.ZERO);
    }
    assertFalse(stuck, logging.getState() + " and " + closing.getState());
    assertEquals("\rSamples 5%\n", shown());
  }

  /** Until a thread waits for a lock, or has ended. */
  private static void awaitStop(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      switch (thread.getState()) {
        case BLOCKED, WAITING, TERMINATED -> {
          return;
        }
        default -> Thread.onSpinWait();
      }
    }
  }

  @Test
  void close_endsTheLineAndGivesTheLogBack() {
    line.accept("Samples 100%");
    line.close();
    assertEquals("\rSamples 100%\n", shown());
    assertNull(handler.getFilter());
  }
}
