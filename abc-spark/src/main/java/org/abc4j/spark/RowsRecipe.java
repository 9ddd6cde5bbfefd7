package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Rows;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.folder.CachedFolder;

/**
 * How an executor has the training data: what is sent to it in their place. Implementations are
 * immutable.
 *
 * <p>Executors hash what they train on and compare it with what the driver has, so a recipe need
 * not tell one set of images from another.
 */
@FunctionalInterface
public interface RowsRecipe extends Serializable {

  /**
   * Opens the images.
   *
   * @return the images as networks train on them, item i of the code's sources in row i
   * @throws IOException if they cannot be read
   */
  Rows open() throws IOException;

  /**
   * Images of a cache file, mapped into memory: of an {@link ImageCache}, or of a {@link
   * CachedFolder} with what lies beside it, which {@code abc train --cache} makes. A folder's cache
   * is in shared storage, since Spark sends single files.
   *
   * @param file the cache
   * @param normalisation what makes of its values, from 0 to 255, those that networks train on
   * @return the recipe
   */
  static RowsRecipe cached(ClusterFile file, Normalisation normalisation) {
    String how = normalisation.text();
    return () -> {
      Normalisation by = Normalisation.parse(how);
      Path path = file.path();
      if (Files.exists(path.resolveSibling(path.getFileName() + ".items.json"))) {
        return CachedFolder.open(path).normalised(by);
      }
      return by.apply(ImageCache.open(path), 0, 255);
    };
  }

  /**
   * Images of any values: the tensor {@code items} of a safetensors file, held in memory, once for
   * all tasks of an executor and for as long as one of them trains on them.
   *
   * @param file the file, whose tensor has the extents items, channels, height, width
   * @return the recipe
   */
  static RowsRecipe tensor(ClusterFile file) {
    return () -> HeldItems.of(file.path());
  }
}
