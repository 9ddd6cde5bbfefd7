package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;

/** A folder that a command writes into, looked at before it computes anything. */
final class OutputFolder {
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
      Iterator<Path> all = entries.iterator();
      if (all.hasNext()) {
        throw new Refusal(
            quoted(folder)
                + " holds something else than "
                + what
                + ", such as "
                + Quoted.of(all.next().getFileName().toString())
                + ": name a new folder");
      }
    }
  }

  /** Makes a folder that was found to be usable, without what killed processes left in it. */
  static void make(Path folder) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
  }

  /** Refuses what does not fit on the disk. */
  static void requireSpace(Path folder, long bytes, String what) throws IOException {
    FileStore disk = Files.getFileStore(existingParent(folder));
    long free = disk.getUsableSpace();
    if (free < bytes) {
      throw new Refusal(
          String.format(
              Locale.ROOT,
              "%s takes %s on the disk of %s, which has %s",
              what,
              Estimate.bytes(bytes),
              quoted(folder),
              Estimate.bytes(free)));
    }
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
