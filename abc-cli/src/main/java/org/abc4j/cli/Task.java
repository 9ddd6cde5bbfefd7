package org.abc4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands do around their own work, and the exit codes that help and manual name. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:failed at its work: a file cannot be written, a computation goes wrong",
      "  2:arguments that are not understood, or values out of range",
      "  3:a file or folder that was given is missing, damaged or not what it must be",
      "  4:refused, as it cannot work; or what was to be verified is not so",
      "130:stopped by Ctrl-C; the same command goes on, or starts again",
      "141:nobody reads standard output any more, as after a pipe to head; nothing is said",
      "143:stopped by SIGTERM, likewise"
    })
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
    Limits.atLeast("--threads", 1, threads());
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
