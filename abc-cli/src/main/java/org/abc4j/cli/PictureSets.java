package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.data.picture.PicturePreparation;

/** The pictures of each layout. */
final class PictureSets {
  private PictureSets() {}

  /**
   * Lists pictures.
   *
   * @param place what the user names
   * @param origin which pictures of it, and whose
   * @param table that of the layout table
   * @param preparation how they become images
   * @param without sources that were removed, none of whose pictures is taken
   */
  static PictureSet list(
      Path place,
      ImageOrigin origin,
      Optional<SourceTable> table,
      PicturePreparation preparation,
      Set<String> without)
      throws IOException {
    requirePart(origin);
    return switch (origin.layout()) {
      case FOLDERS, OWN, TABLE -> FileSet.of(place, place, origin, table, preparation, without);
      case CELEBA, METFACES, ARTBENCH -> {
        DataSetFiles files = DataSetFiles.of(place, origin);
        yield FileSet.of(
            place, files.root(), origin, Optional.of(files.table()), preparation, without);
      }
      case CIFAR_10, CIFAR_100, MNIST, FASHION_MNIST ->
          PackedSet.of(place, origin, preparation, without);
    };
  }

  private static void requirePart(ImageOrigin origin) {
    boolean has =
        switch (origin.part()) {
          case TRAIN -> true;
          case VALIDATION -> origin.layout() == DataLayout.CELEBA;
          case TEST ->
              switch (origin.layout()) {
                case FOLDERS, OWN, TABLE, METFACES -> false;
                case CELEBA, ARTBENCH, CIFAR_10, CIFAR_100, MNIST, FASHION_MNIST -> true;
              };
        };
    if (!has) {
      throw new IllegalArgumentException(
          "--layout " + origin.layout() + " has no part " + origin.part());
    }
  }
}
