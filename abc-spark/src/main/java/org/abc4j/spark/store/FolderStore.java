package org.abc4j.spark.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;

/**
 * A folder that machines mount, by {@code java.nio}: renames are atomic, files are forced to the
 * disk. Links out of the folder are refused.
 */
final class FolderStore implements StoreFiles {
  private final Path folder;

  private FolderStore(Path folder) {
    this.folder = folder;
  }

  static FolderStore of(Path folder) {
    return new FolderStore(folder);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public OptionalLong size(String name) throws IOException {
    Path file = file(name);
    try {
      // Not Files.exists, which takes a folder that cannot be asked for an empty one.
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException none) {
      return OptionalLong.empty();
    }
    FileIdentity.requireInItsFolder(file);
    return OptionalLong.of(FileIdentity.of(file).size());
  }

  @Override
  public InputStream open(String name) throws IOException {
    FileIdentity.requireInItsFolder(file(name));
    return Files.newInputStream(file(name));
  }

  @Override
  public void put(String name, Path file, String sha256, Execution execution) throws IOException {
    Path target = file(name);
    Path parent = Files.createDirectories(target.getParent());
    if (!parent.equals(folder) && Files.isSymbolicLink(parent)) {
      throw new MalformedFileException(
          parent.toString(), "file", "a folder", "a link to " + parent.toRealPath());
    }
    StoreStreams.write(target, out -> StoreStreams.copy(file, sha256, out, execution));
    String found = StoreStreams.sha256(this, name, Files.size(target), execution);
    if (!found.equals(sha256)) {
      throw new MalformedFileException(target.toString(), "SHA-256", sha256, found);
    }
  }

  @Override
  public List<String> names(String inner) throws IOException {
    Path listed = file(inner);
    List<String> names = new ArrayList<>();
    if (Files.isSymbolicLink(listed) && !inner.isEmpty()) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(listed)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          names.add((inner.isEmpty() ? "" : inner + "/") + file.getFileName());
        }
      }
    } catch (NoSuchFileException none) {
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  /**
   * Locks tell which of them somebody still writes, here; of other machines' age does not matter.
   */
  @Override
  public void sweep(String inner, Duration age) throws IOException {
    if (Files.isDirectory(file(inner))) {
      AtomicFiles.deleteLeftovers(file(inner));
    }
  }

  @Override
  public String shown(String name) {
    return file(name).toString();
  }
}
