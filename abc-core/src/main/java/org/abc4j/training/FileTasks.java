package org.abc4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.abc4j.Execution;

/** Work with files on the threads of an execution. */
final class FileTasks {
  private FileTasks() {}

  /** One piece of it. */
  @FunctionalInterface
  interface Task {
    void run(int index) throws IOException;
  }

  /** Carries what a task's files threw out of it. */
  private static final class OfAFile extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    OfAFile(IOException cause) {
      super(cause);
    }
  }

  /**
   * Runs all pieces as {@link Execution#forEach} does.
   *
   * @throws IOException what a piece threw first, with what others threw suppressed
   */
  static void forEach(Execution execution, int tasks, Task task) throws IOException {
    try {
      execution.forEach(
          tasks,
          index -> {
            try {
              task.run(index);
            } catch (IOException e) {
              throw new OfAFile(e);
            }
          });
    } catch (OfAFile carried) {
      IOException failure = carried.getCause();
      for (Throwable others : carried.getSuppressed()) {
        failure.addSuppressed(others instanceof OfAFile file ? file.getCause() : others);
      }
      throw failure;
    }
  }
}
