package org.abc4j.spark;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.abc4j.cli.Failures;
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

  private ClusterMain() {}

  /**
   * Runs the application and ends the JVM with its exit code: 0, or as the command {@code abc} has
   * them.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = run(() -> SparkSession.builder().appName("abc").getOrCreate(), out, err, args);
    System.exit(exitCode);
  }

  /**
   * Runs the application.
   *
   * @param session asked once there is something to do
   */
  static int run(Supplier<SparkSession> session, PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new ClusterMain());
    line.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
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

  /** One line, and a stack trace only of what is a fault of the program. */
  private static int failed(Exception failure, PrintWriter err) {
    Optional<Failures.Said> said = Failures.of(failure);
    if (said.isEmpty()) {
      failure.printStackTrace(err);
    }
    err.println("abc-spark: " + said.map(Failures.Said::message).orElse(failure.toString()));
    err.flush();
    return said.map(Failures.Said::exitCode).orElse(1);
  }
}
