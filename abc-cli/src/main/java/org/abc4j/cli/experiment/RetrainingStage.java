package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.protocol.OverlapTable;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.evaluation.protocol.TopSources;
import org.abc4j.model.NoiseModel;
import org.abc4j.report.CsvTable;

/**
 * Attribution by ablation and by retraining, each beside what looks like its own sample (section
 * 3.2, appendix C.3; Table 4, Figures 9 and 10, by pixels and by perceptual metrics).
 */
final class RetrainingStage implements Stage {
  private static final int TOGETHER = KeptSamples.TOGETHER;
  private static final String DISTANCE = "distance";
  private static final int[] FIRST = {1, 3, 8};
  private static final List<String> WAYS = List.of("ablation", "differential", "retraining");

  @Override
  public Protocol protocol() {
    return Protocol.RETRAINING;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    int samples = study.plan().samples(Protocol.RETRAINING);
    int sources = study.sources();
    List<NumberTable> ablated = ablated(study, parts, samples);
    List<double[][]> retrained = retrainedByAll(study, parts, samples);
    List<NumberTable> single = seenSingle(study, parts, samples);
    VisualAttributor visual = study.visual();
    KeptSamples samplesOfSingle = single(study, parts, samples);
    List<Map<String, Attribution>> all = new ArrayList<>();
    double[][] ranks = new double[3][samples];
    double[][][] others = new double[study.metrics().size()][WAYS.size()][samples];
    for (int from = 0; from < samples; from += TOGETHER) {
      int count = Math.min(TOGETHER, samples - from);
      Batch images = samplesOfSingle.images(from, count);
      for (int k = from; k < from + count; k++) {
        Landscape ablation = Landscape.of(ablated.get(k).numbers("exact"));
        Landscape first = Landscape.of(ablated.get(k).numbers("differential"));
        Landscape retraining = Landscape.of(retrained.get(0)[k]);
        VisualAttribution seen = LandscapeStage.seen(ablated.get(k));
        VisualAttribution seenSingle = visual.attribute(images.row(k - from));
        Map<String, Attribution> of = new LinkedHashMap<>();
        of.put("ablation", ablation);
        of.put("differential", first);
        of.put("retraining", retraining);
        for (int m = 0; m < others.length; m++) {
          String name = study.metrics().get(m).name();
          of.put(
              PerceptualColumns.by("ablation", name),
              PerceptualColumns.exact(ablated.get(k), name));
          of.put(PerceptualColumns.by("retraining", name), Landscape.of(retrained.get(1 + m)[k]));
        }
        of.put("visual", seen);
        of.put("visual-single", seenSingle);
        for (int m = 0; m < others.length; m++) {
          String name = study.metrics().get(m).name();
          VisualAttribution other = PerceptualColumns.seen(ablated.get(k), name);
          VisualAttribution otherSingle = PerceptualColumns.seen(single.get(k), name);
          of.put(PerceptualColumns.by("visual", name), other);
          of.put(PerceptualColumns.by("visual-single", name), otherSingle);
          others[m][0][k] = RankOfTop.visualSimilarity(ablation, other);
          others[m][1][k] = RankOfTop.visualSimilarity(first, other);
          others[m][2][k] = RankOfTop.visualSimilarity(retraining, otherSingle);
        }
        all.add(of);
        ranks[0][k] = RankOfTop.visualSimilarity(ablation, seen);
        ranks[1][k] = RankOfTop.visualSimilarity(first, seen);
        ranks[2][k] = RankOfTop.visualSimilarity(retraining, seenSingle);
      }
    }
    overlaps(study, parts, all, sources);
    CsvTable table = NumberTable.of("sample", "ablation", "differential", "retraining");
    for (int k = 0; k < samples; k++) {
      table.row(k, ranks[0][k], ranks[1][k], ranks[2][k]);
    }
    parts.result("retraining-visual-similarity", table);
    CsvTable summary = Summaries.table();
    Summaries.add(summary, "ablation", Distribution.of(ranks[0]), null);
    Summaries.add(summary, "differential", Distribution.of(ranks[1]), null);
    Summaries.add(summary, "retraining", Distribution.of(ranks[2]), null);
    parts.result("retraining-visual-similarity-summary", summary);
    new PerceptualTables(study, parts).retraining(WAYS, others);
  }

  /** What looks like the single model's own samples by each metric; nothing without metrics. */
  private static List<NumberTable> seenSingle(Study study, Parts parts, int samples)
      throws IOException {
    if (study.metrics().isEmpty()) {
      return List.of();
    }
    PerceptualColumns perceptual = new PerceptualColumns(study);
    PartForm form = perceptual.ofImages(study.formBySource());
    KeptSamples single = single(study, parts, samples);
    return parts.tables(
        "visual-single",
        form,
        samples,
        1,
        (from, count, execution) ->
            perceptual.ofImage(form.table(), single.images(from, 1).row(0)));
  }

  /** Landscapes of the ensemble's samples by ablation, and what looks like them. */
  static List<NumberTable> ablated(Study study, Parts parts, int samples) throws IOException {
    return SampleRows.of(study).of(parts, "ablation", samples);
  }

