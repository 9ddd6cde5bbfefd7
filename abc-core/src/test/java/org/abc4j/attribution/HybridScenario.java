package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.DpmSolverSampler;
import org.abc4j.sampling.LinearizedState;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario.Kind;

/**
 * Enough sources for hybrids to save something: 30 images of 30 sources, 7 members of which each
 * source is seen by 3, 8 steps; and a slow twin of a hybrid counterfactual, one source at a time.
 */
record HybridScenario(Kind kind, Walk walk, CodeAssignment code, Ensemble ensemble) {
  static final int SOURCES = 30;
  static final int MEMBERS = 7;
  static final int WEIGHT = 3;
  static final int STEPS = 8;
  static final Shape SHAPE = new Shape(1, 4, 4);
  static final SampleNoise NOISE = ExogenousNoise.philox(11).of(2);

  /** Samplers that keep nothing, and that do; noisy and clipped ones. */
  enum Walk {
    DDIM(DdimSampler.steps(STEPS)),
    DDIM_NOISY(DdimSampler.steps(STEPS).withEta(1)),
    DDIM_CLIPPED(DdimSampler.steps(STEPS).withClipping(0.6)),
    DPM_SOLVER(DpmSolverSampler.steps(STEPS)),
    UNI_PC(UniPcSampler.steps(STEPS)),
    UNI_PC_CLIPPED(UniPcSampler.steps(STEPS).withClipping(0.6));

    final Sampler sampler;

    Walk(Sampler sampler) {
      this.sampler = sampler;
    }

    boolean clips() {
      return sampler.steps().get(0).clip() < Double.POSITIVE_INFINITY;
    }
  }

  static HybridScenario of(Kind kind, Walk walk) {
    Batch items = Draws.images(3, 1, SHAPE, SOURCES);
    CodeAssignment code =
        Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.oneItemEach(SOURCES), 3);
    return new HybridScenario(
        kind,
        walk,
        code,
        kind == Kind.GAUSSIAN
            ? ClosedFormEnsembles.gaussian(items, code, 0.05, NoiseSchedule.linear())
            : ClosedFormEnsembles.posteriorMean(items, code, NoiseSchedule.linear()));
  }

  Sample sample() {
    return sampleOf(ensemble);
  }

  Sample sampleOf(Ensemble other) {
    return walk.sampler.sample(other, NOISE);
  }

  /** The twin: tangents that are not centred, one counterfactual, sums as they are written. */
  float[] counterfactual(int source, int handover) {
    double[] c = Ablation.ofSources(code, source).coefficients().toArray();
    LinearizedState linearized = linearized(handover);
    LinearizedState moved = linearized.moved(Arrays.stream(c).map(value -> value - 1).toArray());
    List<Batch> kept = new ArrayList<>();
    for (int j = 0; j < moved.keptCount(); j++) {
      kept.add(Batch.rounded(SHAPE, moved.kept(j)));
    }
    SamplerState state = SamplerState.of(Batch.rounded(SHAPE, moved.x()), kept);
    for (int k = handover; k < STEPS; k++) {
      SamplingStep step = walk.sampler.steps().get(k);
      double[] mean = new double[SHAPE.size()];
      for (int i = 0; i < MEMBERS; i++) {
        if (c[i] != 0) {
          add(mean, c[i] / MEMBERS, ensemble.member(i).predict(state.x(), step.timestep()));
        }
      }
      state = step.next(state, Batch.rounded(SHAPE, mean), step.fresh(SHAPE, k, List.of(NOISE)));
    }
    return state.x().row(0);
  }

  private LinearizedState linearized(int steps) {
    int m = SHAPE.size();
    double[] start = Batch.of(SHAPE, NOISE.start(SHAPE)).toDoubleArray();
    LinearizedState state = LinearizedState.start(start, MEMBERS);
    for (int k = 0; k < steps; k++) {
      SamplingStep step = walk.sampler.steps().get(k);
      double[] mean = new double[m];
      double[] tangents = new double[MEMBERS * m];
      for (int i = 0; i < MEMBERS; i++) {
        PreciseLinearization found =
            ((PreciseNoiseModel) ensemble.member(i))
                .linearize(state.x(), step.timestep(), state.xTangents());
        for (int p = 0; p < m; p++) {
          mean[p] += found.value()[p] / MEMBERS;
          tangents[i * m + p] += found.value()[p] / MEMBERS;
        }
        for (int at = 0; at < tangents.length; at++) {
          tangents[at] += found.tangents()[at] / MEMBERS;
        }
      }
      float[] fresh = step.fresh(SHAPE, k, List.of(NOISE)).toArray();
      state = step.next(state, mean, tangents, fresh);
    }
    return state;
  }

  private static void add(double[] sum, double weight, Batch row) {
    for (int p = 0; p < sum.length; p++) {
      sum[p] += weight * row.get(0, p);
    }
  }
}
