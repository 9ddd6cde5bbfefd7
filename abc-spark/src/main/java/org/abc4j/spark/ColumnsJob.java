package org.abc4j.spark;

import java.io.IOException;
import org.abc4j.Execution;
import org.abc4j.attribution.JacobianColumns;

/**
 * Columns of Jacobians at samples, through all steps: tasks that never wait for each other, for the
 * members' predictions once more in each.
 *
 * @param of the samples
 */
record ColumnsJob(SamplingTask of) implements ClusterJob<ColumnsJob.Block, double[]> {

  /**
   * Some columns.
   *
   * @param place which of the samples
   * @param first the first
   * @param count how many
   */
  record Block(int place, int first, int count) implements java.io.Serializable {}

  @Override
  public double[] run(Block block, Execution execution) throws IOException {
    return JacobianColumns.of(
            of.generate(block.place(), block.place() + 1, execution).get(0),
            block.first(),
            block.count(),
            execution)
        .values();
  }
}
