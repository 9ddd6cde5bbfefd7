package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * The pictures of a folder and its subfolders, by the ends of their names, in the order of the code
 * units of their relative paths; what is hidden is passed over.
 *
 * <p>A folder may come from anywhere, so no link may lead out of it, and none may show a file or a
 * folder twice. What cannot be reached, a dead link or a subfolder that may not be read, is a
 * picture that cannot be read.
 */
final class FolderListing {
  /** What Java puts in place of bytes that are no character. */
  private static final char UNDECODED = '\ufffd';

  private static final Set<String> READ =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff");

  /** Pictures too, of formats that are not read: better one that fails than one that is missing. */
  private static final Set<String> NOT_READ =
      Set.of(
          "heic", "heif", "avif", "jxl", "jp2", "j2k", "jpx", "psd", "tga", "ico", "exr", "hdr",
          "dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2", "svg", "apng", "ppm", "pgm",
          "pbm", "pnm", "pcx", "qoi");

  private final Path folder;
  private final Path real;
  private final List<PictureFile> files = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private FolderListing(Path folder) throws IOException {
    this.folder = folder;
    if (!Files.isDirectory(folder)) {
      if (Files.notExists(folder)) {
        throw new NoSuchFileException(Quoted.of(folder.toString()), null, "no such folder");
      }
      throw new MalformedFileException(folder.toString(), "folder", "a folder", "another file");
    }
    this.real = folder.toRealPath();
  }

  /** All pictures of a folder, at least one. */
  static FolderListing of(Path folder) throws IOException {
    FolderListing listing = new FolderListing(folder);
    // The folder itself may be a link, which a walk would not follow.
    Files.walkFileTree(listing.real, listing.visitor());
    if (listing.files.isEmpty()) {
      throw new MalformedFileException(
          folder.toString(),
          "pictures",
          "at least one",
          listing.others.isEmpty()
              ? "an empty folder"
              : "none, and "
                  + listing.others.size()
                  + " file(s) that are not named as pictures are");
    }
    listing.files.sort(Comparator.comparing(PictureFile::name));
    listing.requireDistinct();
    listing.others.sort(Comparator.naturalOrder());
    return listing;
  }

  /** The pictures of a table, all of which must be there. */
  static FolderListing of(Path folder, SourceTable table) throws IOException {
    FolderListing listing = new FolderListing(folder);
    List<String> missing = new ArrayList<>();
    for (String name : table.files()) {
      Path path = path(folder, name);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        listing.files.add(PictureFile.at(name, path));
      } else {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new MalformedFileException(
          folder.toString(),
          "files of the table",
          table.files().size() + " files",
          missing.size() + " that are missing, the first " + Quoted.of(missing.get(0)));
    }
    listing.requireDistinct();
    return listing;
  }

  /** Where a file lies that is named with {@code /} between parts. */
  static Path path(Path folder, String name) throws MalformedFileException {
    Path path = folder;
    try {
      for (String part : name.split("/")) {
        path = path.resolve(part);
      }
    } catch (InvalidPathException impossible) {
      throw new MalformedFileException(
          folder.toString(),
          "files of the table",
          "names that can be written in the encoding of this locale, "
              + System.getProperty("sun.jnu.encoding"),
          Quoted.of(name),
          impossible);
    }
    return path;
  }

  /** Names of what cannot be reached, in order. */
  List<String> unreachable() {
    return files.stream().filter(file -> file.failure() != null).map(PictureFile::name).toList();
  }

  /** Pictures, in order. */
  List<PictureFile> files() {
    return List.copyOf(files);
  }

  /** Names of files that are not named as pictures are, in order. */
  List<String> passedOver() {
    return List.copyOf(others);
  }

  private FileVisitor<Path> visitor() {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
          throws IOException {
        return isHidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
          throws IOException {
        if (isHidden(path)) {
          return FileVisitResult.CONTINUE;
        }
        Path within = real.relativize(path);
        if (attributes.isSymbolicLink() && Files.isDirectory(path)) {
          throw new MalformedFileException(
              folder.resolve(within).toString(), "file", "no link to a folder", "one");
        }
        requireDecoded(name(within));
        String end = end(path);
        if (READ.contains(end) || NOT_READ.contains(end)) {
          Path file = folder.resolve(within);
          // Where no link is, on the way or itself, the walk's path is the real one.
          files.add(
              attributes.isSymbolicLink()
                  ? PictureFile.at(name(within), file)
                  : PictureFile.real(name(within), file, path));
        } else {
          others.add(name(within));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path path, IOException why) throws IOException {
        if (path.equals(real)) {
          throw why;
        }
        Path within = real.relativize(path);
        files.add(PictureFile.unreachable(name(within), folder.resolve(within), why));
        return FileVisitResult.CONTINUE;
      }
    };
  }

  /** Names are kept in codes and manifests, and files are found by them again. */
  private void requireDecoded(String name) throws MalformedFileException {
    if (name.indexOf(UNDECODED) >= 0) {
      throw new MalformedFileException(
          folder.toString(),
          "file names",
          "names in the encoding of this locale, " + System.getProperty("sun.jnu.encoding"),
          Quoted.of(name));
    }
  }

  private boolean isHidden(Path path) throws IOException {
    return !path.equals(real) && Files.isHidden(path);
  }

  private static String end(Path path) {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String name(Path within) {
    List<String> parts = new ArrayList<>();
    within.forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  /** Makes sure that each file is in the folder and that no two are one. */
  private void requireDistinct() throws IOException {
    Map<Path, String> names = new HashMap<>();
    for (PictureFile file : files) {
      Path target = file.real();
      if (target == null) {
        continue;
      }
      if (!target.startsWith(real)) {
        throw new MalformedFileException(
            file.path().toString(), "file", "one in the folder itself", "a link to " + target);
      }
      String other = names.put(target, file.name());
      if (other != null) {
        throw new MalformedFileException(
            file.path().toString(), "file", "one of its own", "the file " + Quoted.of(other));
      }
    }
  }
}
