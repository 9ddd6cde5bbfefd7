package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.protocol.DifferentialAgreement;
import org.abc4j.evaluation.protocol.PixelAgreement;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * Full counterfactual landscapes of some samples, exactly and by differential ablation, beside what
 * looks alike (sections 3.4 to 3.6, appendices C.2, C.5 and C.6; Figures 5, 7 and 8, by perceptual
 * metrics 12 and 13).
 */
final class LandscapeStage implements Stage {

  @Override
  public Protocol protocol() {
    return Protocol.LANDSCAPES;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    int samples = study.plan().samples(Protocol.LANDSCAPES);
    Ensemble ensemble = study.world().ensemble();
    VisualAttributor visual = study.visual();
    PerceptualColumns perceptual = new PerceptualColumns(study);
    PartForm form =
        perceptual.ofSources(
            study
                .formBySource()
                .distance("exact")
                .distance("differential")
                .numberOrNone("pixelCorrelation")
                .distance("visual")
                .whole("nearestItem", 0, study.world().images().rows() - 1L));
    List<NumberTable> landscapes =
        parts.tables(
            "",
            form,
            samples,
            1,
            (from, count, execution) -> {
              Sample sample =
                  study
                      .sampler()
                      .samples(ensemble, study.noises(from, 1), study.execution())
                      .get(0);
              EnsembleJacobian jacobian = study.differential(study.execution()).jacobian(sample);
              PixelAgreement pixels = PixelAgreement.with(jacobian);
              List<Landscape> exact =
                  study
                      .exact(execution)
                      .landscapes(sample, perceptual.behind(study.distance()), pixels);
              Landscape approximated = jacobian.landscape(study.distance(), study.execution());
              float[] image = study.decoded(Batch.of(sample.shape(), sample.image())).row(0);
              VisualAttribution seen = visual.attribute(image);
              List<VisualAttribution> others = perceptual.seen(image);
              double[] correlations = pixels.correlations();
              CsvTable table = form.table();
              for (int s = 0; s < seen.sources(); s++) {
                perceptual.row(
                    table,
                    s,
                    exact,
                    others,
                    s,
                    study.scaled(exact.get(0).distance(s)),
                    study.scaled(approximated.distance(s)),
                    correlations[s],
                    seen.distance(s),
                    seen.nearestItem(s));
              }
              return table;
            });
    write(study, landscapes, parts);
    new PerceptualTables(study, parts).landscapes(landscapes);
  }

  private static void write(Study study, List<NumberTable> landscapes, Parts parts)
      throws IOException {
    CsvTable table =
        NumberTable.of(
            "sample",
            "radius",
            "farthest",
            "visuallyFirst",
            "nearestItem",
            "counterfactualDistanceRank",
            "rankCorrelation",
            "medianPixelCorrelation");
    double[] radii = new double[landscapes.size()];
    double[] ranks = new double[landscapes.size()];
    double[] correlations = new double[landscapes.size()];
    double[] medians = new double[landscapes.size()];
    for (int k = 0; k < landscapes.size(); k++) {
      NumberTable of = landscapes.get(k);
      Landscape exact = Landscape.of(of.numbers("exact"));
      Landscape approximated = Landscape.of(of.numbers("differential"));
      VisualAttribution seen = seen(of);
      DifferentialAgreement agreement =
          DifferentialAgreement.of(exact, approximated, of.numbers("pixelCorrelation"));
      int first = seen.top(1)[0];
      radii[k] = exact.radius();
      ranks[k] = RankOfTop.counterfactualDistance(seen, exact);
      correlations[k] = agreement.rankCorrelation().coefficient();
      medians[k] = agreement.pixels().map(Distribution::median).orElse(Double.NaN);
      table.row(
          k,
          radii[k],
          exact.top(1)[0],
          first,
          seen.nearestItem(first),
          ranks[k],
          correlations[k],
          medians[k]);
    }
    parts.result("landscapes", table);
    CsvTable summary = Summaries.table();
    Summaries.add(summary, "radius", radii, null);
    Summaries.add(
        summary,
        "log10Radius",
        Summaries.log10(radii),
        study.plan().experiment().paper().get("log10Radius.mean"));
    Summaries.add(summary, "counterfactualDistanceRank", Distribution.of(ranks), null);
    Summaries.add(summary, "rankCorrelation", correlations, null);
    Summaries.add(summary, "medianPixelCorrelation", medians, null);
    parts.result("landscapes-summary", summary);
  }

  static VisualAttribution seen(NumberTable of) throws IOException {
    return seen(of.numbers("visual"), of.numbers("nearestItem"));
  }

  static VisualAttribution seen(double[] distances, double... nearest) {
    long[] items = new long[nearest.length];
    for (int s = 0; s < items.length; s++) {
      items[s] = (long) nearest[s];
    }
    return VisualAttribution.of(distances, items);
  }
}
