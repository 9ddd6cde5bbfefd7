package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** What a command printed, and its exit code. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(Object... args) {
    return of(Abc.commandLine(), args);
  }

  /** Where paths that begin as such do are those of another file system. */
  static CommandRun on(FileSystem disk, String beginning, Object... args) {
    CommandLine line = Abc.commandLine();
    line.registerConverter(
        Path.class, text -> text.startsWith(beginning) ? disk.getPath(text) : Path.of(text));
    return of(line, args);
  }

  private static CommandRun of(CommandLine line, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        line.setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  CommandRun well() {
    assertEquals(0, exitCode, err);
    assertEquals("", err);
    return this;
  }

  /** The one line of a failure, without the command's name. */
  String failure(int expected) {
    assertEquals(expected, exitCode, out + err);
    assertEquals(1, err.lines().count(), err);
    assertFalse(err.contains("Exception"), err);
    assertEquals("abc: ", err.substring(0, 5));
    return err.strip().substring(5);
  }

  List<String> lines() {
    return out.lines().toList();
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
