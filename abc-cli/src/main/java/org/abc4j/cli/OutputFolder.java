package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;

/** A folder that a command writes into, looked at before it computes anything. */
final class OutputFolder {
  /** Files that a killed process may have left while it wrote; whoever writes here deletes them. */
  private static final Pattern LEFTOVER = Pattern.compile("\\.abc-\\d+-\\d+\\.tmp");

  private OutputFolder() {}

  /**
   * Refuses a folder that cannot be written to, or that holds anything else than a command of this
   * kind leaves in it.
   *
   * @param folder the folder, which need not exist
   * @param what what is to be written, such as "an ensemble"
   * @param marks names of files or folders, one of which is there if an earlier run began in it
   */
  static void requireUsable(Path folder, String what, String... marks) throws IOException {
    requireUsable(folder, what, Set.of(), marks);
  }

  /**
   * The same, where some folders may have been put there before.
   *
   * @param folder the folder, which need not exist
   * @param what what is to be written, such as "an experiment"
   * @param given names of folders that an empty one may have too; whoever writes here looks at them
   * @param marks names of files or folders, one of which is there if an earlier run began in it
   */
  static void requireUsable(Path folder, String what, Set<String> given, String... marks)
      throws IOException {
    if (!Files.exists(folder)) {
      Path parent = existingParent(folder);
      if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
        throw new Refusal(
            quoted(folder) + " cannot be made: " + quoted(parent) + " cannot be written to");
      }
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new Refusal(quoted(folder) + " is a file, not a folder for " + what);
    }
    if (!Files.isWritable(folder)) {
      throw new Refusal(quoted(folder) + " cannot be written to");
    }
    for (String mark : marks) {
      if (Files.exists(folder.resolve(mark))) {
        return;
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (isLeftover(entry) || given.contains(name) && Files.isDirectory(entry)) {
          continue;
        }
        throw new Refusal(
            quoted(folder)
                + " holds something else than "
                + what
                + ", such as "
                + Quoted.of(name)
                + ": name a new folder");
      }
    }
  }

  /** Whether a file is one that a killed process may have left. */
  static boolean isLeftover(Path file) {
    return LEFTOVER.matcher(file.getFileName().toString()).matches();
  }

  /** Makes a folder that was found to be usable, without what killed processes left in it. */
  static void make(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (AccessDeniedException denied) {
      throw notWritten(denied);
    }
    AtomicFiles.deleteLeftovers(folder);
  }

  /** That a file may not be written is no fault of what was given to be read. */
  static IOException notWritten(AccessDeniedException denied) {
    return new IOException("cannot write " + denied.getFile() + ": not permitted", denied);
  }

  /** Refuses what does not fit on the disk, beside what an earlier run has written of it. */
  static void requireSpace(Path folder, long bytes, String what) throws IOException {
    FileStore disk = Files.getFileStore(existingParent(folder));
    long free = disk.getUsableSpace();
    long needed = bytes - held(folder);
    if (free < needed) {
      throw new Refusal(
          String.format(
              Locale.ROOT,
              "%s takes %s more on the disk of %s, which has %s",
              what,
              Estimate.bytes(needed),
              quoted(folder),
              Estimate.bytes(free)));
    }
  }

  /** Bytes of all that is in a folder. */
  private static long held(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long bytes = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          bytes += held(entry);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          bytes += Files.size(entry);
        }
      }
    }
    return bytes;
  }

  /** The folder itself, or the nearest above it that is there. */
  private static Path existingParent(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    while (place.getParent() != null && !Files.exists(place)) {
      place = place.getParent();
    }
    return place;
  }

  private static String quoted(Path path) {
    return Quoted.of(path.toString());
  }
}
