package org.abc4j.cli.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;

/** Files in a folder. */
final class FolderOutput implements Output {
  private final Path folder;

  FolderOutput(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> get(String name, long most) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    int limit = (int) Math.min(most, Integer.MAX_VALUE - Long.BYTES - 1L);
    // Its length is asked first, and not believed.
    if (Files.size(file) > limit) {
      throw tooLong(file, limit, Files.size(file));
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw tooLong(file, limit, content.length);
      }
      return Optional.of(content);
    }
  }

  private static MalformedFileException tooLong(Path file, long most, long found) {
    return new MalformedFileException(
        file.toString(), "size", "at most " + most + " bytes", found + " bytes");
  }

  @Override
  public String place(String name) {
    return folder.resolve(name).toString();
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    AtomicFiles.write(file, content);
  }

  /**
   * The names of all files in a folder of it, in order, but for those that a killed process left.
   */
  List<String> names(String within) throws IOException {
    Path place = folder.resolve(within);
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          String name = file.getFileName().toString();
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !name.startsWith(".abc-")) {
            names.add(folder.relativize(file).toString().replace('\\', '/'));
          }
        }
      }
    }
    return names;
  }

  /** Deletes a folder of this process's own, and all that is in it. */
  static void delete(Path folder) throws IOException {
    for (Path one : all(folder)) {
      Files.delete(one);
    }
  }

  /** A folder and all that is in it, what is in a folder before it. */
  static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
