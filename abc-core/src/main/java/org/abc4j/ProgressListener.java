package org.abc4j;

/** Hears how far a long computation has come. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Called on the thread that started the computation, with {@code done} never falling. What it
   * throws is dealt with as {@link Execution#reportingTo} says.
   *
   * @param done units of work finished, from 0 to {@code total}
   * @param total units of work in all
   */
  void progress(long done, long total);
}
