package org.abc4j.examples;

import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.sampling.Sample;

/**
 * A sample, and the distances of its exact counterfactuals.
 *
 * <p>Arrays are not copied: this is passed from its maker to its reader.
 */
final class SampledLandscape {
  private final float[] image;
  private final double[] distances;

  /**
   * One that has been computed.
   *
   * @param image the sample
   * @param distances of the counterfactual of each source; empty if only the sample is wanted
   */
  SampledLandscape(float[] image, double[] distances) {
    this.image = image;
    this.distances = distances;
  }

  /** Of a sample, with its landscape or without. */
  static SampledLandscape of(Sample sample, boolean withLandscape, Execution execution) {
    return new SampledLandscape(
        sample.image(),
        withLandscape
            ? new AblationAttributor().with(execution).attribute(sample).distances()
            : new double[0]);
  }

  float[] image() {
    return image;
  }

  double[] distances() {
    return distances;
  }

  boolean hasLandscape() {
    return distances.length > 0;
  }
}
