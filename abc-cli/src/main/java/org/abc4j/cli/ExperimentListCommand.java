package org.abc4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.StandIns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The experiments by name. */
@Command(
    name = "list",
    description =
        "Lists the paper's 30 ensembles, those of Table 2 first, then those of B.3: with the"
            + " paper's numbers, or those of a scale if --scale or --members is given.",
    footerHeading = "%nExample:%n",
    footer = {"  abc experiment list", "  abc experiment list --scale tiny"})
final class ExperimentListCommand extends Task {
  private static final String ROW = "%-17s %-8s %-27s %7s %8s %4s %3s  %-18s %s";

  @Spec private CommandSpec own;
  @Mixin private ExperimentOptions options;

  @Override
  void run(Console console, Work work) throws IOException {
    ExperimentRegistry registry = options.registry();
    boolean scaled =
        own.commandLine().getParseResult().hasMatchedOption("--scale")
            || own.commandLine().getParseResult().hasMatchedOption("--members");
    // All of them before a line is said, as a scale may not be one.
    List<Experiment> experiments = registry.all();
    List<Optional<ExperimentPlan>> plans = new ArrayList<>();
    for (Experiment one : experiments) {
      plans.add(scaled ? Optional.of(options.plan(registry, one)) : Optional.empty());
    }
    // Not a line of the table, which is the same for programs that cut it.
    if (scaled) {
      console.line(
          "Images and sources at %s; abc experiment list has the paper's.", options.words());
    }
    console.line(
        ROW, "name", "table", "data set", "images", "sources", "n", "w", "space", "figures");
    for (int i = 0; i < plans.size(); i++) {
      say(experiments.get(i), plans.get(i), console);
    }
  }

  private static void say(Experiment one, Optional<ExperimentPlan> plan, Console console) {
    int images = plan.map(ExperimentPlan::items).orElse(one.items());
    int sources = plan.map(ExperimentPlan::sources).orElse(one.sources());
    Map<?, Integer> figures =
        plan.<Map<?, Integer>>map(ExperimentPlan::samples).orElse(one.figures());
    console.line(
        ROW,
        one.name(),
        one.table(),
        plan.map(of -> StandIns.name(of, one.dataSet())).orElse(one.dataSet().text()),
        images,
        sources,
        one.members(),
        one.weight(),
        one.space(),
        String.join(", ", figures.keySet().stream().map(String::valueOf).toList()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", one.name());
    json.put("table", one.table());
    json.put("dataSet", one.dataSet().text());
    json.put("images", images);
    json.put("sources", sources);
    json.put("members", one.members());
    json.put("weight", one.weight());
    json.put("space", one.space().toString());
    json.put("figures", figures);
    plan.ifPresent(
        of -> {
          json.put("scale", of.scale().name());
          json.put("standIn", of.scale().standIn());
        });
    console.add("experiments", json);
  }
}
