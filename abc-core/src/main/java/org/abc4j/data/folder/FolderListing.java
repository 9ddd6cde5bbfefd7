package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
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
 * folder twice.
 */
final class FolderListing {
  private static final Set<String> ENDS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff");

  private final Path folder;
  private final Path real;
  private final List<PictureFile> files = new ArrayList<>();
  private int others;

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
  static List<PictureFile> of(Path folder) throws IOException {
    FolderListing listing = new FolderListing(folder);
    // The folder itself may be a link, which a walk would not follow.
    Files.walkFileTree(listing.real, listing.visitor());
    if (listing.files.isEmpty()) {
      throw new MalformedFileException(
          folder.toString(),
          "pictures",
          "at least one",
          listing.others == 0
              ? "an empty folder"
              : "none, and " + listing.others + " file(s) that are not named as pictures are");
    }
    listing.files.sort(Comparator.comparing(PictureFile::name));
    listing.requireDistinct();
    return List.copyOf(listing.files);
  }

  /** The pictures of a table, all of which must be there. */
  static List<PictureFile> of(Path folder, SourceTable table) throws IOException {
    FolderListing listing = new FolderListing(folder);
    List<String> missing = new ArrayList<>();
    for (String name : table.files()) {
      Path path = folder;
      for (String part : name.split("/")) {
        path = path.resolve(part);
      }
      if (Files.exists(path)) {
        listing.files.add(new PictureFile(name, path));
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
    return List.copyOf(listing.files);
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
        if (ENDS.contains(end(path))) {
          files.add(new PictureFile(name(within), folder.resolve(within)));
        } else {
          others++;
        }
        return FileVisitResult.CONTINUE;
      }
    };
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
      Path target = file.path().toRealPath();
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
