package org.abc4j.classifier;

import org.abc4j.Execution;

/** Images some at a time: what is in memory together, and what a thread works on. */
final class Blocks {
  /** Images of a block; in training part of the arithmetic. */
  static final int ROWS = 16;

  private Blocks() {}

  /** Works on the images from a place on, so many. */
  interface Work {
    void on(int from, int count);
  }

  static int of(int images) {
    return (images + ROWS - 1) / ROWS;
  }

  /** Works on all blocks side by side, and asks before each whether to go on. */
  static void forEach(int images, Execution execution, Work work) {
    execution.forEach(
        of(images),
        block -> {
          execution.checkCancelled();
          work.on(block * ROWS, Math.min(ROWS, images - block * ROWS));
        });
  }
}
