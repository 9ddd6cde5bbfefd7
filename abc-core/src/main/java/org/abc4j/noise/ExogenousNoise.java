package org.abc4j.noise;

import org.abc4j.Shape;

/**
 * The exogenous noise of all samples, addressed by sample and step.
 *
 * <p>Implementations are immutable and thread-safe.
 */
@FunctionalInterface
public interface ExogenousNoise {

  /**
   * The noise of one sample.
   *
   * @param sample index of the sample
   * @return its noise, the same for every call
   */
  SampleNoise of(long sample);

  /**
   * Counter-based noise: see {@link CounterRandom}.
   *
   * @param seed any value
   * @return noise for any number of samples
   */
  static ExogenousNoise philox(long seed) {
    CounterRandom start = CounterRandom.of(seed, Purpose.SAMPLE_START);
    CounterRandom steps = CounterRandom.of(seed, Purpose.SAMPLE_STEP);
    return sample ->
        new SampleNoise() {
          @Override
          public float[] start(Shape shape) {
            return start.gaussians(sample, 0, shape.size());
          }

          @Override
          public float[] step(Shape shape, int step) {
            return steps.gaussians(sample, step, shape.size());
          }

          @Override
          public String toString() {
            return "philox4x64-10, seed " + seed + ", sample " + sample;
          }
        };
  }
}
