package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.report.CsvTable;

/**
 * What the table of a sample has of each source by perceptual metrics, beside its own columns: how
 * far the exact counterfactual lies, and which training image looks most alike.
 */
final class PerceptualColumns {
  private static final String EXACT = "exact";
  private static final String VISUAL = "visual";
  private static final String ITEM = "nearestItem";

  private static final String RANK = "visualSimilarityRank";

  private final List<StudyMetric> metrics;
  private final long items;

  PerceptualColumns(Study study) {
    this.metrics = study.metrics();
    this.items = study.world().images().rows();
  }

  /** As columns and attributions of a metric are called. */
  static String by(String what, String metric) {
    return what + " by " + metric;
  }

  /** A distance of pixels before those of the metrics: counterfactuals are generated once. */
  List<Distance> behind(Distance pixels) {
    List<Distance> distances = new ArrayList<>(List.of(pixels));
    metrics.forEach(metric -> distances.add(metric.distance()));
    return distances;
  }

  /** What looks like an image, by each metric. */
  List<VisualAttribution> seen(float[] image) throws IOException {
    List<VisualAttribution> seen = new ArrayList<>();
    for (StudyMetric metric : metrics) {
      seen.add(metric.visual().attribute(image));
    }
    return seen;
  }

  /** Parts of a sample's sources, with columns of each metric behind those that there are. */
  PartForm ofSources(PartForm own) {
    PartForm form = own;
    for (StudyMetric metric : metrics) {
      form =
          form.distance(by(EXACT, metric.name()))
              .distance(by(VISUAL, metric.name()))
              .whole(by(ITEM, metric.name()), 0, items - 1);
    }
    return form;
  }

  /** The same without counterfactuals. */
  PartForm ofImages(PartForm own) {
    PartForm form = own;
    for (StudyMetric metric : metrics) {
      form = form.distance(by(VISUAL, metric.name())).whole(by(ITEM, metric.name()), 0, items - 1);
    }
    return form;
  }

  /** Parts of samples, with where the first source of each stands. */
  PartForm ofRanks(PartForm own) {
    PartForm form = own;
    for (StudyMetric metric : metrics) {
      form =
          form.between(by(RANK, metric.name()), 0, 1).whole(by(ITEM, metric.name()), 0, items - 1);
    }
    return form;
  }

  /**
   * Adds the row of a source.
   *
   * @param exact landscapes of {@link #behind}, that of pixels first
   */
  void row(
      CsvTable table,
      int source,
      List<Landscape> exact,
      List<VisualAttribution> seen,
      Object... own) {
    List<Object> row = new ArrayList<>(Arrays.asList(own));
    for (int m = 0; m < metrics.size(); m++) {
      row.add(exact.get(1 + m).distance(source));
      row.add(seen.get(m).distance(source));
      row.add(seen.get(m).nearestItem(source));
    }
    table.row(row.toArray());
  }

  /** Adds what looks like an image, a row for each source. */
  CsvTable ofImage(CsvTable table, float[] image) throws IOException {
    List<VisualAttribution> seen = seen(image);
    for (int s = 0; s < seen.get(0).sources(); s++) {
      List<Object> row = new ArrayList<>(List.of(s));
      for (VisualAttribution one : seen) {
        row.add(one.distance(s));
        row.add(one.nearestItem(s));
      }
      table.row(row.toArray());
    }
    return table;
  }

  static Landscape exact(NumberTable of, String metric) throws IOException {
    return Landscape.of(of.numbers(by(EXACT, metric)));
  }

  static VisualAttribution seen(NumberTable of, String metric) throws IOException {
    return LandscapeStage.seen(of.numbers(by(VISUAL, metric)), of.numbers(by(ITEM, metric)));
  }
}
