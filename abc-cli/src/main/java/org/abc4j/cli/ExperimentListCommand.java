package org.abc4j.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The experiments by name. */
@Command(
    name = "list",
    description = "Lists the paper's 30 ensembles, those of Table 2 first, then those of B.3.")
final class ExperimentListCommand extends Task {
  @Mixin private ExperimentOptions options;

  @Override
  void run(Console console, Work work) throws IOException {
    ExperimentRegistry registry = options.registry();
    String row = "%-17s %-8s %-14s %7s %8s %4s %3s  %-18s %s";
    console.line(
        row, "name", "table", "data set", "images", "sources", "n", "w", "space", "figures");
    for (Experiment one : registry.all()) {
      console.line(
          row,
          one.name(),
          one.table(),
          one.dataSet(),
          one.items(),
          one.sources(),
          one.members(),
          one.weight(),
          one.space(),
          String.join(", ", one.figures().keySet().stream().map(String::valueOf).toList()));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", one.name());
      json.put("table", one.table());
      json.put("dataSet", one.dataSet().text());
      json.put("images", one.items());
      json.put("sources", one.sources());
      json.put("members", one.members());
      json.put("weight", one.weight());
      json.put("space", one.space().toString());
      json.put("figures", one.figures());
      console.add("experiments", json);
    }
  }
}
