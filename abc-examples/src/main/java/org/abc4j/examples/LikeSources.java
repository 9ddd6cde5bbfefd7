package org.abc4j.examples;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;

/**
 * Sources of a kind: images that look alike are held to be one person's work. Again and again the
 * image whose nearest ones are nearest makes a source with them: first within its class, then,
 * where no class has enough images left, across classes.
 */
final class LikeSources {
  private final ImageSet images;
  private final int each;
  private final double[][] squares;
  private final int[] sourceOf;
  private int sources;

  private LikeSources(ImageSet images, int each) {
    this.images = images;
    this.each = each;
    this.squares = squares(images);
    this.sourceOf = new int[images.count()];
    Arrays.fill(sourceOf, -1);
  }

  /**
   * The sources.
   *
   * @param images as many as the sources need; without labels they are of one class
   * @param each images of each source, a divisor of their number
   */
  static DataSources of(ImageSet images, int each) {
    requireDivisor(each, images.count());
    LikeSources found = new LikeSources(images, each);
    found.take(images.hasLabels());
    found.take(false);
    return DataSources.ofItems(found.sourceOf);
  }

  static int requireDivisor(int each, int images) {
    if (each < 1 || images % each != 0) {
      throw new IllegalArgumentException(
          "sources have the same number of images each, found "
              + images
              + " images for sources of "
              + each);
    }
    return each;
  }

  private static double[][] squares(ImageSet images) {
    int count = images.count();
    double[][] squares = new double[count][count];
    for (int i = 0; i < count; i++) {
      float[] one = images.image(i);
      for (int j = 0; j < i; j++) {
        float[] other = images.image(j);
        double sum = 0;
        for (int at = 0; at < one.length; at++) {
          double difference = (double) one[at] - other[at];
          sum += difference * difference;
        }
        squares[i][j] = sum;
        squares[j][i] = sum;
      }
    }
    return squares;
  }

  /** Makes sources until no image has enough others left that it may join. */
  private void take(boolean withinClasses) {
    Optional<int[]> group = tightest(withinClasses);
    while (group.isPresent()) {
      for (int image : group.get()) {
        sourceOf[image] = sources;
      }
      sources++;
      group = tightest(withinClasses);
    }
  }

  private Optional<int[]> tightest(boolean withinClasses) {
    return IntStream.range(0, sourceOf.length)
        .filter(image -> sourceOf[image] < 0)
        .mapToObj(image -> nearest(image, withinClasses))
        .filter(group -> group.length == each)
        .min(Comparator.comparingDouble(this::spread));
  }

  /** The image and the nearest to it, fewer where no more are left. */
  private int[] nearest(int image, boolean withinClass) {
    return IntStream.range(0, sourceOf.length)
        .filter(other -> sourceOf[other] < 0)
        .filter(other -> !withinClass || images.label(other) == images.label(image))
        .boxed()
        .sorted(Comparator.comparingDouble(other -> other == image ? -1 : squares[image][other]))
        .limit(each)
        .mapToInt(other -> other)
        .toArray();
  }

  private double spread(int[] group) {
    return IntStream.of(group).mapToDouble(other -> squares[group[0]][other]).sum();
  }
}
