package org.abc4j.cli.experiment;

import java.io.IOException;

/**
 * A run that a page across runs has found.
 *
 * @param folder the name of its folder
 * @param plan its plan
 * @param output its files
 */
record FoundRun(String folder, ExperimentPlan plan, Output output) {
  String name() {
    return plan.experiment().name();
  }

  int size() {
    return plan.items();
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
        + ", "
        + plan.kind()
        + " members, "
        + plan.sources()
        + " sources, "
        + size()
        + " images";
  }
}
