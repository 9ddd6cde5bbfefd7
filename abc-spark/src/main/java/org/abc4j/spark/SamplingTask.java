package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplerText;

/**
 * What tasks on samples know: which ensemble, which sampler, which samples.
 *
 * @param recipe how an executor has the ensemble
 * @param sampler the sampler, as its text
 * @param samples the samples
 */
record SamplingTask(EnsembleRecipe recipe, String sampler, SampleSet samples)
    implements Serializable {

  SamplingTask {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(samples, "samples");
  }

  static SamplingTask of(EnsembleRecipe recipe, Sampler sampler, SampleSet samples) {
    return new SamplingTask(recipe, SamplerText.of(sampler), samples);
  }

  /** The ensemble, made on this machine if it is not held yet. */
  Ensemble ensemble(Execution execution) throws IOException {
    return HeldEnsembles.ofThisJvm().get(recipe, execution);
  }

  /** Some of the samples, generated together. */
  List<Sample> generate(int from, int to, Execution execution) throws IOException {
    return SamplerText.parse(sampler)
        .samples(ensemble(execution), samples.noises(from, to), execution);
  }
}
