package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class DifferentialAttributorTest {
  private static final Scenario SCENARIO = Scenario.of(8, Kind.GAUSSIAN, Walk.DDIM_NOISY);
  private static final Sample SAMPLE = SCENARIO.sample();

  @Test
  void attribute_gaussianMembers_isNearTheExactLandscape() {
    Landscape exact = new AblationAttributor().attribute(SAMPLE);
    Landscape first = new DifferentialAttributor().attribute(SAMPLE);
    assertEquals(exact.sources(), first.sources());
    for (int s = 0; s < exact.sources(); s++) {
      assertEquals(1, first.distance(s) / exact.distance(s), 0.35, "source " + s);
    }
    assertEquals(Optional.empty(), first.isTrulyUnattributable());
  }

  @Test
  void attribute_eachSource_isTheLengthOfItsChange() {
    EnsembleJacobian jacobian = new DifferentialAttributor().jacobian(SAMPLE);
    Landscape landscape = new DifferentialAttributor().attribute(SAMPLE);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      double squared = 0;
      for (double change : jacobian.change(Ablation.ofSources(SCENARIO.code(), s).coefficients())) {
        squared += change * change;
      }
      assertEquals(Math.sqrt(squared), landscape.distance(s), 1e-12);
    }
  }

  @Test
  void landscape_severalDistances_comeFromOneJacobian() {
    EnsembleJacobian jacobian = new DifferentialAttributor().jacobian(SAMPLE);
    for (Distance distance :
        List.of(
            Distance.euclidean(),
            Distance.euclidean().scaledTo(new Shape(3, 9, 7)),
            Distance.flipAgnosticEuclidean())) {
      Landscape landscape = jacobian.landscape(distance);
      assertArrayEquals(
          new DifferentialAttributor().withDistance(distance).attribute(SAMPLE).distances(),
          landscape.distances());
      for (int s = 0; s < Scenario.SOURCES; s++) {
        float[] image = jacobian.counterfactual(Ablation.ofSources(SCENARIO.code(), s));
        assertEquals(
            distance.between(SAMPLE.image(), image, Scenario.SHAPE),
            landscape.distance(s),
            1e-5,
            distance + ", source " + s);
      }
    }
  }

  @Test
  void landscape_anyOtherDistance_isGivenTheImages() {
    EnsembleJacobian jacobian = new DifferentialAttributor().jacobian(SAMPLE);
    List<float[]> images = new ArrayList<>();
    Distance recording =
        (a, b, shape) -> {
          assertArrayEquals(SAMPLE.image(), a);
          assertEquals(Scenario.SHAPE, shape);
          images.add(b);
          return images.size();
        };
    Landscape landscape = jacobian.landscape(recording);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(s + 1, landscape.distance(s));
      assertArrayEquals(
          jacobian.counterfactual(Ablation.ofSources(SCENARIO.code(), s)), images.get(s));
    }
  }

  @Test
  void with_threads_isTheSameLandscape() {
    double[] alone = new DifferentialAttributor().attribute(SAMPLE).distances();
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution ->
              assertArrayEquals(
                  alone,
                  new DifferentialAttributor().with(execution).attribute(SAMPLE).distances()));
    }
  }

  @Test
  void attribute_posteriorMeanMembers_isFartherFromExactThanGaussianOnes() {
    // The memorising limit bends too much for a first-order rule.
    double gaussian = error(Kind.GAUSSIAN);
    double posteriorMean = error(Kind.POSTERIOR_MEAN);
    assertTrue(gaussian < 0.1, "gaussian " + gaussian);
    assertTrue(posteriorMean > 2 * gaussian, posteriorMean + " and gaussian " + gaussian);
  }

  /** The largest error of a distance as a share of the radius, on average over 20 scenarios. */
  private static double error(Kind kind) {
    double sum = 0;
    for (int seed = 0; seed < 20; seed++) {
      Sample sample = Scenario.of(seed, kind, Walk.DDIM).sample();
      Landscape exact = new AblationAttributor().attribute(sample);
      Landscape first = new DifferentialAttributor().attribute(sample);
      double worst = 0;
      for (int s = 0; s < exact.sources(); s++) {
        worst = Math.max(worst, Math.abs(first.distance(s) - exact.distance(s)));
      }
      sum += worst / exact.radius();
    }
    return sum / 20;
  }

  @Test
  void attribute_cancelled_stops() {
    DifferentialAttributor attributor =
        new DifferentialAttributor().with(Execution.sequential().until(() -> true));
    assertThrows(CancellationException.class, () -> attributor.attribute(SAMPLE));
  }

  @Test
  void withers_null_areErrors() {
    DifferentialAttributor attributor = new DifferentialAttributor();
    assertEquals(
        "distance",
        assertThrows(NullPointerException.class, () -> attributor.withDistance(null)).getMessage());
    assertEquals(
        "execution",
        assertThrows(NullPointerException.class, () -> attributor.with(null)).getMessage());
  }
}
