package org.abc4j.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A file in the making, from its creation to its rename or deletion.
 *
 * <p>It is locked meanwhile, where the file system has locks. The system takes the lock away when
 * the process dies, however it dies; so a temporary file that can be locked is one that nobody will
 * finish. One thread's.
 */
final class TemporaryFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong COUNTER = new AtomicLong();

  /** Where locks are mandatory, the file can be read while it has one. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * Short, however long the target's name. Those of earlier releases had that in it: one that an
   * ensemble's folder does not have may be somebody else's.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "\\.(abc-|(member-\\d{3,}\\.safetensors|(manifest|codebook|config)\\.json|training\\.txt)"
              + "[.-])\\d+-\\d+\\.tmp");

  /**
   * Those of this process: to open one for a look, and close it again, would take its lock away.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final SeekableByteChannel channel;
  private final Path own;
  private boolean renamed;

  private TemporaryFile(Path path, SeekableByteChannel channel, Path own) {
    this.path = path;
    this.channel = channel;
    this.own = own;
  }

  /** A new file beside the one that it is to replace, for the same people to read. */
  static TemporaryFile beside(Path target) throws IOException {
    Optional<Set<PosixFilePermission>> permissions = permissions(target);
    Path folder = target.getParent();
    while (true) {
      String name =
          ".abc-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ".tmp";
      TemporaryFile file = create(folder.resolve(name), permissions);
      if (file != null) {
        return file;
      }
    }
  }

  /** The permissions of a file, if there is one and they are those of POSIX; a link has none. */
  private static Optional<Set<PosixFilePermission>> permissions(Path file) throws IOException {
    PosixFileAttributeView view = view(file);
    if (view == null) {
      return Optional.empty();
    }
    try {
      PosixFileAttributes attributes = view.readAttributes();
      return attributes.isRegularFile() ? Optional.of(attributes.permissions()) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns null if there is a file of that name, or somebody is about to delete the new one. */
  private static TemporaryFile create(Path path, Optional<Set<PosixFilePermission>> permissions)
      throws IOException {
    Path own = path.getParent().toRealPath().resolve(path.getFileName());
    OWN.add(own);
    TemporaryFile file;
    try {
      // So created, it is never open to more people than its permissions say.
      FileAttribute<?>[] attributes =
          permissions.stream()
              .map(PosixFilePermissions::asFileAttribute)
              .toArray(FileAttribute[]::new);
      file =
          new TemporaryFile(
              path,
              Files.newByteChannel(
                  path,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  attributes),
              own);
    } catch (FileAlreadyExistsException leftByAProcessOfThisNumber) {
      OWN.remove(own);
      return null;
    } catch (IOException | RuntimeException | Error e) {
      OWN.remove(own);
      throw e;
    }
    try {
      if (file.lock()) {
        file.permit(permissions);
        return file;
      }
      file.close();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      file.closeAfter(e);
      throw e;
    }
  }

  /** Returns false if somebody took it for a leftover before it was locked. */
  private boolean lock() throws IOException {
    if (!(channel instanceof FileChannel file)) {
      return true;
    }
    FileLock lock;
    try {
      lock = file.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException anotherClassLoaders) {
      return false;
    } catch (ClosedChannelException interrupted) {
      throw interrupted;
    } catch (IOException noLocksHere) {
      return true;
    }
    return lock != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives what the process's mask took. */
  private void permit(Optional<Set<PosixFilePermission>> permissions) throws IOException {
    if (permissions.isPresent() && !permissions(path).equals(permissions)) {
      view(path).setPermissions(permissions.get());
    }
  }

  /** Writes its content and forces it to the disk. */
  void fill(AtomicFiles.Content content) throws IOException {
    Target target = new Target(Channels.newOutputStream(channel));
    OutputStream out = new BufferedOutputStream(target, BUFFER_BYTES);
    try {
      content.writeTo(out);
    } catch (IOException cause) {
      throw target.failed ? cause : new ContentFailure(cause);
    }
    out.flush();
    if (channel instanceof FileChannel file) {
      file.force(true);
    }
  }

  /** Takes the target's place. Only then is the lock given back, if the channel has one. */
  void rename(Path target) throws IOException {
    if (!(channel instanceof FileChannel)) {
      // An archive has no file before that.
      channel.close();
    }
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    renamed = true;
  }

  /** Deletes it, unless it was renamed. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (!renamed) {
        Files.deleteIfExists(path);
      }
    } finally {
      OWN.remove(own);
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (IOException | RuntimeException second) {
      failure.addSuppressed(second);
    }
  }

  /**
   * Deletes a file if its name is one of these, nobody is writing it, and it can be deleted. One
   * thread at a time, so that none finds the lock by which another looks.
   */
  static synchronized void deleteIfLeftOver(Path file, AtomicFiles.Opener opener)
      throws IOException {
    if (!NAME.matcher(file.getFileName().toString()).matches()
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || OWN.contains(file.getParent().toRealPath().resolve(file.getFileName()))) {
      return;
    }
    try {
      FileChannel channel = opener.open(file);
      boolean free;
      try {
        free = isFree(channel);
      } catch (OverlappingFileLockException anotherClassLoaders) {
        FolderLock.keepOpen(channel);
        return;
      }
      try (channel) {
        if (free) {
          Files.deleteIfExists(file);
        }
      }
    } catch (FileSystemException | UnsupportedOperationException finishedOrSomebodyElses) {
      // Cleaning is a courtesy: nobody's own work fails for want of it.
      return;
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, true) != null;
    } catch (ClosedChannelException interrupted) {
      throw interrupted;
    } catch (IOException noLocksHere) {
      // Nobody knows whether it is still written.
      return false;
    }
  }

  /** The end of the stream that a producer of content gets; it knows whose fault a failure is. */
  private static final class Target extends FilterOutputStream {
    private boolean failed;

    Target(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException cause) {
        failed = true;
        throw cause;
      }
    }

    @Override
    public void close() throws IOException {
      // The channel is still to be forced.
      flush();
    }
  }

  /** Carries what a producer of content threw past the handling of what the target throws. */
  static final class ContentFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** What it threw. */
    final IOException cause;

    ContentFailure(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
