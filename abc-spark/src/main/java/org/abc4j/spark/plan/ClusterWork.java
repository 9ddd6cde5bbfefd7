package org.abc4j.spark.plan;

import java.util.Objects;
import org.abc4j.codebook.CostModel;
import org.abc4j.unet.UNetCost;

/**
 * What is to be done of an ensemble, and in which tasks: a training is a task a member, an exact
 * landscape one for some of its sources, a Jacobian one for some of its columns.
 *
 * @param name what it is called
 * @param network what a member costs
 * @param counts sources, members, samples and steps
 * @param trainingSteps optimizer steps of a member
 * @param batchSize images of a step
 * @param rows sources of a task of an exact landscape
 * @param columns columns of a task of a Jacobian, at most n
 */
public record ClusterWork(
    String name,
    UNetCost network,
    CostModel counts,
    long trainingSteps,
    int batchSize,
    int rows,
    int columns) {

  /**
   * Checks the ranges.
   *
   * @param name what it is called
   * @param network what a member costs
   * @param counts sources, members, samples and steps
   * @param trainingSteps optimizer steps of a member, at least 1
   * @param batchSize images of a step, at least 1
   * @param rows sources of a task of an exact landscape, at least 1
   * @param columns columns of a task of a Jacobian, from 1 to n
   * @throws IllegalArgumentException if a number is out of range
   */
  public ClusterWork {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(network, "network");
    ClusterShape.requirePositive("training steps", trainingSteps);
    ClusterShape.requirePositive("a batch", batchSize);
    ClusterShape.requirePositive("rows of a task", rows);
    if (!(columns >= 1 && columns <= counts.members())) {
      throw new IllegalArgumentException(
          "columns of a task are from 1 to " + counts.members() + ", found " + columns);
    }
  }

  /**
   * The same with tasks of exact landscapes of another size.
   *
   * @param number sources of a task, at least 1
   * @return a copy
   */
  public ClusterWork withRows(int number) {
    return new ClusterWork(name, network, counts, trainingSteps, batchSize, number, columns);
  }

  /** Bytes of one member's weights. */
  long memberBytes() {
    return Float.BYTES * network.parameters();
  }

  /** Bytes of all members' weights. */
  long ensembleBytes() {
    return counts.members() * memberBytes();
  }

  private static long ceil(long all, long each) {
    return (all - 1) / each + 1;
  }

  /** Tasks of all exact landscapes. */
  long landscapeTasks() {
    return counts.samples() * ceil(counts.sources(), rows);
  }

  /**
   * Predictions of a task of an exact landscape, a full one: the first step asks each member once,
   * as all rows are alike, the others the n − w that are left, for each row.
   */
  double landscapePredictions() {
    long all = Math.min(rows, counts.sources());
    int survivors = counts.members() - counts.weight();
    return counts.members() + (double) all * survivors * (counts.steps() - 1);
  }

  /** Tasks of all Jacobians. */
  long jacobianTasks() {
    return counts.samples() * ceil(counts.members(), columns);
  }

  /**
   * Of a task of a Jacobian, in predictions: the sample's own steps, in every task of it, and the
   * tangents of its columns, none at the first step.
   */
  double jacobianPredictions(double tangentFactor) {
    int n = counts.members();
    return (double) n * counts.steps() + tangentFactor * n * columns * (counts.steps() - 1);
  }
}
