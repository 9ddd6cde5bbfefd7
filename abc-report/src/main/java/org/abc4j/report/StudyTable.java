package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.study.CalibratedInfluence;
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
 * what each allows to be said), {@code visual} distance, {@code looks_like}, the index of the
 * source's image that is most similar, {@code influence}, the signed size of the calibrated
 * influence ({@link CalibratedInfluence#size}: an estimate of the length of the predicted change,
 * not that of its picture), {@code influence_z}, {@code influence_p} and {@code influence_q} of its
 * evidence, and {@code influence_placebos}, how many words that rests on; 0 without any, p and q
 * then being empty; {@code influence_length} of the predicted change, where it was carried through
 * the sampler ({@link CalibratedInfluence#length}), and {@code influence_place} in the order by
 * both, 1 for the first ({@link CalibratedInfluence#top}). Columns of perceptual metrics follow
 * where a study has any: for a metric that is called {@code DINOv2} that name, its exact distance,
 * and others that begin with it: {@code _rank}, {@code _placebos_at_least_as_far}, {@code _visual},
 * {@code _looks_like}, {@code _sha256} (all that decides its numbers) and {@code _extractor} (the
 * network). What a study does not have is empty. Stateless and thread-safe.
 */
public final class StudyTable {
  /** Columns of what placebos say of distances, what looks alike, and calibrated influence. */
  private static final int TESTED = 5;

  private static final int VISUAL = 2;
  private static final int INFLUENCE = 7;

  private static final List<String> COLUMNS =
      List.of(
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
          "looks_like",
          "influence",
          "influence_z",
          "influence_p",
          "influence_q",
          "influence_placebos",
          "influence_length",
          "influence_place");

  private StudyTable() {}

  /**
   * The table.
   *
   * @param studies the samples, in order
   * @param names what each source is called, from 0
   * @return the table
   */
  public static CsvTable of(List<SampleStudy> studies, IntFunction<String> names) {
    MetricColumns metrics = MetricColumns.of(studies);
    CsvTable table = empty(metrics);
    for (int i = 0; i < studies.size(); i++) {
      add(table, i, studies.get(i), metrics, names);
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
    MetricColumns metrics = MetricColumns.of(studies);
    CsvTable table = empty(metrics);
    for (int i = 0; i < studies.size(); i++) {
      add(table, samples.get(i), studies.get(i), metrics, names);
    }
    return table;
  }

  private static CsvTable empty(MetricColumns metrics) {
    List<String> columns = new ArrayList<>(COLUMNS);
    columns.addAll(metrics.names());
    return CsvTable.of(columns.toArray(String[]::new));
  }

  private static void add(
      CsvTable table,
      Object sample,
      SampleStudy study,
      MetricColumns metrics,
      IntFunction<String> names) {
    sources(table, sample, study, metrics, names);
    placebos(table, sample, study, metrics);
  }

  private static void sources(
      CsvTable table,
      Object sample,
      SampleStudy study,
      MetricColumns metrics,
      IntFunction<String> names) {
    // Of the counterfactuals of some sources, nothing is ranked or tested.
    PlaceboTest test =
        study.hasLandscape()
            ? PlaceboTest.of(study.leading().distances(), study.leadingPlacebos())
            : null;
    int[] places = study.calibrated().map(StudyTable::places).orElse(new int[0]);
    for (int s = 0; s < study.sources(); s++) {
      int source = s;
      List<Object> row = new ArrayList<>(Arrays.asList(sample, "source", s, names.apply(s)));
      row.add(exact(study, s));
      row.add(distance(study.differential(), s));
      row.addAll(test == null ? none(TESTED) : tested(study, test, s));
      row.add(study.visual().map(visual -> visual.distance(source)).orElse(null));
      row.add(study.visual().map(visual -> visual.nearestItem(source)).orElse(null));
      row.addAll(
          study
              .calibrated()
              .map(found -> influence(found, source, places[source]))
              .orElse(none(INFLUENCE)));
      row.addAll(metrics.source(study, s));
      table.row(row);
    }
  }

  private static Double exact(SampleStudy study, int source) {
    if (study.screened().isPresent()) {
      OptionalDouble distance = study.screened().get().distance(source);
      return distance.isPresent() ? Double.valueOf(distance.getAsDouble()) : null;
    }
    return distance(study.exact(), source);
  }

  private static List<Object> tested(SampleStudy study, PlaceboTest test, int source) {
    boolean tested = test.placebos() > 0;
    return Arrays.asList(
        study.leading().rank(source),
        tested ? test.atLeastAsFar(source) : null,
        test.placebos(),
        tested ? test.pValue(source) : null,
        tested ? test.adjustedPValue(source) : null);
  }

  /** Of each source, 1 for the most influential. */
  private static int[] places(CalibratedInfluence found) {
    int[] order = found.top(found.sources());
    int[] places = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = place + 1;
    }
    return places;
  }

  private static List<Object> influence(CalibratedInfluence found, int source, int place) {
    OptionalDouble length = found.length(source);
    return Arrays.asList(
        found.size(source),
        found.zScore(source),
        found.pValue(source),
        found.qValue(source),
        found.placebos(),
        length.isPresent() ? length.getAsDouble() : null,
        place);
  }

  private static List<Object> none(int fields) {
    return new ArrayList<>(Collections.nCopies(fields, null));
  }

  private static Double distance(Optional<Landscape> landscape, int source) {
    return landscape.map(distances -> distances.distance(source)).orElse(null);
  }

  private static void placebos(
      CsvTable table, Object sample, SampleStudy study, MetricColumns metrics) {
    double[] exact = study.placebos();
    double[] firstOrder = study.differentialPlacebos();
    for (int k = 0; k < Math.max(exact.length, firstOrder.length); k++) {
      List<Object> row = new ArrayList<>(Arrays.asList(sample, "placebo", k, null));
      row.add(k < exact.length ? (Double) exact[k] : null);
      row.add(k < firstOrder.length ? (Double) firstOrder[k] : null);
      row.addAll(none(TESTED + VISUAL + INFLUENCE));
      row.addAll(metrics.placebo(study, k));
      table.row(row);
    }
  }
}
