package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Reference;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;

/** What distances and quantisations are given, and that it is theirs. */
class DistanceHandoverTest {
  private static final Scenario SCENARIO = Scenario.of(8, Kind.GAUSSIAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final Distance EUCLIDEAN = Distance.euclidean();

  /** The Euclidean distance as a lambda, which spoils what it was given. */
  private static final Distance WRITING =
      (a, b, shape) -> {
        double distance = Distance.euclidean().between(a, b, shape);
        Arrays.fill(a, 99);
        Arrays.fill(b, -99);
        return distance;
      };

  /** The same for both kinds of values. */
  private static final class WritingInDouble implements Distance {
    @Override
    public double between(float[] a, float[] b, Shape shape) {
      return WRITING.between(a, b, shape);
    }

    @Override
    public double between(double[] a, double[] b, Shape shape) {
      double distance = EUCLIDEAN.between(a, b, shape);
      Arrays.fill(a, 99);
      Arrays.fill(b, -99);
      return distance;
    }
  }

  @Test
  void landscapes_distanceThatWrites_spoilsNoOther() {
    double[] expected = new AblationAttributor().attribute(SAMPLE).distances();
    List<float[]> images = new ArrayList<>();
    List<Landscape> together =
        new AblationAttributor()
            .landscapes(
                SAMPLE,
                List.of(WRITING, new WritingInDouble(), EUCLIDEAN),
                (source, ablation, image) -> images.add(image));
    for (Landscape landscape : together) {
      assertArrayEquals(expected, landscape.distances());
    }
    for (int s = 0; s < expected.length; s++) {
      assertEquals(expected[s], EUCLIDEAN.between(SAMPLE.image(), images.get(s), Scenario.SHAPE));
    }
  }

  @Test
  void attribute_quantizationThatWrites_spoilsNothing() {
    Quantization writing =
        new Quantization() {
          @Override
          public int level(float value) {
            return Math.round(value);
          }

          @Override
          public boolean same(float[] a, float[] b) {
            boolean same = Quantization.super.same(a, b);
            Arrays.fill(a, 99);
            Arrays.fill(b, -99);
            return same;
          }
        };
    Landscape expected = new AblationAttributor().withQuantization(Math::round).attribute(SAMPLE);
    assertTrue(expected.sourcesThatChangeIt().orElseThrow().length > 0);
    List<float[]> images = new ArrayList<>();
    assertEquals(
        expected,
        new AblationAttributor()
            .withQuantization(writing)
            .landscapes(SAMPLE, List.of(EUCLIDEAN), (source, ablation, image) -> images.add(image))
            .get(0));
    images.forEach(image -> assertTrue(image[0] > -99));
  }

  /** How much brighter one image is: no function of the difference alone. */
  private static final class Brightness implements Distance {
    private final boolean writes;

    Brightness(boolean writes) {
      this.writes = writes;
    }

    @Override
    public double between(float[] a, float[] b, Shape shape) {
      throw new UnsupportedOperationException("in double only");
    }

    @Override
    public double between(double[] a, double[] b, Shape shape) {
      double brightness = Math.abs(Reference.norm(a) - Reference.norm(b));
      if (writes) {
        Arrays.fill(a, 99);
        Arrays.fill(b, -99);
      }
      return brightness;
    }
  }

  @Test
  void firstOrder_distanceThatWrites_spoilsNoLater() {
    EnsembleJacobian jacobian = EnsembleJacobian.of(SAMPLE);
    double[] expected = jacobian.landscape(EUCLIDEAN).distances();
    assertArrayEquals(expected, jacobian.landscape(WRITING).distances(), 1e-6);
    assertArrayEquals(expected, jacobian.landscape(new WritingInDouble()).distances(), 1e-12);
    assertArrayEquals(
        jacobian.landscape(new Brightness(false)).distances(),
        jacobian.landscape(new Brightness(true)).distances());
  }

  @Test
  void visual_distanceThatWrites_spoilsNoLater() {
    VisualAttributor visual = VisualAttributor.of(SCENARIO.items(), SCENARIO.code().sources());
    VisualAttribution expected = visual.attribute(SAMPLE);
    VisualAttribution found = visual.withDistance(WRITING).attribute(SAMPLE);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected.distance(s), found.distance(s));
      assertEquals(expected.nearestItem(s), found.nearestItem(s));
    }
  }

  /** Members of images that differ in the fifth digit: counterfactuals some 1e-6 away. */
  private static EnsembleJacobian near() {
    float[] values = SCENARIO.items().toArray();
    for (int p = 0; p < values.length; p++) {
      // One side bright, the other dark, so that no image is like its mirror image.
      values[p] = (p % 4 < 2 ? 0.5f : -0.5f) + 1e-5f * values[p];
    }
    return EnsembleJacobian.of(SCENARIO.withItems(Batch.of(Scenario.SHAPE, values)).sample());
  }

  @Test
  void firstOrder_smallRadii_areTheSameInDoubleByAnyWay() {
    EnsembleJacobian jacobian = near();
    double[] expected = jacobian.landscape(EUCLIDEAN).distances();
    double greatest = Arrays.stream(expected).max().orElseThrow();
    assertTrue(greatest > 1e-7 && greatest < 1e-5, "" + greatest);
    for (Distance inDouble : List.of(new WritingInDouble(), Distance.flipAgnosticEuclidean())) {
      assertArrayEquals(expected, jacobian.landscape(inDouble).distances(), 1e-7 * greatest);
    }
  }

  /** The bound that {@link Distance} states. */
  @Test
  void firstOrder_lambda_isOffByItsRoundingAndNoMore() {
    EnsembleJacobian jacobian = near();
    double[] expected = jacobian.landscape(EUCLIDEAN).distances();
    double[] found =
        jacobian.landscape((a, b, shape) -> EUCLIDEAN.between(a, b, shape)).distances();
    float largest = 0;
    for (float value : jacobian.sample().image()) {
      largest = Math.max(largest, Math.abs(value));
    }
    double bound = Math.sqrt(Scenario.SHAPE.size()) / 2 * Math.ulp(largest);
    double off = 0;
    for (int s = 0; s < expected.length; s++) {
      off = Math.max(off, Math.abs(expected[s] - found[s]));
    }
    assertTrue(off <= bound && off > bound / 100, off + " of " + bound);
  }
}
