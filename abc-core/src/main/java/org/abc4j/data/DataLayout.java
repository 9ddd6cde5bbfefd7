package org.abc4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.abc4j.io.Quoted;

/**
 * How the files of a data set lie, and what tells whose an image is. The first three are of
 * anybody's pictures, the others of public data sets as they are distributed.
 */
public enum DataLayout {
  /** A subfolder for each source, with all that lies in it. */
  FOLDERS,

  /** A table of files and sources. */
  TABLE,

  /** Each picture is a source of its own. */
  OWN,

  /** CelebA: a source is a celebrity, named by number. */
  CELEBA,

  /** MetFaces: a source is an artist, or an object whose artist nobody knows. */
  METFACES,

  /** ArtBench-10: a source is an artist. */
  ARTBENCH,

  /** CIFAR-10, binary version: a source is a class. */
  CIFAR_10,

  /** CIFAR-100, binary version: a source is a class. */
  CIFAR_100,

  /** MNIST, with a black border to 32×32: a source is a digit. */
  MNIST,

  /** Fashion-MNIST, with a black border to 32×32: a source is a class. */
  FASHION_MNIST;

  /**
   * Its name in texts and options.
   *
   * @return the constant's name in lower case, with hyphens
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The layout of a name.
   *
   * @param text as {@link #text} gives it
   * @return the layout
   * @throws IllegalArgumentException if there is none of that name
   */
  public static DataLayout parse(String text) {
    for (DataLayout layout : values()) {
      if (layout.text().equals(text)) {
        return layout;
      }
    }
    List<String> names = Arrays.stream(values()).map(DataLayout::text).toList();
    throw new IllegalArgumentException(
        "a layout is one of " + String.join(", ", names) + ", found " + Quoted.of(text));
  }

  /** As in options. */
  @Override
  public String toString() {
    return text();
  }
}
