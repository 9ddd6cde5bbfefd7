package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
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
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * Attribution by ablation and by retraining, each beside what looks like its own sample (section
 * 3.2, appendix C.3; Table 4, Figures 9 and 10).
 */
final class RetrainingStage implements Stage {
  private static final int TOGETHER = KeptSamples.TOGETHER;
  private static final int[] FIRST = {1, 3, 8};

  @Override
  public Protocol protocol() {
    return Protocol.RETRAINING;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    int samples = study.plan().samples(Protocol.RETRAINING);
    int sources = study.sources();
    List<NumberTable> ablated = ablated(study, parts, samples);
    double[][] retrained = retrained(study, parts, samples);
    VisualAttributor visual = study.visual();
    KeptSamples single = single(study, parts, samples);
    List<Map<String, Attribution>> all = new ArrayList<>();
    double[][] ranks = new double[3][samples];
    for (int from = 0; from < samples; from += TOGETHER) {
      int count = Math.min(TOGETHER, samples - from);
      Batch images = single.images(from, count);
      for (int k = from; k < from + count; k++) {
        Landscape ablation = Landscape.of(ablated.get(k).numbers("exact"));
        Landscape first = Landscape.of(ablated.get(k).numbers("differential"));
        Landscape retraining = Landscape.of(retrained[k]);
        VisualAttribution seen = LandscapeStage.seen(ablated.get(k));
        VisualAttribution seenSingle = visual.attribute(images.row(k - from));
        Map<String, Attribution> of = new LinkedHashMap<>();
        of.put("ablation", ablation);
        of.put("differential", first);
        of.put("retraining", retraining);
        of.put("visual", seen);
        of.put("visual-single", seenSingle);
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
  }

  /** Landscapes of the ensemble's samples by ablation, and what looks like them. */
  static List<NumberTable> ablated(Study study, Parts parts, int samples) throws IOException {
    Ensemble ensemble = study.world().ensemble();
    VisualAttributor visual = study.visual();
    PartForm form =
        study
            .formBySource()
            .distance("exact")
            .distance("differential")
            .distance("visual")
            .whole("nearestItem", 0, study.world().images().rows() - 1L);
    return parts.tables(
        "ablation",
        form,
        samples,
        1,
        (from, count, execution) -> {
          Sample sample =
              study.sampler().samples(ensemble, study.noises(from, 1), study.execution()).get(0);
          Landscape exact = study.exact(execution).attribute(sample);
          Landscape first = study.differential(study.execution()).attribute(sample);
          VisualAttribution seen =
              visual.attribute(study.decoded(Batch.of(sample.shape(), sample.image())).row(0));
          CsvTable table = form.table();
          for (int s = 0; s < exact.sources(); s++) {
            table.row(
                s,
                study.scaled(exact.distance(s)),
                study.scaled(first.distance(s)),
                seen.distance(s),
                seen.nearestItem(s));
          }
          return table;
        });
  }

  /** Distances from the single model's samples to those of the models without each source. */
  static double[][] retrained(Study study, Parts parts, int samples) throws IOException {
    return retrained(
        study, parts, "without-", samples, single(study, parts, samples), study.world()::without);
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
    Distance distance = study.distance();
    PartForm form = PartForm.ofItems("sample").distance("distance");
    double[][] distances = new double[samples][others];
    for (int s = 0; s < others; s++) {
      NoiseModel without = models.of(s);
      List<NumberTable> of =
          parts.tables(
              name + s,
              form,
              samples,
              TOGETHER,
              (from, count, execution) -> {
                Batch with = single.images(from, count);
                Batch less = study.images(without, from, count, execution);
                CsvTable table = form.table();
                for (int k = 0; k < count; k++) {
                  table.row(
                      from + k,
                      study.scaled(distance.between(with.row(k), less.row(k), with.shape())));
                }
                return table;
              });
      double[] one = NumberTable.joined(of).numbers("distance");
      for (int k = 0; k < samples; k++) {
        distances[k][s] = one[k];
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
    boolean own =
        second.equals("visual") && !first.equals("retraining")
            || first.equals("retraining") && second.equals("visual-single");
    return k == 8 && own
        ? study.plan().experiment().paper().get("top8." + first + ".euclidean")
        : null;
  }
}
