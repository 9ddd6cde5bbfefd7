package org.abc4j.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.abc4j.io.FolderLock;
import org.abc4j.io.MalformedFileException;

/**
 * A folder that an ensemble is written into, held against every training and every removal until it
 * is closed: all of them lock one file, in the folder's {@code checkpoints}.
 *
 * <p>Thread-safe. One may find the file gone, as another that has ended did away with it: the
 * folder is then complete.
 */
public final class HeldFolder implements AutoCloseable {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String LOCK = "training.lock";

  private final Path folder;
  private final FolderLock lock;

  private HeldFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Holds a folder, or fails at once if somebody else does.
   *
   * @param folder the folder, made if it is not there
   * @return the hold, to be closed
   * @throws MalformedFileException if its {@code checkpoints} is a link
   * @throws java.nio.file.NoSuchFileException if another that has just ended did away with the file
   * @throws java.nio.file.FileAlreadyExistsException likewise
   * @throws IOException if the folder is held, naming it and, where it is known, the process, or
   *     the file cannot be opened
   */
  public static HeldFolder hold(Path folder) throws IOException {
    Path checkpoints = Files.createDirectories(checkpoints(folder));
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      // What is written and deleted in it would be so elsewhere.
      throw new MalformedFileException(
          checkpoints.toString(), "file", "a folder", "a link to " + checkpoints.toRealPath());
    }
    return new HeldFolder(folder, FolderLock.hold(folder, checkpoints.resolve(LOCK)));
  }

  /**
   * Where a training keeps its checkpoints, beside the lock.
   *
   * @param folder the folder
   * @return a folder in it, which need not exist
   */
  public static Path checkpoints(Path folder) {
    return folder.resolve(CHECKPOINTS);
  }

  /**
   * The folder that is held.
   *
   * @return its path
   */
  public Path path() {
    return folder;
  }

  /** Whether a folder is held, or was by what did not end. */
  static boolean wasHeld(Path folder) {
    return Files.exists(checkpoints(folder).resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a file of a folder is what holding it has made, and nothing else. */
  static boolean isLock(Path file) throws IOException {
    if (!file.getFileName().toString().equals(CHECKPOINTS)
        || !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(file)) {
      for (Path inner : files) {
        if (!inner.getFileName().toString().equals(LOCK)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Deletes the file that was locked, of a folder that is complete and that nobody holds. What
   * cannot be deleted is left, which the log says.
   *
   * @param folder the folder
   */
  public static void sweep(Path folder) {
    Path checkpoints = checkpoints(folder);
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.deleteIfExists(checkpoints.resolve(LOCK));
      Files.deleteIfExists(checkpoints);
    } catch (DirectoryNotEmptyException somebodyElsesFile) {
      return;
    } catch (IOException left) {
      System.getLogger(HeldFolder.class.getName())
          .log(Level.WARNING, folder + " is whole, but its lock is not gone", left);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
