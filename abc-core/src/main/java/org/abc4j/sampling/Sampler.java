package org.abc4j.sampling;

import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;

/**
 * The diffusion process 𝒢(g, ε) that turns exogenous noise into a sample, given a model (section
 * 2.4).
 *
 * <p>A sampler is its list of {@linkplain SamplingStep steps}; everything that follows a sample
 * through them, a counterfactual or a tangent, reads that list. Implementations are immutable and
 * thread-safe.
 */
public interface Sampler {

  /**
   * The noise schedule that the models were trained with.
   *
   * @return the schedule
   */
  NoiseSchedule schedule();

  /**
   * The steps, in the order in which they are taken.
   *
   * @return at least one step
   */
  List<SamplingStep> steps();

  /**
   * Generates one sample for each noise.
   *
   * @param model the model g
   * @param noises exogenous noise of each sample
   * @return 𝒢(g, ε) for each noise; each the same bits as if it were generated alone
   */
  default Batch generate(NoiseModel model, List<SampleNoise> noises) {
    Shape shape = model.shape();
    Batch x = Batch.ofRows(shape, noises.stream().map(noise -> noise.start(shape)).toList());
    for (int k = 0; k < steps().size(); k++) {
      SamplingStep step = steps().get(k);
      x = step.next(x, model.predict(x, step.timestep()), fresh(step, k, shape, noises));
    }
    return x;
  }

  /**
   * Generates a sample of the full ensemble: the factual sample of the landscapes to come.
   *
   * @param ensemble the ensemble
   * @param noise its exogenous noise
   * @return the sample, with all that its counterfactuals need
   */
  default Sample sample(Ensemble ensemble, SampleNoise noise) {
    Batch image = generate(ensemble.with(Coefficients.ones(ensemble.size())), List.of(noise));
    return new Sample(ensemble, this, noise, image);
  }

  /**
   * Generates the first samples of an exogenous noise, as one batch.
   *
   * @param ensemble the ensemble
   * @param noise exogenous noise
   * @param count how many samples
   * @return samples 0 to {@code count - 1}
   */
  default List<Sample> samples(Ensemble ensemble, ExogenousNoise noise, int count) {
    List<SampleNoise> noises = IntStream.range(0, count).mapToObj(noise::of).toList();
    Batch images = generate(ensemble.with(Coefficients.ones(ensemble.size())), noises);
    return IntStream.range(0, count)
        .mapToObj(i -> new Sample(ensemble, this, noises.get(i), images.select(i)))
        .toList();
  }

  private static Batch fresh(SamplingStep step, int k, Shape shape, List<SampleNoise> noises) {
    return step.addsNoise()
        ? Batch.ofRows(shape, noises.stream().map(noise -> noise.step(shape, k)).toList())
        : Batch.of(shape);
  }
}
