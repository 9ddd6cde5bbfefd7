package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
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

  /** Results of one size. */
  record Large(int bytes) implements ClusterJob<Integer, byte[]> {
    @Override
    public byte[] run(Integer piece, Execution execution) {
      byte[] result = new byte[bytes];
      result[0] = piece.byteValue();
      return result;
    }
  }

  private static JobRunner runner() {
    return new JobRunner(JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()));
  }

  /** More together than Spark lets one job have. */
  @Test
  void run_ofManyLargeResults_isSeveralJobs() throws IOException {
    var conf = LocalSpark.session().sparkContext().conf();
    conf.set(ResultSizes.SETTING, "200k");
    List<Integer> pieces = List.of(0, 1, 2, 3, 4, 5);
    int[] found = new int[pieces.size()];
    try {
      IOException together =
          assertThrows(
              IOException.class,
              () ->
                  runner()
                      .run(
                          "a job",
                          new Large(50_000),
                          pieces,
                          (result, index) -> {},
                          Execution.sequential()));
      assertTrue(together.getMessage().contains(ResultSizes.SETTING), together.getMessage());
      runner()
          .run(
              "a job",
              new Large(50_000),
              pieces,
              piece -> 50_000,
              (result, index) -> found[index] = result[0] + 1,
              Execution.sequential());
    } finally {
      conf.remove(ResultSizes.SETTING);
    }
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, found);
  }

  private static final CountDownLatch SLEEPING = new CountDownLatch(1);
  private static final AtomicBoolean INTERRUPTED = new AtomicBoolean();

  /** Sleeps between its questions, as whoever writes a checkpoint may. */
  record Sleeps() implements ClusterJob<Integer, String> {
    @Override
    public String run(Integer piece, Execution execution) {
      try {
        while (true) {
          SLEEPING.countDown();
          Thread.sleep(50);
          execution.checkCancelled();
        }
      } catch (InterruptedException interrupted) {
        INTERRUPTED.set(true);
        throw new CancellationException("interrupted");
      }
    }
  }

  /** As notebooks set it, for what does not ask. */
  @Test
  void run_cancelled_whereSparkWouldInterrupt_asksTasksAlone() {
    String property = "spark.job.interruptOnCancel";
    var spark = LocalSpark.session().sparkContext();
    spark.setLocalProperty(property, "true");
    try {
      assertThrows(
          CancellationException.class,
          () ->
              runner()
                  .run(
                      "a job",
                      new Sleeps(),
                      List.of(0),
                      (found, index) -> {},
                      Execution.sequential().until(() -> SLEEPING.getCount() == 0)));
      assertFalse(INTERRUPTED.get());
      assertEquals("true", spark.getLocalProperty(property));
    } finally {
      spark.setLocalProperty(property, null);
    }
  }

  @Test
  void run_oneTaskFails_endsOnceTheOthersHave() {
    JobRunner runner = runner();
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
