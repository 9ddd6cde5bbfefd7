package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Shape;
import org.abc4j.testing.Draws;

class DistanceProperties {

  @Provide
  Arbitrary<Distance> distances() {
    return Arbitraries.of(
        Distance.euclidean(),
        Distance.euclidean().scaledTo(new Shape(3, 9, 11)),
        Distance.flipAgnosticEuclidean());
  }

  @Property(tries = 300)
  void between_anyImages_isAMetric(
      @ForAll("distances") Distance distance,
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll long seed) {
    Shape shape = new Shape(3, height, width);
    float[] a = Draws.gaussians(seed, 1, shape.size());
    float[] b = Draws.gaussians(seed, 2, shape.size());
    float[] c = Draws.gaussians(seed, 3, shape.size());
    double ab = distance.between(a, b, shape);
    assertTrue(ab > 0);
    assertEquals(0, distance.between(a, a.clone(), shape));
    assertEquals(ab, distance.between(b, a, shape), 1e-12 * ab);
    double detour = distance.between(a, c, shape) + distance.between(c, b, shape);
    assertTrue(ab <= detour * (1 + 1e-12));
  }

  @Property(tries = 300)
  void flipAgnostic_anyWidth_isTheLesserOfBothWays(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll long seed) {
    Shape shape = new Shape(channels, height, width);
    float[] a = Draws.gaussians(seed, 1, shape.size());
    float[] b = Draws.gaussians(seed, 2, shape.size());
    float[] mirrored = mirrored(b, shape);
    Distance plain = Distance.euclidean();
    Distance agnostic = Distance.flipAgnosticEuclidean();
    double distance = agnostic.between(a, b, shape);
    assertTrue(distance <= plain.between(a, b, shape) * (1 + 1e-12));
    assertEquals(
        Math.min(plain.between(a, b, shape), plain.between(a, mirrored, shape)),
        distance,
        1e-12 * distance);
    assertEquals(distance, agnostic.between(a, mirrored, shape));
    assertEquals(0, agnostic.between(b, mirrored, shape));
  }

  private static float[] mirrored(float[] image, Shape shape) {
    float[] result = new float[image.length];
    for (int line = 0; line < shape.channels() * shape.height(); line++) {
      for (int x = 0; x < shape.width(); x++) {
        result[line * shape.width() + x] = image[(line + 1) * shape.width() - 1 - x];
      }
    }
    return result;
  }

  @Provide
  Arbitrary<Shape[]> scalings() {
    return Arbitraries.of(
        new Shape[] {new Shape(1, 4, 4), new Shape(3, 16, 16)},
        new Shape[] {new Shape(3, 5, 7), new Shape(3, 13, 9)},
        new Shape[] {new Shape(1, 1, 1), new Shape(4, 3, 2)},
        new Shape[] {new Shape(2, 3, 8), new Shape(2, 3, 8)},
        new Shape[] {new Shape(1, 9, 7), new Shape(3, 4, 2)},
        new Shape[] {new Shape(2, 8, 3), new Shape(2, 3, 10)},
        new Shape[] {new Shape(1, 6, 6), new Shape(1, 1, 1)});
  }

  @Property(tries = 300)
  void euclidean_scaled_isThatOfScaledImages(
      @ForAll("scalings") Shape[] scaling, @ForAll long seed) {
    Shape shape = scaling[0];
    Shape target = scaling[1];
    float[] a = Draws.gaussians(seed, 1, shape.size());
    float[] b = Draws.gaussians(seed, 2, shape.size());
    double[] largeA = scaled(a, shape, target);
    double[] largeB = scaled(b, shape, target);
    double squared = 0;
    for (int j = 0; j < target.size(); j++) {
      squared += (largeA[j] - largeB[j]) * (largeA[j] - largeB[j]);
    }
    double distance = Distance.euclidean().scaledTo(target).between(a, b, shape);
    assertEquals(Math.sqrt(squared), distance, 1e-12 * (1 + distance));
  }

  /** Four taps around each output's centre, held inside the image. */
  private static double[] scaled(float[] image, Shape shape, Shape target) {
    double[] result = new double[target.size()];
    for (int channel = 0; channel < target.channels(); channel++) {
      int from = shape.channels() == 1 ? 0 : channel;
      for (int y = 0; y < target.height(); y++) {
        double sourceY = centre(y, shape.height(), target.height());
        int y0 = (int) Math.floor(sourceY);
        int y1 = Math.min(y0 + 1, shape.height() - 1);
        for (int x = 0; x < target.width(); x++) {
          double sourceX = centre(x, shape.width(), target.width());
          int x0 = (int) Math.floor(sourceX);
          int x1 = Math.min(x0 + 1, shape.width() - 1);
          double top =
              blend(at(image, shape, from, y0, x0), at(image, shape, from, y0, x1), sourceX);
          double low =
              blend(at(image, shape, from, y1, x0), at(image, shape, from, y1, x1), sourceX);
          result[(channel * target.height() + y) * target.width() + x] = blend(top, low, sourceY);
        }
      }
    }
    return result;
  }

  private static double centre(int index, int from, int to) {
    return Math.max(0, Math.min(from - 1, (index + 0.5) * from / to - 0.5));
  }

  private static double blend(double first, double second, double position) {
    double fraction = position - Math.floor(position);
    return (1 - fraction) * first + fraction * second;
  }

  private static double at(float[] image, Shape shape, int channel, int y, int x) {
    return image[(channel * shape.height() + y) * shape.width() + x];
  }
}
