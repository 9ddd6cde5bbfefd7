package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a command printed, and its exit code. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(CommandLine line, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        line.setOverwrittenOptionsAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  CommandRun well() {
    assertEquals(0, exitCode, err);
    assertEquals("", err);
    return this;
  }

  /** The one line of a failure. */
  String failure() {
    assertEquals(1, exitCode, err);
    assertEquals("", out);
    assertEquals(1, err.lines().count(), err);
    return err.strip();
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /** A Java without the Vector API that runs a program of these examples. */
  static ProcessBuilder java(Class<?> program, List<String> args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(args);
    return new ProcessBuilder(command);
  }
}
