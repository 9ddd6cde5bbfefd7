package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InfluenceTangentsTest {
  private static final Execution HERE = Execution.sequential();

  private static PredictedEffects effects(Scenario scenario, Sample sample) {
    return attributor(scenario, sample)
        .fit(design(scenario, sample), WordTable.of(scenario.code()), HERE)
        .effects();
  }

  private static CalibrationDesign design(Scenario scenario, Sample sample) {
    return attributor(scenario, sample).design(List.of(sample), HERE);
  }

  private static CalibratedAttributor attributor(Scenario scenario, Sample sample) {
    TrainingPoints points = TrainingPoints.of(scenario.items(), scenario.code().sources());
    List<SamplingStep> steps = scenario.sampler().steps();
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            sample.ensemble(),
            points,
            List.of(steps.get(1), steps.get(3), steps.get(5)),
            new ResidualDraws(0, 2),
            HERE);
    return new CalibratedAttributor(points, residuals);
  }

  /** Samples of the mean with −(w/n)·μ, times ±h, added to x̂₀ at the calibrated steps. */
  @ParameterizedTest
  @EnumSource(
      value = Walk.class,
      names = {"DDIM", "DDIM_NOISY", "DPM_SOLVER", "UNIPC"})
  void of_gaussianMembers_isWhatShiftedPredictionsDo(Walk walk) {
    Scenario scenario = Scenario.of(21, Kind.GAUSSIAN, walk);
    Sample sample = scenario.sample();
    PredictedEffects fit = effects(scenario, sample);
    double[][] found = InfluenceTangents.of(fit, 0, new int[] {2, 5}, HERE);
    // Gaussian members are affine in the state, so any h will do; a large one hides rounding.
    double h = 64;
    int[] sources = {2, 5};
    for (int s = 0; s < 2; s++) {
      float[] up = shifted(scenario, sample, fit, sources[s], h);
      float[] down = shifted(scenario, sample, fit, sources[s], -h);
      double[] expected = new double[up.length];
      Arrays.setAll(expected, p -> (up[p] - (double) down[p]) / (2 * h));
      double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      assertArrayEquals(expected, found[s], 1e-3 * scale, "source " + sources[s]);
    }
  }

  private static float[] shifted(
      Scenario scenario, Sample sample, PredictedEffects fit, int source, double h) {
    Ensemble ensemble = sample.ensemble();
    NoiseModel mean = ensemble.with(Coefficients.ones(ensemble.size()));
    List<SamplingStep> steps = scenario.sampler().steps();
    NoiseModel model =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return mean.shape();
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            double[] predicted = mean.predict(x, timestep).toDoubleArray();
            for (int k = 0; k < 3; k++) {
              SamplingStep step = steps.get(2 * k + 1);
              if (step.timestep() == timestep) {
                double[] effect = fit.effect(0, k, source);
                double toClean = -h * Scenario.WEIGHT / Scenario.MEMBERS;
                double toNoise = -Math.sqrt(step.alphaBar() / (1 - step.alphaBar()));
                for (int p = 0; p < predicted.length; p++) {
                  predicted[p] += toNoise * toClean * effect[p];
                }
              }
            }
            return Batch.rounded(x.shape(), predicted);
          }
        };
    return scenario.sampler().generate(model, List.of(sample.noise())).row(0);
  }

  /** A change of ε̂ at step k alone, by two runs of predictions that do not answer to it. */
  @ParameterizedTest
  @EnumSource(
      value = Walk.class,
      names = {"UNIPC", "DDIM_NOISY", "DDIM_CLIPPED", "UNIPC_CLIPPED", "UNIPC_CONSISTENT"})
  void frozenResponse_isWhatFixedPredictionsDo(Walk walk) {
    Scenario scenario = Scenario.of(22, Kind.GAUSSIAN, walk);
    Sample sample = scenario.sample();
    List<SamplingStep> steps = scenario.sampler().steps();
    int[] changed = {1, 4};
    FactualPath path =
        FactualPath.of(
            List.of(sample), Set.of(steps.get(1).timestep(), steps.get(4).timestep()), HERE);
    double[][] found = path.responses().get(0);
    assertEquals(2, found.length);
    Map<Integer, double[]> said = new HashMap<>();
    NoiseModel mean = sample.ensemble().with(Coefficients.ones(Scenario.MEMBERS));
    NoiseModel recording =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return Scenario.SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            Batch predicted = mean.predict(x, timestep);
            said.put(timestep, predicted.toDoubleArray());
            return predicted;
          }
        };
    scenario.sampler().generate(recording, List.of(sample.noise()));
    double h = 0x1p-12;
    for (int k = 0; k < 2; k++) {
      float[] up = fixed(scenario, said, steps.get(changed[k]).timestep(), h);
      float[] down = fixed(scenario, said, steps.get(changed[k]).timestep(), -h);
      int met = 0;
      for (int p = 0; p < up.length; p++) {
        double expected = (up[p] - (double) down[p]) / (2 * h);
        met += Math.abs(expected - found[k][p]) <= 1e-2 * Math.max(1, Math.abs(expected)) ? 1 : 0;
      }
      // A value may pass its bound on the way.
      assertTrue(met >= up.length - 1, "change " + k + ": " + met + " of " + up.length);
    }
    boolean alike = Arrays.stream(found[1]).allMatch(w -> Math.abs(w - found[1][0]) < 1e-9);
    assertEquals(
        Set.of(Walk.UNIPC, Walk.DDIM_NOISY).contains(walk), alike, "values go different ways");
  }

  private static float[] fixed(
      Scenario scenario, Map<Integer, double[]> said, int changed, double h) {
    NoiseModel model =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return Scenario.SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            double[] values = said.get(timestep).clone();
            for (int p = 0; timestep == changed && p < values.length; p++) {
              values[p] += h;
            }
            return Batch.rounded(Scenario.SHAPE, values);
          }
        };
    return scenario.sampler().generate(model, List.of(scenario.noise())).row(0);
  }

  @Test
  void of_effectsThatOverflow_areNamed() {
    Scenario scenario = Scenario.of(23, Kind.GAUSSIAN, Walk.DDIM);
    Sample sample = scenario.sample();
    double[][] theta = new double[2][Templates.usual().size()];
    for (double[] of : theta) {
      Arrays.fill(of, 1e308);
    }
    PredictedEffects effects =
        new PredictedEffects(design(scenario, sample), 0.4, List.of(theta, theta, theta));
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class, () -> InfluenceTangents.of(effects, 0, new int[] {3}, HERE));
    assertTrue(error.getMessage().contains("without source 3"), error.getMessage());
    assertTrue(error.getMessage().contains("after step 1"), error.getMessage());
  }
}
