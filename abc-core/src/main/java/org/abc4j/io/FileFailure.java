package org.abc4j.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Why something could not be done with a file, in words: what Java says is often the name of one of
 * its classes, or of a temporary file, or nothing. Stateless and thread-safe.
 */
public final class FileFailure {
  /** A device that is always full, where there is one. */
  private static final Path FULL = Path.of("/dev/full");

  /** What POSIX, Windows and a file system in memory say. */
  private static final List<String> NO_SPACE =
      List.of("No space left on device", "not enough space on the disk", "out of disk space");

  private FileFailure() {}

  /**
   * Why it could not be done.
   *
   * @param failure what was thrown; a carrier of an {@link IOException} counts as that
   * @return a few words without the file's name and without names of classes
   */
  public static String reason(Throwable failure) {
    if (failure instanceof UncheckedIOException || failure instanceof DirectoryIteratorException) {
      return reason(failure.getCause());
    }
    if (failure instanceof IOException && saysFull(words(failure))) {
      return "no space left";
    }
    if (failure instanceof FileSystemException refused) {
      return refused.getReason() == null ? kind(refused) : refused.getReason();
    }
    if (failure instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    if (failure instanceof EOFException) {
      return "it ends too soon";
    }
    if (failure instanceof ClosedChannelException) {
      return "it was closed meanwhile";
    }
    if (failure instanceof CharacterCodingException) {
      return "it holds bytes that are no text";
    }
    String message = failure.getMessage();
    return message == null || message.isBlank() ? "an error of input or output" : message;
  }

  private static String kind(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "not permitted";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it is there already";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (failure instanceof FileSystemLoopException) {
      return "links lead in a circle";
    }
    if (failure instanceof AtomicMoveNotSupportedException) {
      return "the file system cannot rename in one step";
    }
    return "the file system refuses";
  }

  /**
   * Whether a failure, or what caused it, is that of a full disk.
   *
   * @param failure what was thrown
   * @return whether no space was left, as far as the system's words tell
   */
  public static boolean isFullDisk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && saysFull(words(cause))) {
        return true;
      }
    }
    return false;
  }

  private static String words(Throwable failure) {
    String words =
        failure instanceof FileSystemException refused ? refused.getReason() : failure.getMessage();
    return words == null ? "" : words;
  }

  private static boolean saysFull(String words) {
    return NO_SPACE.stream().anyMatch(words::contains)
        || (!words.isEmpty() && saidOfAFullDevice().filter(words::equals).isPresent());
  }

  /** What this system says, in whichever language. */
  private static Optional<String> saidOfAFullDevice() {
    if (!Files.exists(FULL) || Files.isRegularFile(FULL)) {
      return Optional.empty();
    }
    try (OutputStream device = Files.newOutputStream(FULL, StandardOpenOption.WRITE)) {
      device.write(0);
      return Optional.empty();
    } catch (IOException full) {
      return Optional.ofNullable(full.getMessage());
    }
  }
}
