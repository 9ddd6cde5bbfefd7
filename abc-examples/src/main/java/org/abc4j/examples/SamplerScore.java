package org.abc4j.examples;

import java.util.stream.IntStream;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.evaluation.TopKOverlap;

/**
 * How far a sample and its landscape are from those of the reference. Of a sample without a
 * landscape the last three are NaN.
 *
 * @param imageError root of the mean squared difference of the images, whose values lie within ±1
 * @param spearman rank correlation of the distances over the sources
 * @param topShared how many of the {@value #TOP} farthest sources are also the reference's
 * @param distanceError the median over the sources of |d − d'|/d', where d' is the reference's
 */
record SamplerScore(double imageError, double spearman, double topShared, double distanceError) {
  private static final int TOP = 8;

  static SamplerScore of(SampledLandscape found, SampledLandscape reference) {
    double imageError = imageError(found.image(), reference.image());
    if (!found.hasLandscape() || !reference.hasLandscape()) {
      return new SamplerScore(imageError, Double.NaN, Double.NaN, Double.NaN);
    }
    double[] distances = found.distances();
    double[] expected = reference.distances();
    int top = Math.min(TOP, expected.length);
    double[] errors =
        IntStream.range(0, expected.length)
            .mapToDouble(s -> Math.abs(distances[s] - expected[s]) / expected[s])
            .toArray();
    return new SamplerScore(
        imageError,
        Correlation.spearman(distances, expected).coefficient(),
        TopKOverlap.between(Landscape.of(distances).top(top), Landscape.of(expected).top(top))
            .size(),
        Quantiles.median(errors));
  }

  private static double imageError(float[] image, float[] reference) {
    double squares = 0;
    for (int p = 0; p < image.length; p++) {
      double difference = (double) image[p] - reference[p];
      squares += difference * difference;
    }
    return Math.sqrt(squares / image.length);
  }
}
