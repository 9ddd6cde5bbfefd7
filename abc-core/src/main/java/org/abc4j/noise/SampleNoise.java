package org.abc4j.noise;

import java.util.List;
import org.abc4j.Shape;

/**
 * The exogenous noise ε of one sample (section 2.2): where it starts and what each step adds.
 *
 * <p>The factual sample and every counterfactual of it are generated from the same noise.
 * Implementations are immutable and thread-safe: the same call returns the same bits, always.
 */
public interface SampleNoise {

  /**
   * The noise x_T that sampling starts from.
   *
   * @param shape shape of the sample
   * @return {@code shape.size()} standard Gaussian values
   */
  float[] start(Shape shape);

  /**
   * The noise that one sampling step adds, before the step scales it.
   *
   * @param shape shape of the sample
   * @param step index of the sampling step, 0 for the first one taken
   * @return {@code shape.size()} standard Gaussian values
   */
  float[] step(Shape shape, int step);

  /**
   * Noise that was recorded elsewhere, or chosen.
   *
   * @param start the values that sampling starts from
   * @param steps the values of each step, in the order of sampling; may be empty if no step adds
   *     noise
   * @return noise that returns copies of them
   */
  static SampleNoise recorded(float[] start, List<float[]> steps) {
    return new RecordedNoise(start, steps);
  }
}
