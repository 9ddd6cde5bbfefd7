package org.abc4j.training;

import java.io.IOException;

/**
 * Work on files that an interrupt does not spoil.
 *
 * <p>A thread that is interrupted finds its file channels closed. Here the interrupt is put aside,
 * the work done, again if the interrupt came in the middle of it, and the thread left interrupted.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  /** Work on files that gives the same when done again. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T run(Work<T> work) throws IOException {
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
