package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each file of a folder was just before it was read, or found to be unreadable: its size, and
 * when it was last changed. Immutable and thread-safe.
 */
final class FileStamps {
  /** Of a file that cannot be reached. */
  private static final String UNREACHABLE = "unreachable";

  /** In order of the names, so that a list of them needs no names. */
  private final SortedMap<String, String> stamps;

  private FileStamps(SortedMap<String, String> stamps) {
    this.stamps = stamps;
  }

  /** Of files by their names. */
  static FileStamps of(Map<String, String> stamps) {
    return new FileStamps(new TreeMap<>(stamps));
  }

  /**
   * Of files, in any order, whose stamps stand in the order of their names.
   *
   * @throws IllegalArgumentException if there are more of one than of the other
   */
  static FileStamps of(Collection<String> files, List<String> texts) {
    TreeSet<String> names = new TreeSet<>(files);
    if (names.size() != texts.size()) {
      throw new IllegalArgumentException(
          names.size() + " files have one stamp each, found " + texts.size());
    }
    SortedMap<String, String> stamps = new TreeMap<>();
    Iterator<String> next = texts.iterator();
    names.forEach(name -> stamps.put(name, next.next()));
    return new FileStamps(stamps);
  }

  /** What a file is now. Two files of one stamp may differ, as one may have been set back. */
  static String now(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.size() + " bytes of " + found.lastModifiedTime();
    } catch (IOException unreachable) {
      return UNREACHABLE;
    }
  }

  /** In the order of the files' names. */
  List<String> texts() {
    return new ArrayList<>(stamps.values());
  }

  /** The first file that is another now. */
  Optional<String> firstChanged(Path folder) throws IOException {
    for (Map.Entry<String, String> one : stamps.entrySet()) {
      if (!now(FolderListing.path(folder, one.getKey())).equals(one.getValue())) {
        return Optional.of(one.getKey());
      }
    }
    return Optional.empty();
  }
}
