package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;

/**
 * A folder of pictures in a cache file, and which file and source each image is from. Mirrored
 * copies are made as they are asked for. Immutable and thread-safe.
 */
public final class CachedFolder {
  private final ImageCache cache;
  private final FolderItems items;
  private final CacheOrigin origin;

  CachedFolder(ImageCache cache, FolderItems items, CacheOrigin origin) {
    this.cache = cache;
    this.items = items;
    this.origin = origin;
  }

  /**
   * Opens what {@link ImageFolder#readInto} wrote, on this day or another.
   *
   * <p>The file beside the cache that says whose the images are is checked, by a digest of its own
   * too, and must be that of this cache: of the digest that lies beside it, as many images, and the
   * same shape. {@link #verify} checks the images.
   *
   * @param file the cache
   * @return the folder's images, of which none is read yet
   * @throws MalformedFileException if a file is missing or malformed, or they do not fit together,
   *     naming the file and what does not fit
   * @throws IOException if one cannot be read
   */
  public static CachedFolder open(Path file) throws IOException {
    return CachedFolderReader.read(file);
  }

  /**
   * Makes sure that the images are those that were written. Reads all of them.
   *
   * @throws MalformedFileException if they are not
   * @throws IOException if they cannot be read
   */
  public void verify() throws IOException {
    cache.verify();
  }

  /**
   * How the folder's pictures became these images.
   *
   * @return the preparation that was asked for
   */
  public PicturePreparation preparation() {
    return origin.preparation();
  }

  /**
   * What was laid behind what is not opaque.
   *
   * @return the colour of the reader that was used
   */
  public Rgb background() {
    return origin.background();
  }

  /**
   * What decoded the pictures, as {@link org.abc4j.data.picture.PictureReader#decoders} told it.
   *
   * @return a line for each format
   */
  public List<String> decoders() {
    return origin.decoders();
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
