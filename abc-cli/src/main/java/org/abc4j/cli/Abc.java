package org.abc4j.cli;

import org.abc4j.store.LibraryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command, of which the others are subcommands. */
@Command(
    name = "abc",
    mixinStandardHelpOptions = true,
    versionProvider = Abc.Version.class,
    description =
        "What would a generated picture have looked like without somebody's work in the training"
            + " set? From a folder of pictures to a report.",
    synopsisSubcommandLabel = "COMMAND",
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
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  abc train pictures --out ensemble && abc sample ensemble --out samples",
      "",
      "Memory and other options of Java: JAVA_OPTS=-Xmx8g abc ..."
    },
    subcommands = {
      PlanCommand.class,
      AutoencoderCommand.class,
      ClassifierCommand.class,
      CacheCommand.class,
      TrainCommand.class,
      SampleCommand.class,
      AttributeCommand.class,
      LandscapeCommand.class,
      RemoveCommand.class,
      RepairCommand.class,
      ReportCommand.class,
      SourcesCommand.class,
      VerifyCommand.class,
      ExportCommand.class,
      ExperimentCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
final class Abc implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The release, and what it runs on: what a report of a fault should say. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        LibraryVersion.text(),
        "Java " + Runtime.version() + " of " + System.getProperty("java.vendor"),
        "Memory: at most " + Estimate.bytes(Runtime.getRuntime().maxMemory()),
        "Vector API: " + (hasVectors() ? "on" : "off, so networks are slow")
      };
    }

    /** Not asked of the kernels, which would be chosen for it, and say so in the log. */
    private static boolean hasVectors() {
      return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Abc())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::failed);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
