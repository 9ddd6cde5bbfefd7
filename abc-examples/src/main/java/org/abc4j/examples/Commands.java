package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.abc4j.codebook.CodeAssignment;
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
        .setParameterExceptionHandler(
            (failure, args) -> {
              failure.getCommandLine().getErr().println(failure.getMessage() + " (see --help)");
              return CommandLine.ExitCode.USAGE;
            })
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
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder: " + failure.getMessage();
    }
    if (failure instanceof AccessDeniedException) {
      return "not permitted: " + failure.getMessage();
    }
    return failure instanceof FileSystemException
        ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
        : failure.getMessage();
  }

  /** Fails if an option's number is too small. */
  static void requireAtLeast(int least, String option, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " must be at least " + least + ", found " + value);
    }
  }

  /** With few sources, a member may be in nobody's word and have nothing to be made of. */
  static void requireAnImageForEachMember(CodeAssignment code, long seed) {
    for (int member = 0; member < code.codebook().length(); member++) {
      if (code.splits().items(member).findFirst().isEmpty()) {
        throw new IllegalArgumentException(
            "--sources "
                + code.sources().count()
                + " with --seed "
                + seed
                + " leaves member "
                + member
                + " without an image: more sources are needed, or another seed");
      }
    }
  }
}
