package org.abc4j.unet.layer;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.abc4j.Execution;

/**
 * A batch in training: blocks of rows with a pass each, worked on side by side. Blocks are the same
 * whatever the threads, and what is summed over them is summed in their order.
 */
final class Passes {
  private final List<Pass> blocks;
  private final Execution execution;

  Passes(List<Pass> blocks, Execution execution) {
    this.blocks = blocks;
    this.execution = execution;
  }

  /** Does something with each block. */
  void forEach(Consumer<Pass> work) {
    execution.forEach(blocks.size(), i -> work.accept(blocks.get(i)));
  }

  /** Numbers by channel of each block, added up in the order of the blocks. */
  double[] sum(int size, BiConsumer<Pass, double[]> work) {
    double[][] ofBlocks = new double[blocks.size()][size];
    execution.forEach(ofBlocks.length, i -> work.accept(blocks.get(i), ofBlocks[i]));
    double[] sum = new double[size];
    for (double[] one : ofBlocks) {
      for (int c = 0; c < size; c++) {
        sum[c] += one[c];
      }
    }
    return sum;
  }

  int rows() {
    return blocks.stream().mapToInt(Pass::rows).sum();
  }
}
