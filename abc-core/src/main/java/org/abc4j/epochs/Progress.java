package org.abc4j.epochs;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a training has come to. Immutable.
 *
 * @param <E> what an epoch comes to
 * @param step steps taken
 * @param ended what each epoch came to that has ended and was judged
 * @param sum of the losses of the epoch that was not
 */
public record Progress<E>(int step, List<E> ended, double sum) {
  /** Keeps a copy of the list. */
  public Progress {
    ended = List.copyOf(ended);
  }

  /** Before the first step. */
  public static <E> Progress<E> start() {
    return new Progress<>(0, List.of(), 0);
  }

  /** A step later. */
  Progress<E> stepped(double loss) {
    return new Progress<>(step + 1, ended, sum + loss);
  }

  /** With the epoch judged that has ended. */
  Progress<E> judged(E result) {
    List<E> all = new ArrayList<>(ended);
    all.add(result);
    return new Progress<>(step, all, 0);
  }
}
