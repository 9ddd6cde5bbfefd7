package org.abc4j.data.folder;

import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.cache.ImageCache;

/**
 * A folder of pictures in a cache file, and which file and source each image is from. Mirrored
 * copies are made as they are asked for. Immutable and thread-safe.
 */
public final class CachedFolder {
  private final ImageCache cache;
  private final FolderItems items;

  CachedFolder(ImageCache cache, FolderItems items) {
    this.cache = cache;
    this.items = items;
  }

  /**
   * The file with the images.
   *
   * @return the cache, without mirrored copies
   */
  public ImageCache cache() {
    return cache;
  }

  /**
   * Which file and source each image is from, and what was left out.
   *
   * @return the items
   */
  public FolderItems items() {
    return items;
  }

  /**
   * Who the images are from.
   *
   * @return the source of each item
   */
  public DataSources sources() {
    return items.sources();
  }

  /**
   * One image.
   *
   * @param item which one, mirrored copies among them
   * @return its values, from 0 to 255
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public float[] image(int item) {
    if (!items.isMirrored(item)) {
      return cache.image(item);
    }
    float[] image = cache.image(item - items.upright());
    Shape shape = cache.shape();
    float[] mirrored = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      int column = i % shape.width();
      mirrored[i - column + shape.width() - 1 - column] = image[i];
    }
    return mirrored;
  }

  @Override
  public String toString() {
    return "CachedFolder[" + cache + ", " + items + "]";
  }
}
