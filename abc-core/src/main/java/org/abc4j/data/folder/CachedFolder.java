package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;

/**
 * A folder of pictures in a cache file, and which file and source each image is from. Mirrored
 * copies are made as they are asked for. Immutable and thread-safe.
 */
public final class CachedFolder implements Rows {
  private static final int HIGHEST = 255;

  private final ImageCache cache;
  private final FolderItems items;
  private final CacheOrigin origin;
  private final FileStamps stamps;

  CachedFolder(ImageCache cache, FolderItems items, CacheOrigin origin, FileStamps stamps) {
    this.cache = cache;
    this.items = items;
    this.origin = origin;
    this.stamps = stamps;
  }

  /**
   * Opens what {@link ImageFolder#readInto} wrote, on this day or another.
   *
   * <p>The file beside the cache that says whose the images are is checked, by a digest of its own
   * too, and must be that of this cache: of the digest that lies beside it, as many images, and the
   * same shape. A cache that is written anew meanwhile is refused, and so is one that was killed
   * when only some of its files were in place. {@link #verify} checks the images.
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
   * Makes sure that these images are those that were written with these items. Reads all of them,
   * whatever has taken the place of their file since.
   *
   * @throws MalformedFileException if they are not
   * @throws IOException if they cannot be read
   */
  public void verify() throws IOException {
    cache.verify(origin.sha256(), "the file with the items");
  }

  /**
   * The same, which may take long.
   *
   * @param execution hears of its progress, and says when it is to stop; all is done on the calling
   *     thread
   * @throws MalformedFileException if they are not
   * @throws IOException if they cannot be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void verify(Execution execution) throws IOException {
    cache.verify(origin.sha256(), "the file with the items", execution);
  }

  /**
   * The first picture that is not as it was just before it was read, or found to be unreadable:
   * another size, another time of the last change, or out of reach now, or not then.
   *
   * @param folder the folder that was read
   * @return its path within the folder; empty if all are as they were
   * @throws IOException if the locale cannot write a name
   */
  public Optional<String> firstChanged(Path folder) throws IOException {
    return stamps.firstChanged(folder);
  }

  FileStamps stamps() {
    return stamps;
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
   * The shape of each image.
   *
   * @return that of the preparation
   */
  @Override
  public Shape shape() {
    return cache.shape();
  }

  /**
   * Number of images, mirrored copies among them.
   *
   * @return as many as there are items
   */
  @Override
  public int rows() {
    return items.count();
  }

  /** Copies the image of an item, with values from 0 to 255. */
  @Override
  public void copyRow(int row, float[] into) {
    if (!items.isMirrored(row)) {
      cache.copyRow(row, into);
      return;
    }
    cache.copyRow(row - items.upright(), into);
    Shape shape = cache.shape();
    for (int from = 0; from < shape.size(); from += shape.width()) {
      for (int x = 0; x < shape.width() / 2; x++) {
        int other = from + shape.width() - 1 - x;
        float left = into[from + x];
        into[from + x] = into[other];
        into[other] = left;
      }
    }
  }

  /**
   * One image.
   *
   * @param item which one, mirrored copies among them
   * @return its values, from 0 to 255
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public float[] image(int item) {
    float[] image = new float[shape().size()];
    copyRow(item, image);
    return image;
  }

  /**
   * What a network trains on: the images normalised, each as it is asked for.
   *
   * @param by the normalisation; {@link Normalisation#standardising(Rows, float, float)} makes one
   *     of these images, whose values lie from 0 to 255
   * @return an image for each item
   * @throws IllegalArgumentException if the normalisation is for another number of channels
   */
  public Rows normalised(Normalisation by) {
    return by.apply(this, 0, HIGHEST);
  }

  @Override
  public String toString() {
    return "CachedFolder[" + cache + ", " + items + "]";
  }
}
