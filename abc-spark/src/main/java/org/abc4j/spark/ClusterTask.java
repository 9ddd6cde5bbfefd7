package org.abc4j.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Work;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command of the application. */
@Command(mixinStandardHelpOptions = true)
abstract class ClusterTask implements Callable<Integer> {
  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  private Supplier<SparkSession> session;
  private PrintWriter out;

  final void begin(Supplier<SparkSession> session, PrintWriter out) {
    this.session = session;
    this.out = out;
  }

  /** Does the work; what it throws ends the application. */
  abstract void run(ClusterJobs jobs) throws IOException;

  final SparkSession session() {
    return session.get();
  }

  final void say(String text) {
    out.println(text);
  }

  /** Work that a bar shows. */
  @FunctionalInterface
  interface Shown {
    void run(Execution execution) throws IOException;
  }

  final void showing(String what, Shown work) throws IOException {
    try (Work threads = new Work(1, quiet);
        Progress bar = threads.progress(what, 1)) {
      ProgressListener listener = bar.next(1);
      work.run(Execution.sequential().reportingTo(listener));
    }
  }

  @Override
  public final Integer call() throws IOException {
    run(ClusterJobs.of(session.get()));
    return 0;
  }
}
