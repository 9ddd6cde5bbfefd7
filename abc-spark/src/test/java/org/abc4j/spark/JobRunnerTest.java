package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.abc4j.Execution;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class JobRunnerTest {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final AtomicBoolean WORKING = new AtomicBoolean();

  /** The first piece fails while the second works, which takes its time to stop. */
  record FirstFails() implements ClusterJob<Integer, String> {
    @Override
    public String run(Integer piece, Execution execution) throws IOException {
      try {
        if (piece == 0) {
          BEGUN.await();
          throw new IOException("no space left");
        }
        WORKING.set(true);
        BEGUN.countDown();
        try {
          while (true) {
            execution.checkCancelled();
            Thread.sleep(10);
          }
        } finally {
          Thread.sleep(400);
          WORKING.set(false);
        }
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  @Test
  void run_oneTaskFails_endsOnceTheOthersHave() {
    JobRunner runner =
        new JobRunner(JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()));
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                runner.run(
                    "a job",
                    new FirstFails(),
                    List.of(0, 1),
                    (found, index) -> {},
                    Execution.sequential()));
    assertEquals("no space left", failure.getMessage());
    assertFalse(WORKING.get(), "the other task still works");
  }
}
