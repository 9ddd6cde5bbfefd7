package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class CommandsTest {
  private final StringWriter err = new StringWriter();

  @Command(name = "fails")
  private record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private int execute(Exception failure) {
    return Commands.line(new Failing(failure)).setErr(new PrintWriter(err, true)).execute();
  }

  @Test
  void execute_badFileOrArgument_isItsMessage() {
    assertEquals(1, execute(new IOException("the disk is full")));
    assertEquals(1, execute(new IllegalArgumentException("--count is 0")));
    assertEquals("the disk is full\n--count is 0", err.toString().strip().replace("\r", ""));
  }

  @Test
  void execute_exceptionThatSaysThePathOnly_isNamedToo() {
    assertEquals(1, execute(new AccessDeniedException("a/b")));
    assertEquals("not permitted: a/b", err.toString().strip());
  }

  @Test
  void execute_faultOfTheProgram_keepsItsTrace() {
    assertEquals(1, execute(new IllegalStateException("never")));
    assertTrue(err.toString().contains("at " + CommandsTest.class.getName()), err.toString());
  }
}
