package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.data.folder.FolderSources;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
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
    ImageFolder folder = ImageFolder.of(pictures, preparation).withSources(rule());
    if (skipUnreadable) {
      folder = folder.skippingUnreadable();
    }
    return flips ? folder.withMirroredCopies() : folder;
  }

  private FolderSources rule() throws IOException {
    if (table != null && eachItsOwn) {
      throw new IllegalArgumentException("--table and --each-its-own exclude each other");
    }
    if (table != null) {
      return FolderSources.of(TableFile.read(table, fileColumn, sourceColumn));
    }
    return eachItsOwn ? FolderSources.eachItsOwn() : FolderSources.bySubfolder();
  }
}
