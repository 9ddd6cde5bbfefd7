package org.abc4j.bench;

import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * The best denoiser of images that are normal about a mean with one variance for all values: a
 * member whose training is a mean, and whose predictions cost next to nothing.
 *
 * @param shape shape of an image
 * @param known the schedule that they were made for
 * @param mean mean of the images; not copied
 * @param variance of each value
 */
record IsotropicGaussian(Shape shape, NoiseSchedule known, double[] mean, double variance)
    implements NoiseModel {
  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(known);
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    double alphaBar = known.alphaBar(timestep);
    double signal = Math.sqrt(alphaBar);
    double factor = Math.sqrt(1 - alphaBar) / (1 - alphaBar + alphaBar * variance);
    float[] values = x.toArray();
    for (int row = 0; row < values.length; row += mean.length) {
      for (int p = 0; p < mean.length; p++) {
        values[row + p] = (float) (factor * (values[row + p] - signal * mean[p]));
      }
    }
    return Batch.of(shape, values);
  }
}
