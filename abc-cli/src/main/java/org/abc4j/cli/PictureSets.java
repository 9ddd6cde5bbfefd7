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
   * @param black how they become black and white, if they do
   * @param without sources that were removed, none of whose pictures is taken
   */
  static PictureSet list(
      Path place,
      ImageOrigin origin,
      Optional<SourceTable> table,
      PicturePreparation preparation,
      Optional<BlackAndWhite> black,
      Set<String> without)
      throws IOException {
    requirePart(origin);
    requireBlackAndWhite(origin, black);
    return switch (origin.layout()) {
      case FOLDERS, OWN, TABLE -> FileSet.of(place, place, origin, table, preparation, without);
      case CELEBA, METFACES, ARTBENCH -> {
        DataSetFiles files = DataSetFiles.of(place, origin);
        yield FileSet.of(
            place, files.root(), origin, Optional.of(files.table()), preparation, without);
      }
      case CIFAR_10, CIFAR_100, MNIST, FASHION_MNIST ->
          PackedSet.of(place, origin, preparation, black, without);
    };
  }

  private static void requireBlackAndWhite(ImageOrigin origin, Optional<BlackAndWhite> black) {
    if (black.isEmpty()) {
      return;
    }
    switch (origin.layout()) {
      case CIFAR_10, CIFAR_100, MNIST, FASHION_MNIST -> {
        if (origin.mirrored()) {
          throw new IllegalArgumentException(
              "--binarise leaves out pictures that are equal, and --flips would add such: give one"
                  + " or the other");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "--binarise is for --layout mnist, fashion-mnist, cifar-10 and cifar-100, found it"
                  + " with --layout "
                  + origin.layout());
    }
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
