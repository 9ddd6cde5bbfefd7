package org.abc4j.report;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.study.SampleStudy;

/**
 * The landscapes of some samples as a table: a row for each source of each sample, and one for each
 * placebo.
 *
 * <p>Columns: {@code sample} (from 0, or its name), {@code kind} ({@code source} or {@code
 * placebo}), {@code index} of the source or reserved word, {@code name}, {@code exact} and {@code
 * first_order} distance, {@code rank} (1 for the farthest, 0 for the nearest), {@code
 * placebos_at_least_as_far} of {@code placebos}, {@code p} for a source that was chosen without
 * looking, {@code p_adjusted} for one that was found by looking at all ({@link PlaceboTest} says
 * what each allows to be said), {@code visual} distance, and {@code looks_like}, the index of the
 * source's image that is most similar. What a study does not have is empty. Stateless and
 * thread-safe.
 */
public final class StudyTable {
  private StudyTable() {}

  /**
   * The table.
   *
   * @param studies the samples, in order
   * @param names what each source is called, from 0
   * @return the table
   */
  public static CsvTable of(List<SampleStudy> studies, IntFunction<String> names) {
    CsvTable table = empty();
    for (int i = 0; i < studies.size(); i++) {
      add(table, i, studies.get(i), names);
    }
    return table;
  }

  /**
   * The table of named samples.
   *
   * @param samples what each sample is called, in order
   * @param studies the samples, in the same order
   * @param names what each source is called, from 0
   * @return the table
   * @throws IllegalArgumentException if there are more or fewer names than samples
   */
  public static CsvTable of(
      List<String> samples, List<SampleStudy> studies, IntFunction<String> names) {
    if (samples.size() != studies.size()) {
      throw new IllegalArgumentException(
          "each sample has a name, found "
              + samples.size()
              + " names of "
              + studies.size()
              + " samples");
    }
    CsvTable table = empty();
    for (int i = 0; i < studies.size(); i++) {
      add(table, samples.get(i), studies.get(i), names);
    }
    return table;
  }

  /** The columns. */
  private static CsvTable empty() {
    return CsvTable.of(
        "sample",
        "kind",
        "index",
        "name",
        "exact",
        "first_order",
        "rank",
        "placebos_at_least_as_far",
        "placebos",
        "p",
        "p_adjusted",
        "visual",
        "looks_like");
  }

  private static void add(
      CsvTable table, Object sample, SampleStudy study, IntFunction<String> names) {
    sources(table, sample, study, names);
    placebos(table, sample, study);
  }

  private static void sources(
      CsvTable table, Object sample, SampleStudy study, IntFunction<String> names) {
    if (!study.hasLandscape()) {
      lookingAlike(table, sample, study, names);
      return;
    }
    PlaceboTest test = PlaceboTest.of(study.leading().distances(), study.leadingPlacebos());
    boolean tested = test.placebos() > 0;
    for (int s = 0; s < study.sources(); s++) {
      int source = s;
      table.row(
          sample,
          "source",
          s,
          names.apply(s),
          distance(study.exact(), s),
          distance(study.differential(), s),
          study.leading().rank(s),
          tested ? test.atLeastAsFar(s) : null,
          test.placebos(),
          tested ? test.pValue(s) : null,
          tested ? test.adjustedPValue(s) : null,
          study.visual().map(visual -> visual.distance(source)).orElse(null),
          study.visual().map(visual -> visual.nearestItem(source)).orElse(null));
    }
  }

  /** Of no counterfactual, so nothing is ranked or tested. */
  private static void lookingAlike(
      CsvTable table, Object sample, SampleStudy study, IntFunction<String> names) {
    VisualAttribution visual = study.visual().orElseThrow();
    for (int s = 0; s < study.sources(); s++) {
      table.row(
          sample,
          "source",
          s,
          names.apply(s),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          visual.distance(s),
          visual.nearestItem(s));
    }
  }

  private static Double distance(Optional<Landscape> landscape, int source) {
    return landscape.map(distances -> distances.distance(source)).orElse(null);
  }

  private static void placebos(CsvTable table, Object sample, SampleStudy study) {
    double[] exact = study.placebos();
    double[] firstOrder = study.differentialPlacebos();
    for (int k = 0; k < study.leadingPlacebos().length; k++) {
      table.row(
          sample,
          "placebo",
          k,
          null,
          k < exact.length ? (Double) exact[k] : null,
          k < firstOrder.length ? (Double) firstOrder[k] : null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }
}
