package org.abc4j.evaluation;

import org.abc4j.Execution;

/** Counts the pieces of a computation for its {@link Execution}, which may end it between two. */
final class Steps implements Runnable {
  private final Execution execution;
  private final long total;
  private long done;

  private Steps(Execution execution, long total) {
    this.execution = execution;
    this.total = total;
  }

  /** The steps of a computation that begins, which its execution hears. */
  static Steps begin(Execution execution, long total) {
    execution.progress(0, total);
    return new Steps(execution, total);
  }

  /** One piece more is done. */
  @Override
  public void run() {
    check();
    execution.progress(++done, total);
  }

  /** Asks whether to go on, within a piece. */
  void check() {
    execution.checkCancelled();
  }

  /** All is done, be it in fewer pieces than were announced. */
  void finish() {
    if (done < total) {
      done = total;
      execution.progress(total, total);
    }
  }
}
