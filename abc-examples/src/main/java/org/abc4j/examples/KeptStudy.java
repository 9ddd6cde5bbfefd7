package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of a study that keeps its results in a folder as they come, so that one that was
 * stopped goes on: where it works, where it writes, and what it says at its end.
 */
abstract class KeptStudy implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the results. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /** With the folder that is written into unless another is named. */
  KeptStudy(Path out) {
    this.out = out;
  }

  /** Runs a study in a Java with vectors, and ends this one if it fails. */
  static void main(Class<? extends KeptStudy> study, String[] args, Supplier<CommandLine> line) {
    int exitCode = VectorJvm.run(study, args, () -> line.get().execute(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine line(KeptStudy study) {
    return Commands.line(study).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public final Integer call() throws IOException {
    Commands.requireAtLeast(1, "--threads", threads);
    requireOptions();
    AtomicFiles.requireWritable(out, "a study");
    PrintWriter to = spec.commandLine().getOut();
    ExecutorService pool = StudyRunner.daemons(threads);
    try {
      Path results = study(Execution.sequential().on(pool, threads), to);
      to.println("Results: " + results.toAbsolutePath().normalize());
    } finally {
      pool.shutdownNow();
    }
    return CommandLine.ExitCode.OK;
  }

  /** Refuses options that cannot be, before anything is done. */
  abstract void requireOptions();

  /**
   * Makes the study.
   *
   * @param execution on as many threads as were asked for
   * @param to hears what was found
   * @return where the results are
   */
  abstract Path study(Execution execution, PrintWriter to) throws IOException;

  /** The folder of the results. */
  final Path out() {
    return out;
  }

  final int threads() {
    return threads;
  }
}
