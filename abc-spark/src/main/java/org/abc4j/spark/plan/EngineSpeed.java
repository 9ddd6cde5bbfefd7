package org.abc4j.spark.plan;

import org.abc4j.unet.UNetCost;

/**
 * How fast one thread of the pure-JVM engine is on some machine.
 *
 * @param multiplyAddsPerSecond those of the direct algorithm, of a prediction of many images
 * @param trainingFactor an image's part of an optimizer step, in predictions of an image
 * @param tangentFactor a tangent beside a prediction, in predictions of an image
 */
public record EngineSpeed(
    double multiplyAddsPerSecond, double trainingFactor, double tangentFactor) {

  /**
   * Checks the ranges.
   *
   * @param multiplyAddsPerSecond those of the direct algorithm, of a prediction of many images
   * @param trainingFactor an image's part of an optimizer step, in predictions of an image
   * @param tangentFactor a tangent beside a prediction, in predictions of an image
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  public EngineSpeed {
    ClusterShape.requirePositive("multiply-adds a second", multiplyAddsPerSecond);
    ClusterShape.requirePositive("a training factor", trainingFactor);
    ClusterShape.requirePositive("a tangent factor", tangentFactor);
  }

  /**
   * Time of one image's prediction by one member.
   *
   * @param network what a member costs
   * @return seconds
   */
  public double predictionSeconds(UNetCost network) {
    return network.multiplyAdds() / multiplyAddsPerSecond;
  }
}
