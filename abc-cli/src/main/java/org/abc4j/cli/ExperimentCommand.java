package org.abc4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The paper's experiments, of which the others are subcommands. */
@Command(
    name = "experiment",
    description =
        "The experiments of the paper: its 30 ensembles, as the paper had them or smaller, with all"
            + " figures and tables of each.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:no command, or one that is not known; each command's help has its own codes"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  abc experiment list",
      "  abc experiment show MNIST_256 --scale tiny",
      "  abc experiment run MNIST_256 --data data --scale tiny --out mnist-256",
      "  abc experiment check mnist-256 --data data",
      "  abc experiment run --all --scale smoke --out smoke"
    },
    subcommands = {
      ExperimentListCommand.class,
      ExperimentShowCommand.class,
      ExperimentRunCommand.class,
      ExperimentInputsCommand.class,
      ExperimentTakeCommand.class,
      ExperimentCheckCommand.class,
      ExperimentReportCommand.class
    })
final class ExperimentCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
