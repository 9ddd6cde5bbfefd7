package org.abc4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.codec.CodecException;
import org.abc4j.io.FileFailure;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.perception.ExtractorException;
import org.abc4j.training.AnotherTrainingException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What is said of a failure: one line on standard error, and an exit code. What is no failure of
 * the user's, but a fault of the program, keeps its stack trace. Stateless and thread-safe.
 */
public final class Failures {
  private Failures() {}

  /**
   * What is said of a failure.
   *
   * @param exitCode the exit code: 1 for a failure, 2 for arguments, 3 for what was given, 4 for
   *     what is refused, 130 for what was stopped
   * @param message one line
   */
  public record Said(int exitCode, String message) {}

  static int usage(ParameterException failure, String... args) {
    CommandLine line = failure.getCommandLine();
    String message =
        oneLine(failure.getMessage())
            + " (see "
            + line.getCommandSpec().qualifiedName()
            + " --help)";
    line.getErr().println("abc: " + message);
    if (Console.isAsked(args)) {
      Console.fail(line.getOut(), ExitCode.USAGE, message);
    }
    return ExitCode.USAGE;
  }

  static int failed(Exception failure, CommandLine line, ParseResult parsed) throws Exception {
    if (failure instanceof LostReader) {
      return ExitCode.LOST_READER;
    }
    Optional<Said> found = of(failure);
    Said said = found.orElseGet(() -> new Said(ExitCode.FAILURE, failure.toString()));
    if (Console.isAsked(parsed.originalArgs())) {
      Console.fail(line.getOut(), said.exitCode(), said.message());
    }
    found.orElseThrow(() -> failure);
    line.getErr().println("abc: " + said.message());
    line.getErr().flush();
    return said.exitCode();
  }

  /**
   * What to say of a failure.
   *
   * @param failure what was thrown
   * @return the line and the exit code; empty if it is a fault of the program
   */
  public static Optional<Said> of(Throwable failure) {
    if (failure instanceof UncheckedIOException carrier) {
      return of(carrier.getCause());
    }
    if (failure instanceof DirectoryIteratorException carrier) {
      return of(carrier.getCause());
    }
    if (failure instanceof UndeclaredThrowableException carrier) {
      return of(carrier.getUndeclaredThrowable());
    }
    if (wasInterrupted(failure)) {
      return of(new CancellationException("stopped as a file was open; the same command goes on"));
    }
    if (failure instanceof CancellationException) {
      String message = String.valueOf(failure.getMessage());
      return said(
          ExitCode.STOPPED,
          message.startsWith("stopped")
              ? message
              : "stopped; the same command goes on, or starts again");
    }
    if (failure instanceof Refusal) {
      return said(ExitCode.REFUSED, failure.getMessage());
    }
    if (failure instanceof AnotherTrainingException) {
      return said(ExitCode.REFUSED, failure.getMessage());
    }
    if (failure instanceof UnusableInput) {
      return said(ExitCode.BAD_INPUT, failure.getMessage());
    }
    if (failure instanceof MalformedFileException
        || failure instanceof ExtractorException
        || failure instanceof CodecException) {
      return said(ExitCode.BAD_INPUT, failure.getMessage());
    }
    if (failure instanceof NoSuchFileException) {
      return said(ExitCode.BAD_INPUT, "no such file or folder: " + place(failure));
    }
    if (failure instanceof AccessDeniedException) {
      return said(ExitCode.BAD_INPUT, "not permitted: " + place(failure));
    }
    if (failure instanceof NotDirectoryException) {
      return said(ExitCode.BAD_INPUT, "not a folder: " + place(failure));
    }
    if (failure instanceof FileSystemException refused) {
      return said(ExitCode.FAILURE, refused(refused));
    }
    if (failure instanceof IllegalArgumentException) {
      return said(ExitCode.USAGE, String.valueOf(failure.getMessage()));
    }
    if (failure instanceof IOException || failure instanceof ReadOnlyFileSystemException) {
      return said(ExitCode.FAILURE, FileFailure.reason(failure));
    }
    if (failure instanceof ArithmeticException) {
      return said(ExitCode.FAILURE, String.valueOf(failure.getMessage()));
    }
    return Optional.empty();
  }

  /** Whether a stop closed the file that was being read or written. */
  private static boolean wasInterrupted(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  /** With the folder, where a disk is full: the file is not there. */
  private static String refused(FileSystemException failure) {
    String file = failure.getFile();
    if (file == null) {
      return FileFailure.reason(failure);
    }
    if (FileFailure.isFullDisk(failure)) {
      Path folder = Path.of(file).toAbsolutePath().getParent();
      return "no space left in " + Quoted.of(String.valueOf(folder));
    }
    return Quoted.of(file) + ": " + FileFailure.reason(failure);
  }

  private static Optional<Said> said(int exitCode, String message) {
    return Optional.of(new Said(exitCode, oneLine(message)));
  }

  /** The file, between quotes unless the message has them, and what else is known of it. */
  private static String place(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith("'") ? message : Quoted.of(message);
  }

  /**
   * On one line and in the order in which it is written, whatever names are in it.
   *
   * @param text any text
   * @return the text, what would break a line or its order escaped
   */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    line.append(String.format(Locale.ROOT, "\\u%04x", point));
                default -> line.appendCodePoint(point);
              }
            });
    return line.toString();
  }
}
