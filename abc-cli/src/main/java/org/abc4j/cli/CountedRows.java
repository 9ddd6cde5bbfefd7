package org.abc4j.cli;

import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.ProgressListener;
import org.abc4j.Rows;
import org.abc4j.Shape;

/** Rows that somebody goes through, and somebody else hears how far it is. Thread-safe. */
final class CountedRows implements Rows {
  private static final int BETWEEN = 256;

  private final Rows rows;
  private final long total;
  private final ProgressListener listener;
  private final AtomicLong asked = new AtomicLong();

  private CountedRows(Rows rows, int passes, ProgressListener listener) {
    this.rows = rows;
    this.total = (long) passes * rows.rows();
    this.listener = listener;
  }

  /** Rows that are gone through a number of times. */
  static Rows of(Rows rows, int passes, ProgressListener listener) {
    return new CountedRows(rows, passes, Stoppable.fromTheBeginning(listener));
  }

  @Override
  public Shape shape() {
    return rows.shape();
  }

  @Override
  public int rows() {
    return rows.rows();
  }

  /** Stops whoever goes through them when the thread is interrupted. */
  @Override
  public void copyRow(int row, float[] into) {
    rows.copyRow(row, into);
    long done = asked.incrementAndGet();
    if (done % BETWEEN == 0 || done == total) {
      listener.progress(Math.min(done, total), total);
    }
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}
