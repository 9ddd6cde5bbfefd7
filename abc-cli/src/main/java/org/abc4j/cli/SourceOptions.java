package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.data.folder.FolderSources;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;
import picocli.CommandLine.Option;

/** Whose pictures are in a folder. */
final class SourceOptions {
  @Option(
      names = "--table",
      paramLabel = "CSV",
      description =
          "A table of files, named from the folder of pictures, and their sources; files that are"
              + " not in it are left out. Default: a source in each subfolder.")
  Path table;

  @Option(
      names = "--file-column",
      paramLabel = "NAME",
      description = "The table's column of files. Default: ${DEFAULT-VALUE}.")
  private String fileColumn = "file";

  @Option(
      names = "--source-column",
      paramLabel = "NAME",
      description = "The table's column of sources. Default: ${DEFAULT-VALUE}.")
  private String sourceColumn = "source";

  @Option(names = "--each-its-own", description = "Each picture is a source of its own.")
  private boolean eachItsOwn;

  @Option(
      names = "--skip-unreadable",
      description = "Leaves out pictures that cannot be read, and says which.")
  private boolean skipUnreadable;

  @Option(
      names = "--flips",
      description = "Takes a mirrored copy of each picture as a further one of the same source.")
  boolean flips;

  /** The folder, of which nothing is read yet. */
  ImageFolder folder(Path pictures, PicturePreparation preparation) throws IOException {
    return folder(pictures, preparation, Set.of());
  }

  /** The folder without what some sources have in it: not one byte of that is read. */
  ImageFolder folder(Path pictures, PicturePreparation preparation, Set<String> without)
      throws IOException {
    if (table != null && eachItsOwn) {
      throw new IllegalArgumentException("--table and --each-its-own exclude each other");
    }
    ImageFolder all = ImageFolder.of(pictures, preparation);
    SourceTable named = table == null ? null : TableFile.read(table, fileColumn, sourceColumn);
    if (!without.isEmpty()) {
      named = others(named == null ? all.files() : named.files(), named, without);
    }
    FolderSources rule =
        named != null
            ? FolderSources.of(named)
            : eachItsOwn ? FolderSources.eachItsOwn() : FolderSources.bySubfolder();
    ImageFolder folder = all.withSources(rule);
    if (skipUnreadable) {
      folder = folder.skippingUnreadable();
    }
    return flips ? folder.withMirroredCopies() : folder;
  }

  /** Files by name alone, in an order that leaving some out does not change. */
  private SourceTable others(List<String> files, SourceTable named, Set<String> without) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String file : files) {
      String source = named != null ? named.sourceOf(file) : sourceOf(file);
      if (!without.contains(source)) {
        kept.put(file, source);
      }
    }
    return SourceTable.of(kept);
  }

  private String sourceOf(String file) {
    int end = file.indexOf('/');
    if (eachItsOwn) {
      return file;
    }
    if (end < 0) {
      throw new Refusal(
          Quoted.of(file) + " is in no subfolder, so nobody knows whose it is: say so by --table");
    }
    return file.substring(0, end);
  }
}
