package org.abc4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.data.ImageOrigin;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * Which pictures of a folder a cache holds, in a file beside it, so that an ensemble that is
 * trained from the cache alone says so too. Two lines: the digest of the cache's items, and the
 * selection.
 */
public final class CachedSelection {
  static final String ENDING = ".origin.txt";

  private static final String ITEMS = "items: ";
  private static final String ORIGIN = "origin: ";
  private static final int MOST_BYTES = 1 << 16;

  private CachedSelection() {}

  private static String itemsSha256(Path cache) throws IOException {
    return Sha256.of(PictureCache.beside(cache, PictureCache.ITEMS));
  }

  /** Whether nothing is there, or what says it of this cache or an earlier one. */
  static boolean isOwn(Path cache) throws IOException {
    Path file = PictureCache.beside(cache, ENDING);
    return Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
        || isSmall(file) && text(file).startsWith(ITEMS);
  }

  /** Whatever bytes somebody has put there. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static boolean isSmall(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES;
  }

  /** Says it of a cache that is complete, unless it is said already. */
  static void write(Path cache, ImageOrigin origin) throws IOException {
    byte[] content =
        (ITEMS + itemsSha256(cache) + "\n" + ORIGIN + origin.text() + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Path file = PictureCache.beside(cache, ENDING);
    if (!isSmall(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      AtomicFiles.write(file, content);
    }
  }

  /**
   * What a cache holds.
   *
   * @param cache the cache's file
   * @return which pictures of a folder; empty if nothing beside it says so
   * @throws MalformedFileException if what says so is damaged, or is of another cache
   * @throws IOException if a file cannot be read
   */
  public static Optional<ImageOrigin> read(Path cache) throws IOException {
    Path file = PictureCache.beside(cache, ENDING);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String name = file.toString();
    if (!isSmall(file)) {
      throw new MalformedFileException(
          name, "file", "a file of at most " + MOST_BYTES + " bytes", "another");
    }
    List<String> lines = text(file).lines().toList();
    if (lines.size() != 2 || !lines.get(0).startsWith(ITEMS) || !lines.get(1).startsWith(ORIGIN)) {
      throw new MalformedFileException(
          name, "lines", "one of items and one of origin", lines.size() + " lines");
    }
    String items = lines.get(0).substring(ITEMS.length());
    String found = itemsSha256(cache);
    if (!items.equals(found)) {
      throw new MalformedFileException(
          name, "items", "the cache's, of SHA-256 " + found, Quoted.of(items));
    }
    String origin = lines.get(1).substring(ORIGIN.length());
    try {
      return Optional.of(ImageOrigin.parse(origin));
    } catch (IllegalArgumentException none) {
      throw new MalformedFileException(
          name, "origin", "a line that this release writes", Quoted.of(origin), none);
    }
  }
}
