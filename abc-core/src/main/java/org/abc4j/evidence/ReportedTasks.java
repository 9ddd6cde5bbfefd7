package org.abc4j.evidence;

import java.util.function.IntConsumer;
import org.abc4j.Execution;

/** Many like tasks, with progress told between some of them on the thread that started them. */
final class ReportedTasks {
  /** Reports, about. */
  private static final int REPORTS = 64;

  private ReportedTasks() {}

  /** {@link Execution#forEach}, reported in tasks; asks before each whether to go on. */
  static void forEach(Execution execution, int tasks, IntConsumer task) {
    int threads = execution.threads();
    int some = threads * Math.max(1, tasks / (REPORTS * threads));
    for (int done = 0; done < tasks; ) {
      int first = done;
      int count = Math.min(some, tasks - first);
      execution.forEach(
          count,
          i -> {
            execution.checkCancelled();
            task.accept(first + i);
          });
      done += count;
      execution.progress(done, tasks);
    }
  }
}
