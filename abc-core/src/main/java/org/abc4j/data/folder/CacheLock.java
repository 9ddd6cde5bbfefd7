package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.abc4j.io.FolderLock;

/**
 * A cache held against everybody else who would write it, by a locked file beside it that goes when
 * the lock does. That of a killed process stays, and hinders nobody. Its folder is not held: other
 * caches may be written in it.
 */
final class CacheLock implements AutoCloseable {
  private final Path file;
  private final FolderLock lock;

  private CacheLock(Path file, FolderLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Holds a cache, or fails at once if somebody else does. */
  static CacheLock hold(Path cache) throws IOException {
    Path file = cache.resolveSibling(cache.getFileName() + ".lock");
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException another) {
      // A killed process's, or that of a writing that is under way.
    }
    Object before = key(file);
    FolderLock lock = FolderLock.hold(file, file);
    try {
      // One that was deleted in between keeps nobody out who comes later.
      if (!Objects.equals(before, key(file))) {
        throw new NoSuchFileException(file.toString(), null, "another process wrote " + cache);
      }
      return new CacheLock(file, lock);
    } catch (IOException | RuntimeException | Error failure) {
      lock.close();
      throw failure;
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      Files.deleteIfExists(file);
    }
  }
}
