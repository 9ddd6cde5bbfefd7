package org.abc4j.spark;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abc4j.Execution;
import org.apache.spark.TaskContext;

/**
 * How a task of Spark runs what abc computes: on as many threads as the task has processors ({@code
 * spark.task.cpus}), until Spark kills it, which it asks between the steps.
 */
final class TaskExecution {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "abc helper");
            thread.setDaemon(true);
            return thread;
          });

  private TaskExecution() {}

  /** That of the task which the calling thread runs. */
  static Execution ofThisTask() {
    TaskContext task = TaskContext.get();
    return Execution.sequential().on(HELPERS, Math.max(1, task.cpus())).until(task::isInterrupted);
  }
}
