package org.abc4j.spark.store;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;

/** Bytes on their way from and to a store: counted, hashed, and no more than was said. */
final class StoreStreams {
  private static final int BUFFER_BYTES = 1 << 20;

  private StoreStreams() {}

  /** SHA-256 of a file of a store, and of no more than its bytes. */
  static String sha256(StoreFiles files, String name, long size, Execution execution)
      throws IOException {
    return Sha256.of(out -> copy(files, name, size, out, execution));
  }

  /**
   * Copies a file of a store to a local one, whole or not at all.
   *
   * @param sha256 the digest that it must have
   * @param most bytes that it may have
   * @throws MalformedFileException if there is none, or another
   */
  static void fetch(
      StoreFiles files, String name, String sha256, long most, Path target, Execution execution)
      throws IOException {
    long size = size(files, name, most);
    write(
        target,
        out -> {
          String found =
              Sha256.of(hashed -> copy(files, name, size, new Both(out, hashed), execution));
          if (!found.equals(sha256)) {
            throw new MalformedFileException(files.shown(name), "SHA-256", sha256, found);
          }
        });
  }

  /** The same of a file whose digest nobody has told: whoever reads the copy checks it. */
  static void fetch(StoreFiles files, String name, long most, Path target, Execution execution)
      throws IOException {
    long size = size(files, name, most);
    write(target, out -> copy(files, name, size, out, execution));
  }

  /** Writes a file, and says of its content what is wrong with that alone. */
  static void write(Path target, AtomicFiles.Content content) throws IOException {
    try {
      AtomicFiles.write(target, content);
    } catch (IOException e) {
      if (e.getCause() instanceof MalformedFileException malformed) {
        throw malformed;
      }
      if (e.getCause() instanceof FileNotFoundException lost) {
        throw lost;
      }
      if (e.getCause() instanceof NoSuchFileException lost) {
        throw lost;
      }
      throw e;
    }
  }

  /** The size of a file that must be there and not be too large. */
  static long size(StoreFiles files, String name, long most) throws IOException {
    OptionalLong size = files.size(name);
    if (size.isEmpty()) {
      throw new MalformedFileException(files.shown(name), "file", "one", "none");
    }
    if (size.getAsLong() > most) {
      throw new MalformedFileException(
          files.shown(name), "size", "at most " + most + " bytes", size.getAsLong() + " bytes");
    }
    return size.getAsLong();
  }

  /** Copies as many bytes as a file has, no more and no fewer. */
  static void copy(StoreFiles files, String name, long size, OutputStream out, Execution execution)
      throws IOException {
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, size))];
    long copied = 0;
    try (InputStream in = files.open(name)) {
      int read;
      while ((read = in.read(buffer)) >= 0) {
        execution.checkCancelled();
        copied += read;
        if (copied > size) {
          throw new MalformedFileException(
              files.shown(name), "size", size + " bytes", "more than that");
        }
        out.write(buffer, 0, read);
      }
    }
    if (copied < size) {
      throw new MalformedFileException(
          files.shown(name), "size", size + " bytes", "an end after " + copied);
    }
  }

  /** Copies a local file that must still have a digest. */
  static void copy(Path file, String sha256, OutputStream out, Execution execution)
      throws IOException {
    String found = Sha256.copy(file, new Asking(out, execution));
    if (!found.equals(sha256)) {
      throw new MalformedFileException(file.toString(), "SHA-256", sha256, found);
    }
  }

  /** Whether a store has a file of a digest, by reading it. */
  static boolean has(StoreFiles files, String name, long size, String sha256, Execution execution)
      throws IOException {
    OptionalLong there = files.size(name);
    if (there.isEmpty() || there.getAsLong() != size) {
      return false;
    }
    try {
      return sha256(files, name, size, execution).equals(sha256);
    } catch (MalformedFileException changed) {
      return false;
    }
  }

  /** Puts a local file into a store, unless it is there. */
  static void put(StoreFiles files, String name, Path file, String sha256, Execution execution)
      throws IOException {
    if (!has(files, name, Files.size(file), sha256, execution)) {
      files.put(name, file, sha256, execution);
    }
  }

  /** Asks before each write whether to go on. */
  private static final class Asking extends FilterOutputStream {
    private final Execution execution;

    Asking(OutputStream out, Execution execution) {
      super(out);
      this.execution = execution;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      execution.checkCancelled();
      out.write(bytes, from, length);
    }
  }

  /** What is written to one goes to two; neither is closed. */
  private static final class Both extends OutputStream {
    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(int value) throws IOException {
      first.write(value);
      second.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      first.write(bytes, from, length);
      second.write(bytes, from, length);
    }
  }
}
