package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.abc4j.report.ExperimentPage;
import org.abc4j.report.ExperimentSection;

/** The page of a run: its plan, its figures and its numbers beside the paper's. */
final class ExperimentReport {
  private ExperimentReport() {}

  static ExperimentPage of(Study study, Output results, Map<String, String> digests)
      throws IOException {
    ExperimentPlan plan = study.plan();
    StringBuilder planned = new StringBuilder();
    plan.lines(study.measured())
        .forEach(
            (name, text) ->
                planned.append(name + ": " + text + (text.endsWith(".") ? "" : ".") + "\n\n"));
    planned.append("Counted: " + ExperimentCost.of(plan, study.metrics().size()).text() + ".");
    ExperimentPage page =
        ExperimentPage.of(plan.experiment().name() + " at scale " + plan.scale().name())
            .plan(planned.toString())
            .fact("Training set", DataSize.of(study).text())
            .fact("Sampler", study.sampler().toString())
            .fact("Distance", "Euclidean at 3×256×256, of values from -1 to 1");
    for (Map.Entry<String, String> digest : digests.entrySet()) {
      boolean release = digest.getKey().equals(ExperimentFolder.RELEASE);
      page = page.fact(release ? "Release" : "SHA-256 of " + digest.getKey(), digest.getValue());
    }
    for (Map.Entry<String, String> executor : study.world().executors().entrySet()) {
      page = page.fact("What trained " + executor.getKey(), executor.getValue());
    }
    ReportSections ensemble = new ReportSections(study, results);
    BenchmarkSections benchmark = new BenchmarkSections(study, results);
    PerceptualSections perceptual = new PerceptualSections(study, results);
    for (Protocol protocol : plan.samples().keySet()) {
      page =
          page.section(
              switch (protocol) {
                case FRECHET -> ensemble.frechet();
                case DIFFERENTIAL -> ensemble.differential();
                case LANDSCAPES -> ensemble.landscapes();
                case CLASSES -> benchmark.classes();
                case RETRAINING -> benchmark.retraining();
                case EVALUATION -> new EvaluationSection(study, results).section();
                case RADII -> benchmark.radii();
                case UNATTRIBUTABLE -> benchmark.unattributable();
              });
      Optional<ExperimentSection> byMetrics = perceptual.of(protocol);
      if (byMetrics.isPresent()) {
        page = page.section(byMetrics.get());
      }
    }
    return page;
  }
}
