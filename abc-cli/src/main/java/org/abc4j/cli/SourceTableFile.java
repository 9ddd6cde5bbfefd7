package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * A table of files and sources in a file, as an ensemble keeps a word on it.
 *
 * @param file where it is
 * @param table what it says
 * @param fileColumn its column of files
 * @param sourceColumn its column of sources
 */
record SourceTableFile(Path file, SourceTable table, String fileColumn, String sourceColumn) {

  static SourceTableFile read(Path file, String fileColumn, String sourceColumn)
      throws IOException {
    SourceTable table = TableFile.read(file, fileColumn, sourceColumn);
    return new SourceTableFile(file, table, fileColumn, sourceColumn);
  }

  /**
   * The table that an ensemble was trained with: that which is given, or the one where it was.
   *
   * @param given what the user names, or null
   * @param thinned whether rows may be gone, as those of sources that were removed
   */
  static SourceTableFile again(Path given, Path pictures, ImageOrigin.Table kept, boolean thinned)
      throws IOException {
    Path file = given == null ? found(pictures, kept) : given;
    SourceTableFile again = read(file, kept.fileColumn(), kept.sourceColumn());
    String sha256 = again.sha256();
    if (!thinned && !sha256.equals(kept.sha256())) {
      throw new Refusal(
          Quoted.of(file.toString())
              + " does not say of the same files that they are of the same sources as the table"
              + " that the ensemble was trained with: the SHA-256 of that is "
              + kept.sha256()
              + ", found "
              + sha256);
    }
    return again;
  }

  private static Path found(Path pictures, ImageOrigin.Table kept) {
    Optional<Path> file = kept.path().map(pictures::resolve);
    if (file.filter(Files::isRegularFile).isEmpty()) {
      throw new Refusal(
          "the ensemble was trained with a table of files and sources that is not "
              + file.map(place -> "in " + Quoted.of(place.normalize().toString()))
                  .orElse("beside " + Quoted.of(pictures.toString()))
              + ": name it by --table");
    }
    return file.orElseThrow();
  }

  /** What an ensemble keeps of it. No place but one beside the pictures, or among them. */
  ImageOrigin.Table origin(Path pictures) {
    Path folder = pictures.toAbsolutePath().normalize();
    Path own = file.toAbsolutePath().normalize();
    Optional<String> path = Optional.empty();
    if (Objects.equals(folder.getRoot(), own.getRoot())) {
      List<String> parts = new ArrayList<>();
      folder.relativize(own).forEach(part -> parts.add(part.toString()));
      path = Optional.of(String.join("/", parts)).filter(ImageOrigin.Table::isNear);
    }
    return new ImageOrigin.Table(path, fileColumn, sourceColumn, sha256());
  }

  /** Of which file is whose. */
  private String sha256() {
    Sha256 digest = Sha256.begin().add("abc table of sources");
    for (String name : table.files()) {
      digest.add(name).add(table.sourceOf(name));
    }
    return digest.hex();
  }
}
