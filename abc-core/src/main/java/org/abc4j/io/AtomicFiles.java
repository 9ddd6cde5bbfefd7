package org.abc4j.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Writes files whole or not at all.
 *
 * <p>Content goes to a temporary file in the target's folder, is forced to the disk, and is then
 * renamed over the target in one step. A reader sees the old file or the new one, never a part; if
 * anything fails, the temporary file is deleted and the target is as it was.
 *
 * <p>Stateless and thread-safe. If several threads or processes write one target, the last one to
 * rename wins.
 */
public final class AtomicFiles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong COUNTER = new AtomicLong();

  /** Names of temporary files: a dot, the target, process, number. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.\\d+-\\d+\\.tmp", Pattern.DOTALL);

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
   *     own; the message names the target, the cause, and which of the two it was
   * @throws RuntimeException what {@code content} threw
   */
  public static void write(Path target, Content content) throws IOException {
    Objects.requireNonNull(content, "content");
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw failure(target, "it is a folder", null);
    }
    if (!Files.isDirectory(folder)) {
      throw failure(target, "there is no folder " + folder, null);
    }
    Temporary temporary = Temporary.beside(absolute, folder, target);
    try {
      temporary.fill(content);
      Files.move(
          temporary.path,
          absolute,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (ContentFailure failure) {
      IOException cause = failure.cause;
      temporary.delete(cause);
      throw new IOException("no content for " + target + ": " + describe(cause), cause);
    } catch (IOException cause) {
      temporary.delete(cause);
      throw failure(target, describe(cause), cause);
    } catch (RuntimeException | Error cause) {
      temporary.delete(cause);
      throw cause;
    }
    forceFolder(folder);
  }

  /**
   * Deletes the temporary files that killed processes have left in a folder. No process may be
   * writing to the folder meanwhile.
   *
   * @param folder the folder; its subfolders are left alone
   * @throws IOException if the folder cannot be listed or a file not deleted
   */
  public static void deleteLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (TEMPORARY.matcher(file.getFileName().toString()).matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static IOException failure(Path target, String reason, Throwable cause) {
    return new IOException("cannot write " + target + ": " + reason, cause);
  }

  private static String describe(Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
  }

  /** Makes the rename itself durable, where the file system lets a folder be opened. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException | UnsupportedOperationException unsupported) {
      // The file is in place and whole; Windows and in-memory file systems open no folders.
      return;
    }
  }

  /** The temporary file, from its creation to its rename or deletion. */
  private static final class Temporary {
    final Path path;
    private final SeekableByteChannel channel;

    private Temporary(Path path, SeekableByteChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    static Temporary beside(Path absolute, Path folder, Path target) throws IOException {
      String prefix = "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-";
      while (true) {
        Path path = folder.resolve(prefix + COUNTER.incrementAndGet() + ".tmp");
        try {
          return new Temporary(
              path,
              Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException taken) {
          // Left by a killed process that had this process id; the next number is tried.
          continue;
        } catch (IOException | UnsupportedOperationException cause) {
          throw failure(target, describe(cause), cause);
        }
      }
    }

    void fill(Content content) throws IOException {
      try (channel) {
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
    }

    void delete(Throwable cause) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException | RuntimeException second) {
        cause.addSuppressed(second);
      }
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
  private static final class ContentFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** What it threw. */
    private final IOException cause;

    ContentFailure(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
