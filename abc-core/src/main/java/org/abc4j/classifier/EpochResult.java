package org.abc4j.classifier;

import java.util.OptionalDouble;

/**
 * How well a classifier did after an epoch.
 *
 * @param loss mean cross-entropy of the epoch's images, each before the step that it was part of;
 *     of perturbed images too, if it had any
 * @param accuracy share of test images whose class it said
 * @param adversarialAccuracy share of perturbed test images, after an epoch with such
 */
public record EpochResult(double loss, double accuracy, OptionalDouble adversarialAccuracy) {

  /** What epochs of a kind are chosen by. */
  double score() {
    return adversarialAccuracy.orElse(accuracy);
  }
}
