package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceTest {
  private static final Shape ROW = new Shape(1, 1, 2);

  private static float[] values(float... values) {
    return values;
  }

  @Test
  void between_otherNumberOfValues_isAnErrorNamingAllThree() {
    Shape shape = new Shape(1, 2, 3);
    for (Distance distance :
        new Distance[] {
          Distance.euclidean(),
          Distance.euclidean().scaledTo(new Shape(3, 4, 4)),
          Distance.flipAgnosticEuclidean()
        }) {
      for (int[] lengths : new int[][] {{6, 7}, {7, 6}, {5, 6}, {6, 5}, {12, 12}, {0, 0}}) {
        assertEquals(
            "samples of shape 1×2×3 have 6 values, found " + lengths[0] + " and " + lengths[1],
            assertThrows(
                    IllegalArgumentException.class,
                    () -> distance.between(new float[lengths[0]], new float[lengths[1]], shape))
                .getMessage());
      }
    }
  }

  @Test
  void metric_ofOneShape_isComputedOnce() {
    EuclideanDistance distance = Distance.euclidean().scaledTo(new Shape(3, 8, 8));
    BilinearMetric metric = distance.metric(new Shape(1, 4, 4));
    assertSame(metric, distance.metric(new Shape(1, 4, 4)));
    assertNotSame(metric, distance.metric(new Shape(3, 4, 4)));
    // Equality is that of the scaling, whatever was asked before.
    assertEquals(distance, Distance.euclidean().scaledTo(new Shape(3, 8, 8)));
  }

  @Test
  void euclidean_threeFour_isFive() {
    assertEquals(5, Distance.euclidean().between(values(1, 2), values(4, -2), ROW));
  }

  @Test
  void euclidean_scaledTwoToFour_isThatOfTheScaledImages() {
    // 0, 1 becomes 0, ¼, ¾, 1.
    Distance scaled = Distance.euclidean().scaledTo(new Shape(1, 1, 4));
    assertEquals(
        Math.sqrt(0.25 * 0.25 + 0.75 * 0.75 + 1),
        scaled.between(values(0, 0), values(0, 1), ROW),
        1e-15);
  }

  @Test
  void euclidean_scaledToThreeChannels_countsTheChannelThreeTimes() {
    Distance scaled = Distance.euclidean().scaledTo(new Shape(3, 1, 2));
    assertEquals(5 * Math.sqrt(3), scaled.between(values(0, 0), values(3, 4), ROW), 1e-14);
  }

  @Test
  void euclidean_scaledToThePapersShape_growsByTheNumberOfValues() {
    // A constant difference stays constant.
    Distance scaled = Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
    float[] black = new float[16];
    float[] grey = new float[16];
    Arrays.fill(grey, 0.5f);
    assertEquals(
        0.5 * Math.sqrt(3 * 256 * 256), scaled.between(black, grey, new Shape(1, 4, 4)), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"2,1", "2,3", "3,1", "4,3"})
  void euclidean_scaledToOtherChannels_isAnErrorNamingBothShapes(int from, int to) {
    Distance scaled = Distance.euclidean().scaledTo(new Shape(to, 8, 8));
    float[] image = new float[from];
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> scaled.between(image, image, new Shape(from, 1, 1)));
    assertEquals(
        "samples of shape " + from + "×1×1 cannot be scaled to the channels of " + to + "×8×8",
        error.getMessage());
  }

  @Test
  void euclidean_scaledDown_isANumberForImagesThatBecomeTheSame() {
    // 5 pixels scaled to 3: the first is ⅔ of pixel 0 and ⅓ of pixel 1, where this difference
    // cancels. Its square is a sum of rounding errors, which may lie below 0.
    Shape shape = new Shape(1, 5, 5);
    Distance scaled = Distance.euclidean().scaledTo(new Shape(1, 3, 3));
    for (int size = 1; size < 500; size++) {
      float[] difference = new float[shape.size()];
      for (int y = 0; y < 5; y++) {
        difference[y * 5] = size + y;
        difference[y * 5 + 1] = -2 * (size + y);
      }
      double distance = scaled.between(difference, new float[shape.size()], shape);
      assertEquals(0, distance, 1e-4, "size " + size);
    }
  }

  @Test
  void flipAgnostic_mirroredImage_isNought() {
    Shape shape = new Shape(1, 2, 3);
    float[] image = values(1, 2, 3, 4, 5, 6);
    float[] mirrored = values(3, 2, 1, 6, 5, 4);
    assertEquals(0, Distance.flipAgnosticEuclidean().between(image, mirrored, shape));
    assertEquals(4, Distance.euclidean().between(image, mirrored, shape));
  }

  @Test
  void flipAgnostic_turnedUpsideDown_isNotNought() {
    assertEquals(
        Math.sqrt(2),
        Distance.flipAgnosticEuclidean().between(values(1, 0), values(0, 1), new Shape(1, 2, 1)));
  }

  @Test
  void between_valueThatIsNaN_isNaN() {
    Shape shape = new Shape(1, 2, 3);
    List<Distance> distances =
        List.of(
            Distance.euclidean(),
            Distance.euclidean().scaledTo(new Shape(3, 7, 5)),
            Distance.euclidean().scaledTo(new Shape(1, 1, 2)),
            Distance.flipAgnosticEuclidean());
    for (Distance distance : distances) {
      for (int at = 0; at < 6; at++) {
        float[] image = new float[6];
        image[at] = Float.NaN;
        assertEquals(Double.NaN, distance.between(image, new float[6], shape), "" + distance);
        assertEquals(Double.NaN, distance.between(new float[6], image, shape), "" + distance);
      }
    }
  }

  @Test
  void equals_ofEuclidean_comparesTargets() {
    EuclideanDistance scaled = Distance.euclidean().scaledTo(new Shape(1, 8, 8));
    assertEquals(scaled, Distance.euclidean().scaledTo(new Shape(1, 8, 8)));
    assertEquals(scaled.hashCode(), Distance.euclidean().scaledTo(new Shape(1, 8, 8)).hashCode());
    assertNotEquals(scaled, Distance.euclidean());
    assertNotEquals(scaled, Distance.euclidean().scaledTo(new Shape(1, 8, 9)));
    assertNotEquals(scaled, (Object) "Euclidean at 1×8×8");
  }

  @Test
  void toString_statesTheDistance() {
    assertEquals("Euclidean", Distance.euclidean().toString());
    assertEquals(
        "Euclidean at 3×256×256",
        Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE).toString());
    assertEquals("flip-agnostic Euclidean", Distance.flipAgnosticEuclidean().toString());
  }
}
