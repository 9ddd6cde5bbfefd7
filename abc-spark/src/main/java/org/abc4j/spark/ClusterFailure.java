package org.abc4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkException;

/**
 * What a job of Spark failed of, as one machine would have said it: the exception that a task
 * threw, not Spark's account of its tries.
 */
final class ClusterFailure {
  private ClusterFailure() {}

  /** Carries what a file's failure is through a function that throws none. */
  static UncheckedIOException carrying(IOException failure) {
    OnExecutor.note(failure);
    return new UncheckedIOException(failure);
  }

  /**
   * What to throw of a job's failure.
   *
   * @return the failure, if it is one of files
   * @throws RuntimeException the failure otherwise
   */
  static IOException of(String what, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UncheckedIOException carrier) {
      return carrier.getCause();
    }
    if (cause instanceof IOException file) {
      return file;
    }
    if (cause instanceof SparkException spark) {
      String said = String.valueOf(spark.getMessage());
      // Who stops the application has not cancelled a job: its numbers are missing.
      if (said.contains("cancelled") && !said.contains("SparkContext was shut down")) {
        CancellationException cancelled = new CancellationException("cancelled: " + what);
        cancelled.initCause(failure);
        throw cancelled;
      }
      // Without a cause: an executor was lost too often, or Spark itself gave up.
      String first = said.lines().findFirst().orElse(said);
      return new IOException(what + " failed on the cluster: " + first, failure);
    }
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException(what + " failed on the cluster: " + cause, cause);
  }
}
