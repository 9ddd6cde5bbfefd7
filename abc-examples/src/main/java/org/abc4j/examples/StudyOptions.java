package org.abc4j.examples;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of a command that writes a report. */
final class StudyOptions {
  /** How many sources are shown for each sample. */
  static final int SHOWN = 4;

  @Option(names = "--steps", description = "Sampling steps. Default: ${DEFAULT-VALUE}.")
  int steps;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the report. Default: ${DEFAULT-VALUE}.")
  Path out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  StudyOptions(Path out, int steps) {
    this.out = out;
    this.steps = steps;
  }
}
