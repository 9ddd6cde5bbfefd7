package org.abc4j.report;

import java.util.Arrays;

/**
 * How the report speaks of the sources of its training data: as training images where each image is
 * a source of its own, else as sources.
 *
 * @param one the name of one
 * @param many the name of several
 * @param meaning what a source is, for people; empty where it is an image
 */
record SourceWords(String one, String many, String meaning) {

  static SourceWords of(SourceImages data) {
    int count = Math.toIntExact(data.sources().count());
    int[] sizes = new int[count];
    Arrays.setAll(sizes, source -> data.sources().itemsOf(source).length);
    int least = Arrays.stream(sizes).min().orElseThrow();
    int most = Arrays.stream(sizes).max().orElseThrow();
    if (most == 1) {
      return new SourceWords("training image", "training images", "");
    }
    String meaning =
        "A source here is a group of "
            + (least == most ? "" + most : least + " to " + most)
            + " training images: the same members saw them,"
            + " and they are removed together. There are "
            + count
            + " sources of "
            + data.sources().items()
            + " images. A source is shown by its images side by side"
            + (most > Pictures.MOST_IN_MONTAGE
                ? ", the first " + Pictures.MOST_IN_MONTAGE + " of them."
                : ".");
    return new SourceWords("source", "sources", meaning);
  }
}
