package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.Half;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;

class ResidualDrawsTest {
  private static final Execution HERE = Execution.sequential();
  private static final Scenario SCENARIO = Scenario.of(31, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final Ensemble ENSEMBLE = SCENARIO.ensemble();
  private static final TrainingPoints POINTS =
      TrainingPoints.of(SCENARIO.items(), SCENARIO.code().sources());
  private static final List<SamplingStep> STEPS = SCENARIO.sampler().steps();

  /** x_j − x̂₀ of x_j noised, by hand. */
  @Test
  void residuals_areHowFarPointsAreDenoisedAway() {
    SamplingStep step = STEPS.get(4);
    float[] found =
        new ResidualDraws(7, 3).residuals(ENSEMBLE, POINTS, step, new int[] {5}, HERE).toArray();
    int m = Scenario.SHAPE.size();
    float[] z = CounterRandom.of(7, Purpose.RESIDUAL_NOISE).gaussians(5, step.timestep(), 3 * m);
    double a = Math.sqrt(step.alphaBar());
    double sigma = Math.sqrt(1 - step.alphaBar());
    double[] expected = new double[m];
    for (int draw = 0; draw < 3; draw++) {
      float[] noisy = new float[m];
      for (int p = 0; p < m; p++) {
        noisy[p] = (float) (a * SCENARIO.items().get(5, p) + sigma * z[draw * m + p]);
      }
      double[] mean = new double[m];
      for (int i = 0; i < ENSEMBLE.size(); i++) {
        Batch said = ENSEMBLE.member(i).predict(Batch.of(Scenario.SHAPE, noisy), step.timestep());
        for (int p = 0; p < m; p++) {
          mean[p] += said.get(0, p) / (double) ENSEMBLE.size();
        }
      }
      for (int p = 0; p < m; p++) {
        expected[p] += (SCENARIO.items().get(5, p) - (noisy[p] - sigma * mean[p]) / a) / 3;
      }
    }
    for (int p = 0; p < m; p++) {
      assertEquals(expected[p], found[p], 1e-5);
    }
  }

  @Test
  void compute_isTheSameInAnyBlocks() {
    TrainingResiduals all =
        TrainingResiduals.compute(
            ENSEMBLE, POINTS, STEPS.subList(2, 4), new ResidualDraws(7, 2), HERE);
    assertEquals(Set.of(STEPS.get(2).timestep(), STEPS.get(3).timestep()), all.timesteps());
    float[] row = new float[Scenario.SHAPE.size()];
    for (int j : new int[] {0, 3, POINTS.count() - 1}) {
      all.at(STEPS.get(3).timestep()).copyRow(j, row);
      float[] alone =
          new ResidualDraws(7, 2)
              .residuals(ENSEMBLE, POINTS, STEPS.get(3), new int[] {j}, HERE)
              .row(0);
      for (int p = 0; p < row.length; p++) {
        assertEquals(Half.toFloat(Half.of(alone[p])), row[p]);
        assertEquals(alone[p], row[p], Math.abs(alone[p]) * 0x1p-11 + 0x1p-25);
      }
    }
  }

  @Test
  void lateSteps_areALastQuarter() {
    assertEquals(STEPS.subList(4, 6), TrainingResiduals.lateSteps(SCENARIO.sampler()));
    assertEquals(1, TrainingResiduals.lateSteps(SCENARIO.withSteps(2).sampler()).size());
  }

  @Test
  void badArguments_areNamed() {
    assertMessage("found 0", () -> new ResidualDraws(0, 0));
    assertMessage("found 1025", () -> new ResidualDraws(0, 1025));
    assertMessage("at least 1 timestep", () -> TrainingResiduals.of(Map.of()));
    Shape shape = new Shape(1, 2, 2);
    assertMessage(
        "timestep 9 are 3 of",
        () ->
            TrainingResiduals.of(
                Map.of(4, Draws.batch(1, 1, shape, 2), 9, Draws.batch(1, 2, shape, 3))));
    assertMessage(
        "found 4 rows",
        () -> TrainingPoints.of(Draws.batch(1, 1, shape, 4), SCENARIO.code().sources()));
    TrainingResiduals one = TrainingResiduals.of(Map.of(4, Draws.batch(1, 1, shape, 2)));
    String message = assertThrows(NoSuchElementException.class, () -> one.at(5)).getMessage();
    assertTrue(message.contains("[4], asked for those of 5"), message);
  }

  /** More than an array holds, before anything is computed. */
  @Test
  void compute_tooManyValues_saysWhatToDo() {
    int count = 700_000;
    Shape shape = new Shape(3, 32, 32);
    Rows rows =
        new Rows() {
          @Override
          public Shape shape() {
            return shape;
          }

          @Override
          public int rows() {
            return count;
          }

          @Override
          public void copyRow(int row, float[] into) {
            throw new AssertionError("read row " + row);
          }
        };
    TrainingPoints many = TrainingPoints.of(rows, DataSources.oneItemEach(count));
    assertMessage(
        "have 2150400000; compute",
        () ->
            TrainingResiduals.compute(
                ENSEMBLE, many, STEPS.subList(2, 3), new ResidualDraws(0, 1), HERE));
  }

  @Test
  void ofSource_withFlips_hasEachItemTwice() {
    int items = POINTS.count();
    TrainingPoints flipped = POINTS.withFlips();
    assertEquals(2 * items, flipped.count());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      int[] plain = POINTS.ofSource(s);
      int[] both =
          IntStream.concat(IntStream.of(plain), IntStream.of(plain).map(j -> j + items)).toArray();
      assertArrayEquals(both, flipped.ofSource(s));
    }
  }

  private static void assertMessage(String part, Runnable run) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, run::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
