package org.abc4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes files whole or not at all.
 *
 * <p>Content goes to a temporary file in the target's folder, is forced to the disk, and is then
 * renamed over the target in one step. A reader sees the old file or the new one, never a part; if
 * anything fails, the temporary file is deleted and the target is as it was.
 *
 * <p>A file that is replaced hands its POSIX permissions on, where the file system has them; the
 * new file is its writer's, whoever had the old one. Where there was none, the process's mask
 * decides. A symbolic link is itself replaced, by a new file; what it leads to is left alone, so
 * that a link in a folder from elsewhere cannot make anybody write outside of that folder.
 *
 * <p>Stateless and thread-safe. If several threads or processes write one target, the last one to
 * rename wins.
 */
public final class AtomicFiles {
  /** What no system can force to a disk. */
  private static final Path NO_DISK = Path.of("/dev/null");

  private AtomicFiles() {}

  /** Produces the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the content. The stream is buffered; closing it does no harm and is not needed.
     *
     * @param out where the content goes
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file that holds the given bytes.
   *
   * @param target the file, replaced if it exists; its folder must exist
   * @param content all its bytes
   * @throws IOException if it cannot be written, naming the target and the cause
   */
  public static void write(Path target, byte[] content) throws IOException {
    Objects.requireNonNull(content, "content");
    write(target, out -> out.write(content));
  }

  /**
   * Writes a file whose content is produced on the way.
   *
   * @param target the file, replaced if it exists; its folder must exist
   * @param content called once, on this thread
   * @throws IOException if it cannot be written, or if {@code content} fails for a reason of its
   *     own; the message names the target, the cause, and which of the two it was. If it says that
   *     the file is in place, only the rename may not survive a failure of power
   * @throws RuntimeException what {@code content} threw
   */
  public static void write(Path target, Content content) throws IOException {
    write(target, content, () -> {});
  }

  /** Something to be done. */
  @FunctionalInterface
  public interface Step {

    /**
     * Does it.
     *
     * @throws IOException if it cannot be done
     */
    void run() throws IOException;
  }

  /**
   * Writes a file, and does something when all of it is on the disk and only the rename is left.
   *
   * @param target the file, replaced if it exists; its folder must exist
   * @param content called once, on this thread
   * @param beforeRename called once, on this thread; if it fails, the target is as it was
   * @throws IOException as {@link #write(Path, Content)} does, or if {@code beforeRename} fails
   * @throws RuntimeException what {@code content} or {@code beforeRename} threw
   */
  public static void write(Path target, Content content, Step beforeRename) throws IOException {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(beforeRename, "beforeRename");
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw failure(target, "it is a folder", null);
    }
    if (!Files.isDirectory(folder)) {
      throw failure(target, "there is no folder " + folder, null);
    }
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      throw failure(target, "it is a device or a pipe", null);
    }
    TemporaryFile temporary = beside(absolute, target);
    try (temporary) {
      temporary.fill(content);
      beforeRename.run();
      temporary.rename(absolute);
    } catch (TemporaryFile.ContentFailure failure) {
      IOException cause = failure.cause;
      for (Throwable second : failure.getSuppressed()) {
        cause.addSuppressed(second);
      }
      throw new IOException("no content for " + target + ": " + FileFailure.reason(cause), cause);
    } catch (IOException cause) {
      throw failure(target, describe(cause, folder), cause);
    }
    try {
      forceFolder(folder, path -> FileChannel.open(path, StandardOpenOption.READ));
    } catch (IOException cause) {
      throw failure(
          target,
          "it is in place, but its folder cannot be forced: " + FileFailure.reason(cause),
          cause);
    }
  }

  /**
   * Makes sure, before anything long is computed, that something can be written to a folder.
   *
   * @param folder the folder, made if it is not there
   * @param what what is to be written, in the message: "a report"
   * @throws IOException if the folder cannot be made or written to
   */
  public static void requireWritable(Path folder, String what) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException("cannot write " + what + " to " + folder + ": it is not a folder");
    }
    try {
      Files.createDirectories(folder);
      // Named as what deleteLeftovers knows, for it may be killed in between.
      TemporaryFile.beside(folder.toAbsolutePath().resolve("probe")).close();
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException(
          "cannot write " + what + " to " + folder + ": " + FileFailure.reason(e), e);
    }
  }

  /**
   * Deletes the temporary files that killed processes have left in a folder. One that a process is
   * still writing is left alone, whoever writes it, and so are all where the file system has no
   * locks to tell. One that may not be opened or deleted, as it is somebody else's, stays.
   *
   * @param folder the folder; its subfolders are left alone
   * @throws IOException if the folder cannot be listed
   */
  public static void deleteLeftovers(Path folder) throws IOException {
    deleteLeftovers(folder, path -> FileChannel.open(path, StandardOpenOption.READ));
  }

  static void deleteLeftovers(Path folder, Opener opener) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        TemporaryFile.deleteIfLeftOver(file, opener);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static TemporaryFile beside(Path absolute, Path target) throws IOException {
    try {
      return TemporaryFile.beside(absolute);
    } catch (IOException | UnsupportedOperationException cause) {
      throw failure(target, describe(cause, absolute.getParent()), cause);
    }
  }

  private static IOException failure(Path target, String reason, Throwable cause) {
    return new IOException("cannot write " + target + ": " + reason, cause);
  }

  private static String describe(Throwable cause, Path folder) {
    return FileFailure.isFullDisk(cause) ? "no space left in " + folder : FileFailure.reason(cause);
  }

  /** Opens a folder, to be forced, or a file, to be locked. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path path) throws IOException;
  }

  /**
   * Makes the rename itself durable, where a folder can be opened and forced. Windows opens none,
   * nor do file systems in memory and in archives, nor anybody one that he may not read; some of
   * Linux's force none, which they call an invalid argument, as they do for a device without a
   * disk.
   */
  static void forceFolder(Path folder, Opener opener) throws IOException {
    FileChannel opened;
    try {
      opened = opener.open(folder);
    } catch (AccessDeniedException | UnsupportedOperationException noFolders) {
      return;
    } catch (IOException e) {
      if (folder.getFileSystem().equals(FileSystems.getDefault())) {
        throw e;
      }
      return;
    }
    try (opened) {
      opened.force(true);
    } catch (IOException e) {
      if (!isRefusal(e, path -> FileChannel.open(path, StandardOpenOption.READ))) {
        throw e;
      }
    }
  }

  /** Whether a failure says, in whichever language, what is said of that which cannot be forced. */
  static boolean isRefusal(IOException failure, Opener opener) {
    try (FileChannel device = opener.open(NO_DISK)) {
      device.force(true);
      return false;
    } catch (IOException refusal) {
      return failure.getMessage() != null && failure.getMessage().equals(refusal.getMessage());
    }
  }
}
