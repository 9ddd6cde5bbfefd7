package org.abc4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes what lets a shell complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script that completes abc's commands and options in bash and zsh.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: standard output cannot be written",
      "141:nobody reads it any more"
    },
    footerHeading = "%nExample:%n",
    footer = {"  source <(abc completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().print(AutoComplete.bash("abc", Abc.commandLine()));
    Console.requireWritten(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
