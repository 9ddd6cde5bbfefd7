package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ObjIntConsumer;
import org.abc4j.Execution;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Runs a job of Spark with a task for each piece. What a task comes to is at the driver as soon as
 * it is done, so an executor that is lost takes with it nothing but what it was doing.
 */
final class JobRunner {
  private static final long ASK_EVERY_MILLIS = 20;

  private final JavaSparkContext spark;

  JobRunner(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Processors that tasks can have now, at least 1. */
  int slots() {
    int cpus = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / cpus);
  }

  /**
   * Runs the pieces.
   *
   * @param done hears what a piece came to, and which it is, once for each, on one thread
   * @param execution of the driver: whether to go on
   */
  <P extends Serializable, R> void run(
      String what,
      ClusterJob<P, R> job,
      List<P> pieces,
      ObjIntConsumer<R> done,
      Execution execution)
      throws IOException {
    if (pieces.isEmpty()) {
      return;
    }
    execution.checkCancelled();
    Broadcast<ClusterJob<P, R>> told = spark.broadcast(job);
    try {
      RDD<P> rdd = spark.parallelize(pieces, pieces.size()).rdd();
      List<Object> partitions = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        partitions.add(i);
      }
      spark.sc().setJobDescription(what);
      Function1<Iterator<P>, R> task = taskOf(told);
      Function2<Object, R, BoxedUnit> result =
          (index, found) -> {
            done.accept(found, (int) index);
            return BoxedUnit.UNIT;
          };
      Function0<BoxedUnit> end = () -> BoxedUnit.UNIT;
      SimpleFutureAction<BoxedUnit> future =
          spark
              .sc()
              .submitJob(rdd, task, CollectionConverters.asScala(partitions).toSeq(), result, end);
      await(what, future, execution);
    } finally {
      spark.sc().setJobDescription(null);
      told.unpersist(false);
    }
  }

  /** A function of the broadcast alone: a lambda of an instance would send this object too. */
  private static <P extends Serializable, R> Function1<Iterator<P>, R> taskOf(
      Broadcast<ClusterJob<P, R>> told) {
    return (Function1<Iterator<P>, R> & Serializable)
        pieces -> {
          try {
            return told.value().run(pieces.next(), TaskExecution.ofThisTask());
          } catch (IOException e) {
            throw ClusterFailure.carrying(e);
          }
        };
  }

  private static void await(String what, SimpleFutureAction<?> future, Execution execution)
      throws IOException {
    try {
      while (!future.isCompleted()) {
        execution.checkCancelled();
        Thread.sleep(ASK_EVERY_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      future.cancel();
      throw new CancellationException("cancelled: the calling thread was interrupted");
    } catch (RuntimeException | Error stop) {
      future.cancel();
      throw stop;
    }
    var outcome = future.value().get();
    if (outcome.isFailure()) {
      throw ClusterFailure.of(what, outcome.failed().get());
    }
  }
}
