package org.abc4j.spark;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.abc4j.cli.Failures;
import org.abc4j.spark.store.IncompleteEnsembleException;
import org.abc4j.store.LibraryVersion;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The application that {@code spark-submit} runs: what the command {@code abc} does with ensembles,
 * by the same options, on a cluster.
 */
@Command(
    name = "abc-spark",
    description = "Trains ensembles, generates samples and computes landscapes on a cluster.",
    mixinStandardHelpOptions = true,
    subcommands = {TrainTask.class, SampleTask.class, LandscapeTask.class})
public final class ClusterMain {
  private static final int USAGE = 2;
  private static final int BAD_INPUT = 3;

  /** Spark's hook has 40. */
  private static final int BEFORE_SPARK = 100;

  /** Tasks end within five of being told to stop, or are not waited for. */
  private static final int PATIENCE_MINUTES = 6;

  private ClusterMain() {}

  /**
   * Runs the application; ends the JVM with an exit code as the command {@code abc} has them,
   * unless that is 0.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = stopping(out, err, args);
    // YARN takes an exit of the driver for a failure, whatever its code.
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs the application; Ctrl-C interrupts it, and Spark, whose hook comes later, ends once
   * executors have written their checkpoints.
   */
  private static int stopping(PrintWriter out, PrintWriter err, String... args) {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Runnable stop =
        () -> {
          worker.interrupt();
          try {
            ended.await();
          } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
          }
        };
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(stop, BEFORE_SPARK, PATIENCE_MINUTES, TimeUnit.MINUTES);
    try {
      return run(() -> SparkSession.builder().appName("abc").getOrCreate(), out, err, args);
    } finally {
      ended.countDown();
      if (!hooks.isShutdownInProgress()) {
        hooks.removeShutdownHook(stop);
        SparkSession.getDefaultSession().foreach(ClusterMain::stop);
      }
    }
  }

  private static Void stop(SparkSession session) {
    session.stop();
    return null;
  }

  /**
   * Runs the application.
   *
   * @param session asked once there is something to do
   */
  static int run(Supplier<SparkSession> session, PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new ClusterMain());
    line.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().version(LibraryVersion.text());
    line.getSubcommands()
        .values()
        .forEach(task -> task.getCommandSpec().version(LibraryVersion.text()));
    line.getSubcommands()
        .values()
        .forEach(task -> ((ClusterTask) task.getCommand()).begin(session, out));
    line.setParameterExceptionHandler(ClusterMain::usage);
    line.setExecutionExceptionHandler((failure, of, parsed) -> failed(failure, err));
    return line.execute(args);
  }

  private static int usage(ParameterException failure, String[] args) {
    CommandLine of = failure.getCommandLine();
    of.getErr()
        .println(
            "abc-spark: "
                + failure.getMessage()
                + " (see "
                + of.getCommandSpec().qualifiedName()
                + " --help)");
    return USAGE;
  }

  private static String firstLine(AnalysisException refused) {
    String said = String.valueOf(refused.getMessage());
    return said.lines().findFirst().orElse(said);
  }

  /** One line, and a stack trace only of what is a fault of the program. */
  private static int failed(Exception failure, PrintWriter err) {
    Optional<Failures.Said> said;
    if (failure instanceof AnalysisException refused) {
      said = Optional.of(new Failures.Said(1, firstLine(refused)));
    } else if (failure instanceof IncompleteEnsembleException) {
      said = Optional.of(new Failures.Said(BAD_INPUT, failure.getMessage()));
    } else if (failure instanceof InterruptedException) {
      // Scala's code throws it unannounced, wherever a stop finds Spark waiting.
      said = Failures.of(new CancellationException());
    } else {
      said = Failures.of(failure);
    }
    if (said.isEmpty()) {
      failure.printStackTrace(err);
    }
    err.println(
        "abc-spark: "
            + said.map(Failures.Said::message).orElse(failure.toString())
            + OnExecutor.remark(failure));
    err.flush();
    return said.map(Failures.Said::exitCode).orElse(1);
  }
}
