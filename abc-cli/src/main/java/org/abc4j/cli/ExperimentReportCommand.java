package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.cli.experiment.ExperimentSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The page across runs. */
@Command(
    name = "report",
    description =
        "Writes a page across the runs in a folder: all ensembles on one axis, and how radii fall"
            + " with the size of the training set. A run of all experiments ends with it.",
    footerHeading = "%nExample:%n",
    footer = {"  abc experiment report smoke"})
final class ExperimentReportCommand extends Task {
  @Parameters(paramLabel = "DIR", description = "Folder with a folder of each run.")
  private Path folder;

  @Override
  void run(Console console, Work work) throws IOException {
    say(folder, console);
  }

  static void say(Path folder, Console console) throws IOException {
    Path page = ExperimentSummary.of(folder).write(folder).toAbsolutePath().normalize();
    console.line("%-17s %s", "Together", page);
    console.put("summary", page.toString());
  }
}
