package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run that a page across runs has found.
 *
 * @param folder the name of its folder
 * @param plan its plan
 * @param output its files
 * @param size what its data were; empty if it does not say so
 */
record FoundRun(String folder, ExperimentPlan plan, FolderOutput output, Optional<DataSize> size) {
  static FoundRun in(Path folder) throws IOException {
    FolderOutput output = new FolderOutput(folder);
    return new FoundRun(
        folder.getFileName().toString(),
        ExperimentRun.planOf(folder),
        output,
        DataSize.read(output));
  }

  String name() {
    return plan.experiment().name();
  }

  /** Images of its training set, as it found them. */
  int images() {
    return size.orElseThrow().images();
  }

  /** Whether it says how many images it had: it began with a release that asks. */
  boolean hasSize() {
    return size.isPresent();
  }

  /** Whether there is a table of a stage, so that a page has something of it. */
  boolean hasResults() throws IOException {
    return output.names(Parts.RESULTS).stream().anyMatch(name -> !name.equals(DataSize.FILE));
  }

  boolean has(String table) throws IOException {
    return output.get(Parts.RESULTS + "/" + table + ".csv").isPresent();
  }

  NumberTable table(String name) throws IOException {
    return ReportSections.table(output, name);
  }

  String text() {
    return name()
        + ", scale "
        + plan.scale().name()
        + StandIns.remark(plan)
        + ", "
        + plan.kind()
        + " members, "
        + size.map(of -> of.sources() + " sources, " + of.images() + " images")
            .orElse("of unknown size");
  }
}
