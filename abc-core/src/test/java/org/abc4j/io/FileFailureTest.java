package org.abc4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
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
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void reason_ofEveryKind_isWordsAndNoClassesName() {
    Map<Throwable, String> reasons = new LinkedHashMap<>();
    reasons.put(new NoSuchFileException("f"), "no such file or folder");
    reasons.put(new AccessDeniedException("f"), "not permitted");
    reasons.put(new NotDirectoryException("f"), "not a folder");
    reasons.put(new FileAlreadyExistsException("f"), "it is there already");
    reasons.put(new DirectoryNotEmptyException("f"), "the folder is not empty");
    reasons.put(new FileSystemLoopException("f"), "links lead in a circle");
    reasons.put(new NotLinkException("f"), "the file system refuses");
    reasons.put(
        new AtomicMoveNotSupportedException("f", "g", null),
        "the file system cannot rename in one step");
    reasons.put(new FileSystemException("f", null, "File name too long"), "File name too long");
    reasons.put(new FileSystemException("f", null, "No space left on device"), "no space left");
    reasons.put(new IOException("No space left on device"), "no space left");
    reasons.put(new IOException("There is not enough space on the disk"), "no space left");
    reasons.put(new ReadOnlyFileSystemException(), "the file system is read-only");
    reasons.put(new EOFException(), "it ends too soon");
    reasons.put(new ClosedByInterruptException(), "it was closed meanwhile");
    reasons.put(new CharacterCodingException(), "it holds bytes that are no text");
    reasons.put(new MalformedInputException(1), "it holds bytes that are no text");
    reasons.put(new IOException(), "an error of input or output");
    reasons.put(new IOException("the source ran dry"), "the source ran dry");
    reasons.put(
        new IOException(
            "cannot write f: no space left in d", new IOException("No space left on device")),
        "cannot write f: no space left in d");
    reasons.put(new UncheckedIOException(new AccessDeniedException("f")), "not permitted");
    reasons.put(new DirectoryIteratorException(new NotDirectoryException("f")), "not a folder");
    reasons.forEach(
        (failure, reason) -> assertEquals(reason, FileFailure.reason(failure), failure::toString));
  }

  @Test
  void isFullDisk_ofWhatCausedIt_isTrue() {
    IOException full = new IOException("No space left on device");
    assertTrue(FileFailure.isFullDisk(new IOException("row 3", full)));
    assertFalse(FileFailure.isFullDisk(new IOException("row 3")));
    assertFalse(FileFailure.isFullDisk(new IllegalStateException("No space left on device")));
  }

  /** In whichever language this system speaks. */
  @Test
  void isFullDisk_ofADeviceThatIsFull_isTrue() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no device here that is always full");
    IOException said =
        assertThrows(
            IOException.class,
            () -> {
              try (OutputStream out = Files.newOutputStream(full, StandardOpenOption.WRITE)) {
                out.write(1);
              }
            });
    assertTrue(FileFailure.isFullDisk(said), said::toString);
  }
}
