package org.abc4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.abc4j.Execution;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.data.folder.FolderItems;
import org.abc4j.data.folder.SkippedFile;
import org.abc4j.io.Quoted;

/**
 * A file into which pictures are read once, and from which they are used that day and others. One
 * of other pictures is refused, and not written over; so is whatever else lies at its place or
 * beside it, but for what a killed reading left.
 */
final class PictureCache {
  private static final String NAME = "pictures.cache";
  private static final String BESIDE = ".cache";
  private static final String DIGEST = ".sha256";
  static final String ITEMS = ".items.json";

  /** Held while pictures are read, and left by who is killed: what is half made there is ours. */
  private static final String LOCK = ".lock";

  private static final Pattern LOCKED = Pattern.compile("(process [0-9]+\\s*)?");
  private static final int LOCK_BYTES = 64;

  /** Pictures that take more of the heap than one in so many parts are not held in it. */
  private static final int PART_OF_HEAP = 3;

  private PictureCache() {}

  /**
   * Where pictures are to be cached, found to be usable: where the user says, or beside what is
   * written if they would take too much memory. Empty if they are to be held in memory.
   */
  static Optional<Path> choose(Path asked, Path out, PictureSet set, Console console)
      throws IOException {
    return isNeeded(asked, set)
        ? Optional.ofNullable(choose(asked, Optional.of(out), set, console))
        : Optional.empty();
  }

  /** Where the user says that pictures are to be cached, found to be usable. */
  static Path asked(Path asked, PictureSet set, Console console) throws IOException {
    return choose(asked, Optional.empty(), set, console);
  }

