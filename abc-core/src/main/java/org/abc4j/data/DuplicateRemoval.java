package org.abc4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;

/**
 * Which images of a set are kept so that no two are equal to the bit: of equal ones the first.
 * Labels do not count: two equal images are duplicates whatever they are called.
 *
 * <p>Who removes duplicates decides whose an image is that two sources have: the first one's. If
 * that is not wanted, remove them {@linkplain #within within each source}.
 *
 * <p>Immutable and thread-safe.
 */
public final class DuplicateRemoval {
  private static final String NAME = "duplicates";
  private static final String NONE = "none";

  private final int images;

  /** Images that are removed, increasing. */
  private final int[] removed;

  /** The image that is kept, for each that is removed. */
  private final int[] firsts;

  private DuplicateRemoval(int images, List<Integer> removed, List<Integer> firsts) {
    this.images = images;
    this.removed = removed.stream().mapToInt(Integer::intValue).toArray();
    this.firsts = firsts.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Finds the duplicates of a set.
   *
   * @param images the images
   * @return which are kept
   */
  public static DuplicateRemoval of(ImageSet images) {
    return among(images, image -> "");
  }

  /**
   * Finds the duplicates within each source of a set: an image that two sources have stays with
   * both.
   *
   * @param images the images
   * @param sources who each is from
   * @return which are kept
   * @throws IllegalArgumentException if there are more or fewer items than images
   */
  public static DuplicateRemoval within(ImageSet images, DataSources sources) {
    if (sources.items() != images.count()) {
      throw new IllegalArgumentException(
          "each image has a source, found " + images.count() + " images, " + sources.items());
    }
    return among(images, image -> sources.sourceOf(image) + " ");
  }

  /** Of those that are equal and have one owner. */
  private static DuplicateRemoval among(ImageSet images, IntFunction<String> owner) {
    List<Integer> removed = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    // SHA-256: no two images have been found that have one digest without being equal.
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < images.count(); i++) {
      Integer first = seen.putIfAbsent(owner.apply(i) + Sha256.of(images.image(i)), i);
      if (first != null) {
        removed.add(i);
        firsts.add(first);
      }
    }
    return new DuplicateRemoval(images.count(), removed, firsts);
  }

  /**
   * How many images duplicates were sought among.
   *
   * @return their number, those that are removed included
   */
  public int images() {
    return images;
  }

  /**
   * The images that are kept.
   *
   * @return their indices, increasing
   */
  public int[] kept() {
    return IntStream.range(0, images).filter(image -> firstOf(image) == image).toArray();
  }

  /**
   * The image that one is equal to.
   *
   * @param image index of an image
   * @return the first that is equal to it, itself if it is kept
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int firstOf(int image) {
    int place = Arrays.binarySearch(removed, Objects.checkIndex(image, images));
    return place < 0 ? image : firsts[place];
  }

  /**
   * The set without duplicates.
   *
   * @param images as many as duplicates were sought among
   * @return those that are kept, with their labels
   * @throws IllegalArgumentException if their number is another one
   */
  public ImageSet apply(ImageSet images) {
    if (images.count() != this.images) {
      throw new IllegalArgumentException(
          "duplicates were sought among " + this.images + " images, found " + images.count());
    }
    return images.select(kept());
  }

  /**
   * All of this as one line: the number of images, and each that is removed with the one it is
   * equal to.
   *
   * @return what {@link #parse} reads
   */
  public String text() {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < removed.length; i++) {
      pairs.append(i == 0 ? "" : ",").append(removed[i]).append(':').append(firsts[i]);
    }
    return NAME + " of=" + images + " removed=" + (removed.length == 0 ? NONE : pairs);
  }

  /**
   * The removal of a line.
   *
   * @param text as {@link #text} gives it
   * @return the removal
   * @throws IllegalArgumentException if it is none
   */
  public static DuplicateRemoval parse(String text) {
    String[] fields = PreparationText.fields(text, NAME, "of", "removed");
    int images = PreparationText.index(text, fields[0], Integer.MAX_VALUE);
    List<Integer> removed = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    String[] pairs = fields[1].equals(NONE) ? new String[0] : fields[1].split(",", -1);
    int last = -1;
    for (String pair : pairs) {
      String[] both = pair.split(":", -1);
      if (both.length != 2) {
        throw PreparationText.malformed(text, "pairs such as 7:3");
      }
      int image = PreparationText.index(text, both[0], images);
      int first = PreparationText.index(text, both[1], image);
      if (image <= last || Collections.binarySearch(removed, first) >= 0) {
        throw PreparationText.malformed(
            text, "increasing images, each with one that is kept, unlike " + pair);
      }
      removed.add(image);
      firsts.add(first);
      last = image;
    }
    return new DuplicateRemoval(images, removed, firsts);
  }

  /** Equal when the same images are removed for the same ones. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DuplicateRemoval that
        && images == that.images
        && Arrays.equals(removed, that.removed)
        && Arrays.equals(firsts, that.firsts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(images, Arrays.hashCode(removed), Arrays.hashCode(firsts));
  }

  @Override
  public String toString() {
    return "DuplicateRemoval[" + removed.length + " of " + images + " removed]";
  }
}
