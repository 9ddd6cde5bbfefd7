package org.abc4j.training;

import java.util.Objects;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;

/**
 * What a single model that is retrained without a source sees in place of its items (section 3.2
 * and appendix C.3): an uninformative image, so that the order and contents of its minibatches stay
 * as they were, or nothing. Immutable and thread-safe.
 */
public final class Replacement {
  private static final Replacement NOTHING = new Replacement(null);

  /** Null where items go without one. */
  private final float[] image;

  private Replacement(float[] image) {
    this.image = image;
  }

  /**
   * Nothing: the items are gone, and where one would have been seen another is drawn.
   *
   * @return that replacement
   */
  public static Replacement nothing() {
    return NOTHING;
  }

  /**
   * An image that says nothing, such as the latent of a black one.
   *
   * @param image its values, finite, as networks take them
   * @return that replacement
   * @throws IllegalArgumentException if a value is not finite
   */
  public static Replacement by(float... image) {
    for (float value : image) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "the image in place of others is of finite values, found " + value);
      }
    }
    return new Replacement(image.clone());
  }

  /**
   * An all black image, as in the paper.
   *
   * @param shape shape of the images
   * @param normalisation how their values became those that networks take
   * @return that replacement
   * @throws IllegalArgumentException if the normalisation is for another number of channels
   */
  public static Replacement black(Shape shape, Normalisation normalisation) {
    float[] black = new float[shape.size()];
    normalisation.apply(Batch.of(shape, black), 0, 1).copyRow(0, black);
    return by(black);
  }

  /**
   * Whether items go without a replacement.
   *
   * @return false if an image stands in their place
   */
  public boolean isNothing() {
    return image == null;
  }

  /** The image; null for nothing. */
  float[] image() {
    return isNothing() ? null : image.clone();
  }

  /** In words, for files. */
  String text() {
    return isNothing() ? "nothing" : "an image of SHA-256 " + Sha256.of(image);
  }

  /**
   * What is left of items without those of a source: all, with the image in their place, or the
   * others. No item of the source is asked for.
   *
   * @param items item i of the sources in row i
   * @param sources whose each item is
   * @param source index of the source
   * @return what a model without that source sees
   * @throws IllegalArgumentException if the source is unknown, nothing is left, or the image has
   *     another number of values
   */
  public Rows without(Rows items, DataSources sources, long source) {
    boolean[] gone = new boolean[items.rows()];
    for (long item : sources.itemsOf(source)) {
      gone[(int) item] = true;
    }
    if (isNothing()) {
      int[] left = IntStream.range(0, gone.length).filter(item -> !gone[item]).toArray();
      if (left.length == 0) {
        throw new IllegalArgumentException(
            sources.shown(source) + " has all items: nothing is left to train a model on");
      }
      return items.view(left);
    }
    if (image.length != items.shape().size()) {
      throw new IllegalArgumentException(
          "the image in place of others has as many values as these, "
              + items.shape().size()
              + ", found "
              + image.length);
    }
    return new Replaced(items, gone, image);
  }

  /** Equal when the same is seen. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Replacement that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return Objects.hash(text());
  }

  @Override
  public String toString() {
    return "Replacement[" + text() + "]";
  }

  /** Items of which some are replaced. */
  private static final class Replaced implements Rows {
    private final Rows items;
    private final boolean[] gone;
    private final float[] image;

    Replaced(Rows items, boolean[] gone, float[] image) {
      this.items = items;
      this.gone = gone;
      this.image = image;
    }

    @Override
    public Shape shape() {
      return items.shape();
    }

    @Override
    public int rows() {
      return items.rows();
    }

    @Override
    public void copyRow(int row, float[] into) {
      Objects.checkIndex(row, gone.length);
      if (gone[row]) {
        System.arraycopy(image, 0, into, 0, image.length);
      } else {
        items.copyRow(row, into);
      }
    }
  }
}
