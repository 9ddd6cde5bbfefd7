package org.abc4j.data.folder;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.ImageSet;

/**
 * A folder of pictures in memory: images, and which file and source each is from. Immutable and
 * thread-safe.
 */
public final class FolderImages {
  private static final int HIGHEST = 255;

  private final ImageSet images;
  private final FolderItems items;

  private FolderImages(ImageSet images, FolderItems items) {
    this.images = images;
    this.items = items;
  }

  /**
   * @param values images of all files, those that were not read among them
   * @param failures null for each that was read
   */
  static FolderImages of(Shape shape, byte[] values, Object[] failures, FolderItems items) {
    int size = shape.size();
    float[] pixels = new float[items.count() * size];
    int next = 0;
    for (int i = 0; i < failures.length; i++) {
      for (int p = 0; failures[i] == null && p < size; p++) {
        pixels[next++] = Byte.toUnsignedInt(values[i * size + p]);
      }
    }
    if (next < pixels.length) {
      mirror(pixels, next, shape.width());
    }
    return new FolderImages(ImageSet.of(Batch.of(shape, pixels), 0, HIGHEST), items);
  }

  /**
   * Finds images that are equal to the bit.
   *
   * @return which are kept if duplicates are removed among all images: of equal ones the first,
   *     whoever they are from
   */
  public DuplicateRemoval duplicates() {
    return DuplicateRemoval.of(images);
  }

  /**
   * Finds images that are equal to the bit and from one source.
   *
   * @return which are kept if duplicates are removed within each source
   */
  public DuplicateRemoval duplicatesWithinSources() {
    return DuplicateRemoval.within(images, items.sources());
  }

  /**
   * Images and their items without duplicates. A source none of whose images is kept is gone; what
   * goes the removal tells.
   *
   * @param removal sought among these images
   * @return what is kept, in the same order
   * @throws IllegalArgumentException if it was sought among another number of images
   */
  public FolderImages without(DuplicateRemoval removal) {
    return new FolderImages(removal.apply(images), items.select(removal.kept()));
  }

  /** Fills the second half with the first, each row from right to left. */
  private static void mirror(float[] pixels, int half, int width) {
    for (int i = 0; i < half; i++) {
      int column = i % width;
      pixels[half + i - column + width - 1 - column] = pixels[i];
    }
  }

  /**
   * The images.
   *
   * @return one for each item, with values from 0 to 255
   */
  public ImageSet images() {
    return images;
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

  @Override
  public String toString() {
    return "FolderImages[" + images + ", " + items + "]";
  }
}
