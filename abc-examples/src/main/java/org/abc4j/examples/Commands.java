package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** What the command lines share. */
final class Commands {
  private Commands() {}

  /**
   * The command line of a command. Bad files and arguments are one line on standard error and exit
   * code 1; any other exception is a fault of the program and keeps its stack trace.
   */
  static CommandLine line(Callable<Integer> command) {
    return new CommandLine(command)
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (!(failure instanceof IOException
                  || failure instanceof IllegalArgumentException)) {
                throw failure;
              }
              line.getErr().println(describe(failure));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** The JDK's own exceptions about files say no more than the path. */
  private static String describe(Exception failure) {
    return failure instanceof FileSystemException
        ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
        : failure.getMessage();
  }
}
