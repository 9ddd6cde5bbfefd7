package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.function.ToLongFunction;
import org.abc4j.Execution;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Runs a job of Spark with a task for each piece. What a task comes to is at the driver as soon as
 * it is done, so an executor that is lost takes with it nothing but what it was doing.
 */
final class JobRunner {
  private static final long ASK_EVERY_MILLIS = 20;

  /** Spark's own status is written every 100 milliseconds. */
  private static final long HEARD_AFTER_MILLIS = 150;

  /** How long tasks that were told to stop are waited for: a step, and a checkpoint. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  private final JavaSparkContext spark;

  JobRunner(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Tasks that run at a time, once all executors are there that were asked for. */
  int slots() {
    return Slots.of(spark);
  }

  /** What the driver takes of a job. */
  ResultSizes results() {
    return ResultSizes.of(spark.sc());
  }

  /** What a task came to. */
  private record Found(int index, byte[] result) {
    /** Nothing more will be found. */
    static final Found END = new Found(-1, new byte[0]);
  }

  /** The same where what pieces come to is small. */
  <P extends Serializable, R> void run(
      String what,
      ClusterJob<P, R> job,
      List<P> pieces,
      ObjIntConsumer<R> done,
      Execution execution)
      throws IOException {
    run(what, job, pieces, piece -> 0, done, execution);
  }

  /**
   * Runs the pieces, as one job if the driver can take all that they come to at once, else as
   * several, one after the other. If it ends early, it ends once the tasks have.
   *
   * @param bytes how many bytes a piece comes to, at most
   * @param done hears what a piece came to, and which it is, once for each, on the calling thread
   * @param execution of the driver: whether to go on
   * @throws IllegalArgumentException if a piece alone may come to more than the driver takes
   */
  <P extends Serializable, R> void run(
      String what,
      ClusterJob<P, R> job,
      List<P> pieces,
      ToLongFunction<P> bytes,
      ObjIntConsumer<R> done,
      Execution execution)
      throws IOException {
    List<Integer> ends = results().jobs(what, pieces, bytes);
    int from = 0;
    for (int end : ends) {
      int first = from;
      runAtOnce(
          what,
          job,
          pieces.subList(first, end),
          (result, index) -> done.accept(result, first + index),
          execution);
      from = end;
    }
  }

  private <P extends Serializable, R> void runAtOnce(
      String what,
      ClusterJob<P, R> job,
      List<P> pieces,
      ObjIntConsumer<R> done,
      Execution execution)
      throws IOException {
    execution.checkCancelled();
    // Spark broadcasts a task's function once a job, and what the function holds with it.
    byte[] told = Sent.of(job);
    String before = spark.getLocalProperty(DESCRIPTION);
    String interrupts = spark.getLocalProperty(INTERRUPTS);
    try {
      List<byte[]> sent = pieces.stream().map(Sent::of).toList();
      RDD<byte[]> rdd = spark.parallelize(sent, sent.size()).rdd();
      List<Object> partitions = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        partitions.add(i);
      }
      spark.sc().setJobDescription(what);
      // A task that is told to stop asks for itself, and writes a checkpoint first.
      spark.setLocalProperty(INTERRUPTS, "false");
      Function1<Iterator<byte[]>, byte[]> task = taskOf(told);
      // Spark's thread only takes them: while it works no task of the application is started.
      BlockingQueue<Found> found = new LinkedBlockingQueue<>();
      Function2<Object, byte[], BoxedUnit> result =
          (index, bytes) -> {
            found.add(new Found((int) index, bytes));
            return BoxedUnit.UNIT;
          };
      Function0<BoxedUnit> end = () -> BoxedUnit.UNIT;
      SimpleFutureAction<BoxedUnit> future =
          spark
              .sc()
              .submitJob(rdd, task, CollectionConverters.asScala(partitions).toSeq(), result, end);
      future.onComplete(outcome -> found.add(Found.END), ExecutionContext.parasitic$.MODULE$);
      deliver(future, found, done, execution);
      var outcome = future.value().get();
      if (outcome.isFailure()) {
        // Of one task: Spark has told the others to stop.
        stop(future);
        throw ClusterFailure.of(what, outcome.failed().get());
      }
    } finally {
      spark.setLocalProperty(DESCRIPTION, before);
      spark.setLocalProperty(INTERRUPTS, interrupts);
    }
  }

  /** A function of the job alone: a lambda of an instance would send this object too. */
  private static Function1<Iterator<byte[]>, byte[]> taskOf(byte[] told) {
    return (Function1<Iterator<byte[]>, byte[]> & Serializable)
        pieces -> {
          try {
            return work(told, pieces.next());
          } catch (IOException e) {
            throw ClusterFailure.carrying(e);
          }
        };
  }

  private static <P extends Serializable, R> byte[] work(byte[] told, byte[] piece)
      throws IOException {
    ClusterJob<P, R> job = Sent.read(told);
    P one = Sent.read(piece);
    return Sent.of(job.run(one, TaskExecution.ofThisTask()));
  }

  private <R> void deliver(
      SimpleFutureAction<?> future,
      BlockingQueue<Found> found,
      ObjIntConsumer<R> done,
      Execution execution) {
    try {
      while (true) {
        Found one = found.poll(ASK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (one == Found.END) {
          return;
        }
        if (one != null) {
          done.accept(Sent.read(one.result()), one.index());
        }
        execution.checkCancelled();
      }
    } catch (InterruptedException interrupted) {
      stop(future);
      Thread.currentThread().interrupt();
      throw new CancellationException("cancelled: the calling thread was interrupted");
    } catch (RuntimeException | Error stop) {
      stop(future);
      throw stop;
    }
  }

  /** Tells tasks to stop, and waits until none works: they write checkpoints. */
  private void stop(SimpleFutureAction<?> future) {
    future.cancel();
    long until = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    do {
      // Before the first look too: Spark's listeners hear of what tasks do a while later.
      try {
        Thread.sleep(HEARD_AFTER_MILLIS);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    } while (isWorking(future) && System.nanoTime() < until && !spark.sc().isStopped());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWorking(SimpleFutureAction<?> future) {
    for (Object job : CollectionConverters.asJava(future.jobIds())) {
      SparkJobInfo info = spark.statusTracker().getJobInfo((int) job);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo of = spark.statusTracker().getStageInfo(stage);
        if (of != null && of.numActiveTasks() > 0) {
          return true;
        }
      }
    }
    return !future.isCompleted();
  }
}