  /** Distances from the single model's samples to those of the models without each source. */
  static double[][] retrained(Study study, Parts parts, int samples) throws IOException {
    return retrainedByAll(study, parts, samples).get(0);
  }

  /** The same of pixels, and then of each metric. */
  private static List<double[][]> retrainedByAll(Study study, Parts parts, int samples)
      throws IOException {
    return distances(
        study,
        parts,
        "without-",
        samples,
        single(study, parts, samples),
        study.sources(),
        study.world()::without,
        study.metrics());
  }

  /** Samples of the single model. */
  static KeptSamples single(Study study, Parts parts, int samples) throws IOException {
    return new KeptSamples(study, parts, "single", study.world().single(), samples);
  }

  /** A model that a source was left out of. */
  interface Without {
    NoiseModel of(long source) throws IOException;
  }

  /** The same from any single model to any others. */
  static double[][] retrained(
      Study study, Parts parts, String name, int samples, KeptSamples single, Without models)
      throws IOException {
    return distances(study, parts, name, samples, single, study.sources(), models);
  }

  /** For each sample, how far those of so many other models are from a model's. */
  static double[][] distances(
      Study study,
      Parts parts,
      String name,
      int samples,
      KeptSamples single,
      int others,
      Without models)
      throws IOException {
    return distances(study, parts, name, samples, single, others, models, List.of()).get(0);
  }

  /** The same of pixels, and then of each metric. */
  private static List<double[][]> distances(
      Study study,
      Parts parts,
      String name,
      int samples,
      KeptSamples single,
      int others,
      Without models,
      List<StudyMetric> metrics)
      throws IOException {
    Distance distance = study.distance();
    List<String> columns = new ArrayList<>(List.of(DISTANCE));
    metrics.forEach(metric -> columns.add(PerceptualColumns.by(DISTANCE, metric.name())));
    PartForm form = PartForm.ofItems("sample");
    for (String column : columns) {
      form = form.distance(column);
    }
    PartForm ofDistances = form;
    List<double[][]> distances = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      distances.add(new double[samples][others]);
    }
    for (int s = 0; s < others; s++) {
      NoiseModel without = models.of(s);
      List<NumberTable> of =
          parts.tables(
              name + s,
              ofDistances,
              samples,
              TOGETHER,
              (from, count, execution) -> {
                Batch with = single.images(from, count);
                Batch less = study.images(without, from, count, execution);
                CsvTable table = ofDistances.table();
                for (int k = 0; k < count; k++) {
                  float[] whole = with.row(k);
                  float[] rest = less.row(k);
                  List<Object> row = new ArrayList<>(List.of(from + k));
                  row.add(study.scaled(distance.between(whole, rest, with.shape())));
                  for (StudyMetric metric : metrics) {
                    execution.checkCancelled();
                    row.add(metric.distance().between(whole, rest, with.shape()));
                  }
                  table.row(row.toArray());
                }
                return table;
              });
      for (int c = 0; c < columns.size(); c++) {
        double[] one = NumberTable.joined(of).numbers(columns.get(c));
        for (int k = 0; k < samples; k++) {
          distances.get(c)[k][s] = one[k];
        }
      }
    }
    return distances;
  }

  private static void overlaps(
      Study study, Parts parts, List<Map<String, Attribution>> all, int sources)
      throws IOException {
    CsvTable table =
        NumberTable.of(
            "k",
            "first",
            "second",
            "samples",
            "intersecting",
            "expected",
            "deviation",
            "expectedWithReplacement",
            "pValue",
            "paper");
    for (int k : FIRST) {
      if (k > sources) {
        continue;
      }
      List<TopSources> tops = new ArrayList<>();
      all.forEach(of -> tops.add(TopSources.of(of, k)));
      OverlapTable overlaps = OverlapTable.of(k, tops);
      List<String> names = overlaps.names();
      for (int a = 0; a < names.size(); a++) {
        for (int b = a + 1; b < names.size(); b++) {
          table.row(
              k,
              names.get(a),
              names.get(b),
              all.size(),
              overlaps.nonEmpty(names.get(a), names.get(b)).successes(),
              overlaps.chance().expectedNonEmpty(all.size()),
              overlaps.chance().sdNonEmpty(all.size()),
              overlaps.chance().expectedNonEmptyWithReplacement(all.size()),
              overlaps.pValue(names.get(a), names.get(b)),
              paper(study, k, names.get(a), names.get(b)));
        }
      }
    }
    parts.result("overlaps", table);
  }

  /** Table 4's number, of 1,024 samples and 384 sources. */
  private static Double paper(Study study, int k, String first, String second) {
    if (k != 8 || !WAYS.contains(first)) {
      return null;
    }
    String visual = first.equals("retraining") ? "visual-single" : "visual";
    Map<String, String> keys = new HashMap<>(Map.of(visual, "euclidean"));
    for (PlannedMetric metric : study.measured()) {
      metric
          .paper()
          .ifPresent(one -> keys.put(PerceptualColumns.by(visual, metric.name()), one.key()));
    }
    return study.plan().experiment().paper().get("top8." + first + "." + keys.get(second));
  }
}
