package org.abc4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands do around their own work. */
abstract class Task implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  /** Does the command's own work. */
  abstract void run(Console console, Work work) throws IOException;

  /** The threads that it works on. */
  int threads() {
    return 1;
  }

  @Override
  public final Integer call() throws IOException {
    Console console =
        new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), common.json);
    if (threads() < 1) {
      throw new IllegalArgumentException("--threads must be at least 1, found " + threads());
    }
    try (Work work = new Work(threads(), common.quiet)) {
      run(console, work);
    }
    console.end();
    return exitCode();
  }

  /** The exit code of work that was done. */
  int exitCode() {
    return ExitCode.OK;
  }
}
