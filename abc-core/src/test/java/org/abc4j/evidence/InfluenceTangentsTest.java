package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
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

  private static CalibrationFit fit(Scenario scenario, Sample sample) {
    TrainingPoints points = TrainingPoints.of(scenario.items(), scenario.code().sources());
    List<SamplingStep> steps = scenario.sampler().steps();
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            sample.ensemble(),
            points,
            List.of(steps.get(1), steps.get(3), steps.get(5)),
            new ResidualDraws(0, 2),
            HERE);
    CalibratedAttributor attributor = new CalibratedAttributor(points, residuals);
    return attributor.fit(attributor.design(List.of(sample)), WordTable.of(scenario.code()));
  }

  /** Samples of the mean with −(w/n)·μ, times ±h, added to x̂₀ at the calibrated steps. */
  @ParameterizedTest
  @EnumSource(
      value = Walk.class,
      names = {"DDIM", "DDIM_NOISY", "DPM_SOLVER", "UNIPC"})
  void of_gaussianMembers_isWhatShiftedPredictionsDo(Walk walk) {
    Scenario scenario = Scenario.of(21, Kind.GAUSSIAN, walk);
    Sample sample = scenario.sample();
    CalibrationFit fit = fit(scenario, sample);
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
      Scenario scenario, Sample sample, CalibrationFit fit, int source, double h) {
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

  @Test
  void frozenResponse_isWhatConstantPredictionsDo() {
    Scenario scenario = Scenario.of(22, Kind.GAUSSIAN, Walk.UNIPC);
    double[] frozen = FrozenResponse.of(scenario.sampler().steps());
    assertEquals(scenario.steps(), frozen.length);
    // A change of ε̂ at step k alone, by two runs of constant predictions.
    for (int k = 0; k < frozen.length; k++) {
      int changed = scenario.sampler().steps().get(k).timestep();
      Shape shape = new Shape(1, 1, 1);
      NoiseModel model =
          new NoiseModel() {
            @Override
            public Shape shape() {
              return shape;
            }

            @Override
            public Batch predict(Batch x, int timestep) {
              float[] values = new float[x.rows()];
              Arrays.fill(values, timestep == changed ? 1 : 0);
              return Batch.of(shape, values);
            }
          };
      NoiseModel zero =
          new NoiseModel() {
            @Override
            public Shape shape() {
              return shape;
            }

            @Override
            public Batch predict(Batch x, int timestep) {
              return Batch.of(shape, new float[x.rows()]);
            }
          };
      float with = scenario.sampler().generate(model, List.of(scenario.noise())).get(0, 0);
      float without = scenario.sampler().generate(zero, List.of(scenario.noise())).get(0, 0);
      assertEquals(with - without, frozen[k], 2e-4 * Math.max(1, Math.abs(without)), "step " + k);
    }
  }
}
