package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.JacobianColumns;

/**
 * Landscapes to first order, each of the columns of its sample's Jacobian.
 *
 * @param of the samples
 * @param method whose distance it is by
 */
record ColumnsScoresJob(SamplingTask of, ClusterMethod method)
    implements ClusterJob<ColumnsScoresJob.Columns, SampleScores> {

  /** All columns of one sample, in blocks that follow each other. */
  static final class Columns implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<ColumnsJob.Block> blocks;
    private final double[][] values;

    Columns(List<ColumnsJob.Block> blocks, double[][] values) {
      this.blocks = new ArrayList<>(blocks);
      this.values = values;
    }

    List<JacobianColumns> parts() {
      List<JacobianColumns> parts = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        ColumnsJob.Block block = blocks.get(i);
        parts.add(JacobianColumns.of(block.first(), block.count(), values[i]));
      }
      return parts;
    }
  }

  @Override
  public SampleScores run(Columns columns, Execution execution) throws IOException {
    int place = columns.blocks.get(0).place();
    var sample = of.generate(place, place + 1, execution).get(0);
    return SampleScores.of(
        EnsembleJacobian.of(sample, columns.parts())
            .landscape(method.distance().distance(), execution)
            .distances());
  }
}
