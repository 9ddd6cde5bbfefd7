package org.abc4j.classifier;

import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.data.ImageSet;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;

/**
 * Images with values from −1 to 1, each with the class that it is of. Immutable and thread-safe, as
 * far as the images are.
 */
public final class LabelledImages {
  private final Rows images;
  private final int[] labels;

  private LabelledImages(Rows images, int[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * Images and their labels.
   *
   * @param images values from −1 to 1; asked for row by row
   * @param labels one for each image, from 0
   * @return both
   * @throws IllegalArgumentException if there is another number of labels, or one is negative
   */
  public static LabelledImages of(Rows images, int... labels) {
    Objects.requireNonNull(images, "images");
    if (labels.length != images.rows()) {
      throw new IllegalArgumentException(
          "each of " + images.rows() + " images has a label, found " + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "labels are at least 0, that of image " + i + " is " + labels[i]);
      }
    }
    return new LabelledImages(images, labels.clone());
  }

  /**
   * The images of a set with labels, brought to values from −1 to 1.
   *
   * @param set the set
   * @return its images and labels
   * @throws IllegalStateException if it has no labels
   */
  public static LabelledImages of(ImageSet set) {
    int[] labels = new int[set.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = set.label(i);
    }
    return of(set.scaledTo(-1, 1).batch(), labels);
  }

  /**
   * The images.
   *
   * @return values from −1 to 1
   */
  public Rows images() {
    return images;
  }

  /**
   * How many there are.
   *
   * @return at least 0
   */
  public int count() {
    return labels.length;
  }

  /**
   * The label of an image.
   *
   * @param image which one
   * @return its class, at least 0
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int label(int image) {
    return labels[Objects.checkIndex(image, labels.length)];
  }

  /**
   * All labels.
   *
   * @return a copy
   */
  public int[] labels() {
    return labels.clone();
  }

  /** Of all images, and of all labels. */
  String sha256() {
    Sha256 digest = Sha256.begin().add(EnsembleFolder.dataSha256(images));
    for (int label : labels) {
      digest.add(label);
    }
    return digest.hex();
  }

  /** Fails if a classifier cannot be shown them. */
  void require(ResNet network, String what) {
    if (!images.shape().equals(network.images()) || labels.length == 0) {
      throw new IllegalArgumentException(
          what
              + " of this classifier are images of shape "
              + network.images()
              + ", at least 1, found "
              + labels.length
              + " of "
              + images.shape());
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= network.classes()) {
        throw new IllegalArgumentException(
            "classes are 0 to "
                + (network.classes() - 1)
                + ", image "
                + i
                + " of "
                + what
                + " is of class "
                + labels[i]);
      }
    }
  }

  @Override
  public String toString() {
    return "LabelledImages[" + labels.length + " of " + images.shape() + "]";
  }
}
