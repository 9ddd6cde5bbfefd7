package org.abc4j.spark.plan;

import java.util.Objects;
import org.abc4j.codebook.CostModel;
import org.abc4j.unet.UNetCost;

/**
 * What is to be done of an ensemble: its training, and landscapes of some samples.
 *
 * @param name what it is called
 * @param network what a member costs
 * @param counts sources, members, samples and steps
 * @param trainingSteps optimizer steps of a member
 * @param batchSize images of a step
 */
public record ClusterWork(
    String name, UNetCost network, CostModel counts, long trainingSteps, int batchSize) {

  /**
   * Checks the ranges.
   *
   * @param name what it is called
   * @param network what a member costs
   * @param counts sources, members, samples and steps
   * @param trainingSteps optimizer steps of a member, at least 1
   * @param batchSize images of a step, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public ClusterWork {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(counts, "counts");
    ClusterShape.requirePositive("training steps", trainingSteps);
    ClusterShape.requirePositive("a batch", batchSize);
  }

  /** Bytes of one member's weights. */
  long memberBytes() {
    return Float.BYTES * network.parameters();
  }

  /** Bytes of all members' weights. */
  long ensembleBytes() {
    return counts.members() * memberBytes();
  }

  /** Predictions that generate one sample. */
  private double samplePredictions() {
    return (double) counts.members() * counts.steps();
  }

  /**
   * Predictions of a task of an exact landscape: the sample, which each task generates; the first
   * step, at which each member is asked once, as all rows are alike; and at the other steps, for
   * each source, the n − w members that are left.
   */
  double landscapePredictions(double sources) {
    int survivors = counts.members() - counts.weight();
    return samplePredictions() + counts.members() + sources * survivors * (counts.steps() - 1);
  }

  /**
   * Of a task of a Jacobian, in predictions: the sample's own steps, in every task of it, and the
   * tangents of its columns, none at the first step.
   */
  double jacobianPredictions(double tangentFactor, double columns) {
    return samplePredictions() + tangentFactor * counts.members() * columns * (counts.steps() - 1);
  }
}
