package org.abc4j.evaluation;

import org.abc4j.Execution;

/** Counts the pieces of a computation for its {@link Execution}, which may end it between two. */
final class PiecesDone implements Runnable {
  private final Execution execution;
  private final long total;
  private long done;

  private PiecesDone(Execution execution, long total) {
    this.execution = execution;
    this.total = total;
  }

  /** The pieces of a computation that begins, which its execution hears. */
  static PiecesDone begin(Execution execution, long total) {
    execution.progress(0, total);
    return new PiecesDone(execution, total);
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
