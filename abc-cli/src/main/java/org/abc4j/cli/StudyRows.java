package org.abc4j.cli;

import java.util.function.LongFunction;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.study.SampleStudy;

/** The distances of a study as rows of a table. */
final class StudyRows {
  private StudyRows() {}

  static void add(ScoreTable table, String sample, SampleStudy study, LongFunction<String> names) {
    Landscape exact = study.exact().orElse(null);
    Landscape differential = study.differential().orElse(null);
    VisualAttribution visual = study.visual().orElse(null);
    for (int source = 0; source < study.sources(); source++) {
      table.add(
          new ScoreTable.Row(
              sample,
              "source",
              source,
              names.apply(source),
              ScoreTable.distance(exact, source),
              ScoreTable.distance(differential, source),
              visual == null ? null : (Double) visual.distance(source),
              visual == null ? null : (Long) visual.nearestItem(source)));
    }
    double[] placebos = study.placebos();
    double[] firstOrder = study.differentialPlacebos();
    for (int k = 0; k < Math.max(placebos.length, firstOrder.length); k++) {
      table.add(
          new ScoreTable.Row(
              sample,
              "placebo",
              k,
              "placebo " + k,
              ScoreTable.at(placebos, k),
              ScoreTable.at(firstOrder, k),
              null,
              null));
    }
  }
}
