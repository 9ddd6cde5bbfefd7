package org.abc4j.io;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A folder held against every other process, and every other thread of this one, by a lock on a
 * file in it.
 *
 * <p>The operating system frees the lock of a process that ends, however it ends; the file may
 * stay. Where the file system has no locks, the log says so, and only this process is kept out.
 * Thread-safe.
 */
public final class FolderLock implements AutoCloseable {

  /** A byte that nobody writes: where locks are mandatory, the file can still be read. */
  private static final long LOCKED_BYTE = 1 << 30;

  private static final int MAX_BYTES = 64;
  private static final Pattern HOLDER = Pattern.compile("process [0-9]+");

  /**
   * The folders that this process holds. Asked before the file is opened, as closing a second
   * channel of a file frees the locks that the process has by its first.
   */
  private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

  /**
   * Channels of files that classes of another loader have locked in this process: closed, they
   * would free that lock.
   */
  private static final Set<FileChannel> NEVER_CLOSED = ConcurrentHashMap.newKeySet();

  private final Object key;

  /** Null where files cannot be locked. */
  private final FileChannel channel;

  private FolderLock(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** How a file is locked. */
  @FunctionalInterface
  interface Locking {
    /** Returns null if another process has the lock. */
    FileLock lock(FileChannel channel) throws IOException;
  }

  /**
   * Holds a folder, or fails at once if somebody else does. An interrupt changes nothing.
   *
   * @param folder the folder
   * @param file the file in it that is locked, made if it is not there and not deleted by this
   *     class; it holds the number of the process that had the lock last
   * @return the lock, to be closed
   * @throws IOException if the folder is held, naming it and, where it is known, the process, or
   *     the file cannot be opened
   */
  public static FolderLock hold(Path folder, Path file) throws IOException {
    return hold(folder, file, channel -> channel.tryLock(LOCKED_BYTE, 1, false));
  }

  static FolderLock hold(Path folder, Path file, Locking locking) throws IOException {
    Object key = key(folder);
    if (!HELD.add(key)) {
      throw held(folder, "this process");
    }
    try {
      return new FolderLock(key, Uninterrupted.run(() -> locked(folder, file, locking)));
    } catch (IOException | RuntimeException | Error failure) {
      HELD.remove(key);
      throw failure;
    }
  }

  /** One folder may have several paths. */
  private static Object key(Path folder) throws IOException {
    Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    return key == null ? folder.toRealPath() : List.of(folder.getFileSystem(), key);
  }

  private static FileChannel locked(Path folder, Path file, Locking locking) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
    } catch (IllegalArgumentException | UnsupportedOperationException without) {
      warn(folder, without);
      return null;
    }
    try {
      if (!lock(folder, channel, locking)) {
        throw held(folder, holder(channel));
      }
      sign(file, channel);
      return channel;
    } catch (OverlappingFileLockException anotherClassLoaders) {
      keepOpen(channel);
      throw held(folder, "this process");
    } catch (IOException | RuntimeException | Error failure) {
      channel.close();
      throw failure;
    }
  }

  /** Keeps a channel that, closed, would free the lock of another of its file. */
  static void keepOpen(FileChannel channel) {
    NEVER_CLOSED.add(channel);
  }

  private static void sign(Path file, FileChannel channel) throws IOException {
    String holder = "process " + ProcessHandle.current().pid() + "\n";
    try {
      channel.truncate(0).write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Returns false if somebody else has the lock. */
  private static boolean lock(Path folder, FileChannel channel, Locking locking)
      throws IOException {
    try {
      return locking.lock(channel) != null;
    } catch (ClosedChannelException interrupted) {
      throw interrupted;
    } catch (IOException | UnsupportedOperationException without) {
      warn(folder, without);
      return true;
    }
  }

  private static void warn(Path folder, Exception without) {
    String reason = without.getMessage() == null ? without.toString() : without.getMessage();
    System.getLogger(FolderLock.class.getName())
        .log(
            Level.WARNING,
            "The file system of "
                + folder
                + " has no locks ("
                + reason
                + "): see to it that no other process works in that folder.");
  }

  /** Who says in the file that it has the lock. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Reads on to the end.
    }
    String said = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    return HOLDER.matcher(said.strip()).matches() ? said.strip() : "another process";
  }

  private static IOException held(Path folder, String holder) {
    return new IOException(
        folder + " is in use by " + holder + ": one process works in a folder at a time");
  }

  /**
   * Lets the folder go.
   *
   * @throws IOException if the file cannot be closed
   */
  @Override
  public void close() throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(key);
    }
  }
}
