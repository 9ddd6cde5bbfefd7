package org.abc4j.epochs;

import java.io.IOException;

/**
 * What one training alone does in an {@link EpochRun}. Epochs are counted from 0. What is given as
 * {@code changing} is run before anything changes that a checkpoint would keep.
 *
 * @param <E> what an epoch comes to
 */
public interface EpochWork<E> {

  /** In which order an epoch sees the images: each once. */
  int[] order(int epoch);

  /** Takes a step on some images, to its end; returns the sum of their losses before. */
  double step(int epoch, int[] rows, Runnable changing);

  /** Says what an epoch came to whose last step was taken: the next of a progress. */
  E judge(Progress<E> progress, Runnable changing);

  /** Whether that takes long: whether to go on is then asked before, and a checkpoint written. */
  boolean judgesApart();

  /** Steps between checkpoints in an epoch. */
  int checkpointEvery(int epoch);

  /** Writes a checkpoint. */
  void keep(Progress<E> progress) throws IOException;

  /** Tells what an epoch came to, counted from 1. */
  void tellEpoch(int epoch, E result);

  /** Tells how far it is. */
  void tell(Progress<E> progress);
}
