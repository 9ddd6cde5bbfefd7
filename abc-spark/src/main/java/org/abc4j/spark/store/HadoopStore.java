package org.abc4j.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A place in a Hadoop {@code FileSystem}: HDFS, or an object store behind it.
 *
 * <p>A file is written under a name of its own, read back, and renamed. Nothing depends on the
 * rename being one step: on an object store it is a copy, of which others may see a part, and what
 * they read they check by its digest. What was written is waited for a while, where it shows late.
 */
final class HadoopStore implements StoreFiles {
  private static final String TEMPORARY = "_temporary-";

  /** Names in a folder that are looked at: some checkpoints of 1,024 members. */
  private static final int MOST_NAMES = 100_000;

  /** Of this process; Hadoop closes them when it ends. */
  private static final Map<Connection, FileSystem> OPEN = new HashMap<>();

  private final FileSystem fileSystem;
  private final Path place;
  private final Duration patience;

  private HadoopStore(FileSystem fileSystem, Path place, Duration patience) {
    this.fileSystem = fileSystem;
    this.place = place;
    this.patience = patience;
  }

  /**
   * A location. Its file system is this library's own: Hadoop keeps those that it has opened by
   * scheme, host and user, whatever their settings are, and so may hand out another's.
   */
  static HadoopStore of(StoreLocation location) throws IOException {
    Path place = new Path(location.uri());
    try {
      return of(open(place.toUri(), location), place, Duration.ofSeconds(30));
    } catch (IOException | RuntimeException e) {
      // Hadoop names the scheme, not the place, and not what to do.
      throw new IOException(
          "cannot reach "
              + location
              + ": "
              + e.getMessage()
              + "; the file system of that scheme must be on the class path of driver and"
              + " executors",
          e);
    }
  }

  private static FileSystem open(URI uri, StoreLocation location) throws IOException {
    Connection key =
        new Connection(
            uri.getScheme(),
            uri.getAuthority(),
            location.settings(),
            UserGroupInformation.getCurrentUser());
    synchronized (OPEN) {
      FileSystem fileSystem = OPEN.get(key);
      if (fileSystem == null) {
        fileSystem = FileSystem.newInstance(uri, location.configuration());
        OPEN.put(key, fileSystem);
      }
      return fileSystem;
    }
  }

  /** What file systems are told apart by. */
  private record Connection(
      String scheme, String authority, Map<String, String> settings, UserGroupInformation user) {}

  /** With a bound on how long what was written is waited for. */
  static HadoopStore of(FileSystem fileSystem, Path place, Duration patience) {
    return new HadoopStore(fileSystem, fileSystem.makeQualified(place), patience);
  }

  private Path at(String name) {
    return new Path(place, name);
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    FileStatus status;
    try {
      status = fileSystem.getFileStatus(at(name));
    } catch (FileNotFoundException none) {
      return OptionalLong.empty();
    }
    if (!status.isFile()) {
      throw new MalformedFileException(
          shown(name), "file", "a file", status.isDirectory() ? "a folder" : "a link");
    }
    return OptionalLong.of(status.getLen());
  }

  @Override
  public InputStream open(String name) throws IOException {
    return fileSystem.open(at(name));
  }

  @Override
  public void put(String name, java.nio.file.Path file, String sha256, Execution execution)
      throws IOException {
    int slash = name.lastIndexOf('/') + 1;
    String temporary = name.substring(0, slash) + TEMPORARY + UUID.randomUUID();
    long size = Files.size(file);
    try {
      try (OutputStream out = fileSystem.create(at(temporary), true)) {
        StoreStreams.copy(file, sha256, out, execution);
      }
      await(temporary, size);
      requireDigest(temporary, size, sha256, execution);
      rename(temporary, name, size, sha256);
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, temporary);
      throw e;
    }
  }

  private void requireDigest(String name, long size, String sha256, Execution execution)
      throws IOException {
    String found = StoreStreams.sha256(this, name, size, execution);
    if (!found.equals(sha256)) {
      throw new MalformedFileException(shown(name), "SHA-256", sha256, found);
    }
  }

  /**
   * Not every file system renames over what is there, and none says so in the same way. What is
   * there with the same bytes stays: another attempt may have told of it already, and between a
   * deletion and a copy that takes its time it would be nowhere.
   */
  private void rename(String temporary, String name, long size, String sha256) throws IOException {
    if (!renames(temporary, name)) {
      if (StoreStreams.has(this, name, size, sha256, Execution.sequential())) {
        delete(temporary);
      } else {
        replace(temporary, name, size, sha256);
      }
    }
    await(name, size);
  }

  private boolean renames(String temporary, String name) throws IOException {
    try {
      return fileSystem.rename(at(temporary), at(name));
    } catch (FileAlreadyExistsException another) {
      return false;
    }
  }

  private void replace(String temporary, String name, long size, String sha256) throws IOException {
    delete(name);
    if (!renames(temporary, name)) {
      if (!StoreStreams.has(this, name, size, sha256, Execution.sequential())) {
        throw new IOException(
            "cannot write " + shown(name) + ": " + shown(temporary) + " cannot be renamed to it");
      }
      // Another attempt of the same work was faster.
      delete(temporary);
    }
  }

  /** Waits until a file that was written shows in its size. */
  private void await(String name, long size) throws IOException {
    long until = System.nanoTime() + patience.toNanos();
    for (long pause = 10; ; pause = Math.min(2 * pause, 1_000)) {
      OptionalLong seen = size(name);
      if (seen.isPresent() && seen.getAsLong() == size) {
        return;
      }
      if (System.nanoTime() - until >= 0) {
        throw new MalformedFileException(
            shown(name),
            "size",
            size + " bytes, as were written",
            seen.isPresent() ? seen.getAsLong() + " bytes" : "no file");
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted while waiting for " + shown(name));
      }
    }
  }

  private void deleteAfter(Exception failure, String name) {
    try {
      delete(name);
    } catch (IOException | RuntimeException second) {
      failure.addSuppressed(second);
    }
  }

  @Override
  public List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : statuses(folder)) {
      names.add((folder.isEmpty() ? "" : folder + "/") + status.getPath().getName());
    }
    names.sort(null);
    return names;
  }

  private List<FileStatus> statuses(String folder) throws IOException {
    List<FileStatus> statuses = new ArrayList<>();
    Path listed = folder.isEmpty() ? place : at(folder);
    try {
      RemoteIterator<FileStatus> all = fileSystem.listStatusIterator(listed);
      for (int seen = 0; all.hasNext(); seen++) {
        if (seen == MOST_NAMES) {
          throw new MalformedFileException(
              listed.toString(), "files", "at most " + MOST_NAMES, "more");
        }
        FileStatus status = all.next();
        if (status.isFile()) {
          statuses.add(status);
        }
      }
    } catch (FileNotFoundException none) {
      return statuses;
    }
    return statuses;
  }

  @Override
  public void delete(String name) throws IOException {
    fileSystem.delete(at(name), false);
  }

  @Override
  public void sweep(String folder, Duration age) throws IOException {
    long before = System.currentTimeMillis() - age.toMillis();
    for (FileStatus status : statuses(folder)) {
      if (status.getPath().getName().startsWith(TEMPORARY)
          && status.getModificationTime() < before) {
        fileSystem.delete(status.getPath(), false);
      }
    }
  }

  @Override
  public String shown(String name) {
    return name.isEmpty() ? place.toString() : at(name).toString();
  }
}