  /** Null if pictures of this kind are not cached, and nobody asks for it. */
  private static Path choose(Path asked, Optional<Path> out, PictureSet set, Console console)
      throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    if (!set.isCacheable()) {
      requireMemory(asked, set, heap);
      return null;
    }
    Path file =
        asked == null
            ? beside(out.orElseThrow())
            : Files.isDirectory(asked) ? asked.resolve(NAME) : asked;
    requireUsable(file, out);
    OutputFile.sweep(file);
    requireOwn(file);
    if (!Files.exists(file)) {
      OutputFolder.requireSpace(file, bytes(set), "the pictures' cache");
    }
    if (asked == null) {
      console.note(
          "the pictures take %s of memory, of which Java has %s: they are read into %s, which may be"
              + " deleted afterwards",
          Estimate.bytes(set.bytes()), Estimate.bytes(heap), Quoted.of(file.toString()));
    }
    console.put("cache", file.toAbsolutePath().normalize().toString());
    return file;
  }

  /** One of each value, mirrored copies being made as they are asked for. */
  private static long bytes(PictureSet set) {
    return set.bytes() / Float.BYTES / (set.origin().mirrored() ? 2 : 1);
  }

  /** An ensemble's folder holds nothing else, and what cannot be written is said at once. */
  private static void requireUsable(Path file, Optional<Path> out) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String named = Quoted.of(file.toString());
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new Refusal(named + " cannot be written: its folder is not there, or not writable");
    }
    if (Files.exists(folder.resolve("manifest.json"))
        || out.isPresent() && folder.startsWith(out.get().toAbsolutePath().normalize())) {
      throw new Refusal(
          named + " lies in the folder of what is made, which holds nothing else: name another");
    }
  }

  /** Refuses what is there and no reading of pictures has made or left. */
  private static void requireOwn(Path file) throws IOException {
    Path lock = beside(file, LOCK);
    if (Files.exists(lock) && !isLock(lock)) {
      throw another(lock, "is there and would be written over");
    }
    if (!CachedSelection.isOwn(file)) {
      throw another(beside(file, CachedSelection.ENDING), "is there and would be written over");
    }
    if (!Files.exists(file)) {
      for (String ending : List.of(DIGEST, ITEMS)) {
        if (Files.exists(beside(file, ending))) {
          throw another(
              beside(file, ending), "is there without a cache, and would be written over");
        }
      }
    } else if (!isFinished(file)) {
      ImageCache.open(file);
      if (!Files.exists(lock)) {
        throw another(file, "holds images, and nothing beside it says of which pictures they are");
      }
    }
  }

  private static boolean isLock(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) <= LOCK_BYTES
        && LOCKED.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).matches();
  }

  private static Refusal another(Path file, String what) {
    return new Refusal(
        Quoted.of(file.toString())
            + " "
            + what
            + ": move it away, or name another file by --cache");
  }

  static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** Deletes a cache with all that lies beside it. */
  static void delete(Path file) throws IOException {
    for (String ending : List.of(CachedSelection.ENDING, ITEMS, DIGEST, "")) {
      Files.deleteIfExists(beside(file, ending));
    }
  }

  /** What would be held in memory of pictures that are only planned with. */
  static long planned(Path asked, PictureSet set) {
    if (!isNeeded(asked, set)) {
      return set.bytes();
    }
    if (!set.isCacheable()) {
      requireMemory(asked, set, Runtime.getRuntime().maxMemory());
      return set.bytes();
    }
    return 0;
  }

  /** Whether pictures are to be cached: somebody says so, or they are too many for memory. */
  private static boolean isNeeded(Path asked, PictureSet set) {
    return asked != null || set.bytes() > Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }

  private static Path beside(Path out) {
    Path whole = out.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + BESIDE);
  }

  private static void requireMemory(Path asked, PictureSet set, long heap) {
    if (asked != null) {
      throw new IllegalArgumentException(
          "--cache is for pictures that are a file each; those of --layout "
              + set.origin().layout()
              + " are read in seconds");
    }
    long needed = set.bytes() / Float.BYTES * PictureSet.BYTES_WHILE_READING;
    if (needed > heap) {
      throw new Refusal(
          "to read the pictures takes "
              + Estimate.bytes(needed)
              + " of memory, Java has "
              + Estimate.bytes(heap)
              + ": take the --first of them, or give Java more (JAVA_OPTS=-Xmx8g abc ...)");
    }
  }

  /** The pictures of a set, from the cache if it has them, or decoded into it. */
  static CachedFolder read(Path file, FileSet set, Work work) throws IOException {
    if (Files.exists(file) && isFinished(file)) {
      CachedFolder cached = CachedFolder.open(file);
      requireSame(file, cached, set);
      try (Progress bar = work.progress("Cache", 1)) {
        cached.verify(work.silent().reportingTo(bar.next(1)));
      }
      return cached;
    }
    try (Progress bar = work.progress("Pictures", 1)) {
      Execution execution = work.silent().reportingTo(bar.next(1));
      return set.folder().readInto(file, execution);
    }
  }

  private static boolean isFinished(Path file) {
    return Files.exists(beside(file, DIGEST)) && Files.exists(beside(file, ITEMS));
  }

  private static void requireSame(Path file, CachedFolder cached, FileSet set) throws IOException {
    if (!cached.preparation().equals(set.preparation())) {
      throw another(file, "prepared as " + cached.preparation(), set.preparation().toString());
    }
    FolderItems items = cached.items();
    Set<String> skipped = new HashSet<>();
    items.skipped().stream().map(SkippedFile::file).forEach(skipped::add);
    if (!skipped.isEmpty() && !set.origin().skippingUnreadable()) {
      throw another(file, "read with --skip-unreadable", "no such option");
    }
    int item = 0;
    for (Map.Entry<String, String> one : set.owners().entrySet()) {
      String name = one.getKey();
      if (skipped.contains(name)) {
        continue;
      }
      boolean same =
          item < items.count()
              && !items.isMirrored(item)
              && items.files().get(item).equals(name)
              && items.sources().name(items.sources().sourceOf(item)).equals(one.getValue());
      if (!same) {
        throw another(file, "others", Quoted.of(name) + " of " + Quoted.of(one.getValue()));
      }
      item++;
    }
    Optional<String> changed = cached.firstChanged(set.root());
    if (changed.isPresent()) {
      throw another(file, "as they were before", Quoted.of(changed.get()) + ", changed since");
    }
    int expected = set.origin().mirrored() ? 2 * item : item;
    if (items.count() != expected) {
      throw another(file, items.count() + " with all copies", Integer.toString(expected));
    }
  }

  private static Refusal another(Path file, String holds, String found) {
    return new Refusal(
        Quoted.of(file.toString())
            + " is a cache of other pictures, "
            + holds
            + ", found "
            + found
            + ": delete it with its "
            + DIGEST
            + " and "
            + ITEMS
            + ", or name another file by --cache");
  }
}
