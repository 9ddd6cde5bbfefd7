package org.abc4j.cli;

import picocli.CommandLine.Option;

/** How many threads compute. */
final class ThreadOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; results do not depend on them. Default: all processors.")
  int threads = Runtime.getRuntime().availableProcessors();
}
