package org.abc4j.io;

import java.io.IOException;

/**
 * Work on files that an interrupt does not spoil.
 *
 * <p>A thread that is interrupted finds its file channels closed. Here the interrupt is put aside,
 * the work done, again if the interrupt came in the middle of it, and the thread left interrupted:
 * whoever asks next whether to go on is told. Stateless and thread-safe.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Work on files that gives the same when done again.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Work<T> {

    /**
     * Does the work.
     *
     * @return what it gives
     * @throws IOException if it cannot be done
     */
    T run() throws IOException;
  }

  /** Work on files that gives nothing, and does the same when done again. */
  @FunctionalInterface
  public interface Task {

    /**
     * Does the work.
     *
     * @throws IOException if it cannot be done
     */
    void run() throws IOException;
  }

  /**
   * Does work on files that gives nothing to its end.
   *
   * @param task the work, which begins again if an interrupt comes in the middle of it
   * @throws IOException if it fails for another reason than an interrupt
   */
  public static void finish(Task task) throws IOException {
    run(
        () -> {
          task.run();
          return null;
        });
  }

  /**
   * Does work on files to its end.
   *
   * @param <T> what it gives
   * @param work the work, which begins again if an interrupt comes in the middle of it
   * @return what it gives
   * @throws IOException if it fails for another reason than an interrupt
   */
  public static <T> T run(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (IOException e) {
          if (!Thread.interrupted()) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
