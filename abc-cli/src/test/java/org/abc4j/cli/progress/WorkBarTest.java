package org.abc4j.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.abc4j.ProgressListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkBarTest {
  private final WorkBar progress = WorkBar.of("Four computations", 4);

  @AfterEach
  void close() {
    progress.close();
  }

  @Test
  void share_nothingReported_isZero() {
    progress.next();
    assertEquals(0, progress.share());
  }

  @Test
  void share_partOfTheSecond_addsToTheFirst() {
    progress.next().progress(5, 5);
    ProgressListener second = progress.next();
    second.progress(0, 40);
    assertEquals(0.25, progress.share());
    second.progress(10, 40);
    assertEquals(0.25 + 0.25 / 4, progress.share(), 1e-9);
  }

  @Test
  void share_allDone_isOne() {
    for (int i = 0; i < 4; i++) {
      ProgressListener listener = progress.next();
      listener.progress(0, 3);
      listener.progress(3, 3);
    }
    assertEquals(1, progress.share());
  }

  @Test
  void share_computationWithNothingToDo_isDone() {
    progress.next().progress(0, 0);
    assertEquals(0.25, progress.share());
  }

  @Test
  void skip_countsAsDone() {
    progress.skip(3);
    assertEquals(0.75, progress.share());
    progress.next().progress(1, 2);
    assertEquals(0.875, progress.share(), 1e-9);
  }

  /** The percentage once, and no units of work. */
  @Test
  void bar_isShownWithOnePercentage() {
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, false, StandardCharsets.UTF_8));
    try (WorkBar shown = WorkBar.of("Work", 2)) {
      shown.next().progress(1, 1);
    } finally {
      System.setErr(err);
    }
    String[] bars = bytes.toString(StandardCharsets.UTF_8).split("\r");
    String last = bars[bars.length - 1].strip();
    assertTrue(last.matches("Work +50% \\[=+ +] +\\(0:00:0\\d / \\S+\\)"), last);
  }

  @Test
  void close_interruptedThread_staysInterrupted() {
    Thread.currentThread().interrupt();
    progress.close();
    assertTrue(Thread.interrupted());
  }
}
