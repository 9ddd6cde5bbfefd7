package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.protocol.DifferentialAgreement;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.report.CsvTable;

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
    List<NumberTable> landscapes = SampleRows.withPixelCorrelations(study).of(parts, "", samples);
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
