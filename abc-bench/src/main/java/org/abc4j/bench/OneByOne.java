package org.abc4j.bench;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;

/**
 * The slow twin of everything that generates counterfactuals in batches: Σ fᵢ·cᵢ/n written down,
 * one state at a time, and the sample generated anew for each coefficient vector.
 */
final class OneByOne implements NoiseModel {
  private final Ensemble ensemble;
  private final Coefficients coefficients;

  private OneByOne(Ensemble ensemble, Coefficients coefficients) {
    this.ensemble = ensemble;
    this.coefficients = coefficients;
  }

  /** 𝒢(f·c, ε) with the noise ε of the sample. */
  static float[] generate(Sample sample, Coefficients coefficients) {
    NoiseModel model = new OneByOne(sample.ensemble(), coefficients);
    return sample.sampler().generate(model, List.of(sample.noise())).row(0);
  }

  @Override
  public Shape shape() {
    return ensemble.shape();
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    double[] sum = new double[x.rows() * x.shape().size()];
    for (int i = 0; i < ensemble.size(); i++) {
      if (coefficients.get(i) != 0) {
        float[] predicted = ensemble.member(i).predict(x, timestep).toArray();
        for (int p = 0; p < sum.length; p++) {
          sum[p] += coefficients.get(i) / ensemble.size() * predicted[p];
        }
      }
    }
    float[] rounded = new float[sum.length];
    for (int p = 0; p < sum.length; p++) {
      rounded[p] = (float) sum[p];
    }
    return Batch.of(x.shape(), rounded);
  }
}
