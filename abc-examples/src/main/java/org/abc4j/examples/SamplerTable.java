package org.abc4j.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.io.AtomicFiles;

/** The scores of an ensemble's samples by each sampler. */
final class SamplerTable {
  private static final String HEADER =
      "members,sampler,spacing,steps,sample,passes,image_rmse,spearman,top8_shared,"
          + "median_relative_distance_error";

  private final StudiedMembers members;
  private final SamplerPlan plan;
  private final Map<SamplerSetting, List<SamplerScore>> scores;

  private SamplerTable(
      StudiedMembers members, SamplerPlan plan, Map<SamplerSetting, List<SamplerScore>> scores) {
    this.members = members;
    this.plan = plan;
    this.scores = scores;
  }

  /**
   * Measures samplers on all samples, a sample after another.
   *
   * @param plan what is measured
   * @param trials where landscapes come from
   */
  static SamplerTable measure(SamplerPlan plan, Trials trials) throws IOException {
    StudiedMembers members = trials.members();
    Map<SamplerSetting, List<SamplerScore>> scores = new LinkedHashMap<>();
    for (int sample = 0; sample < plan.samples(); sample++) {
      SampledLandscape reference =
          trials.of(plan.reference(), sample, plan.wantsLandscape(plan.reference(), sample));
      for (SamplerSetting setting : plan.measured()) {
        SampledLandscape found = trials.of(setting, sample, plan.wantsLandscape(setting, sample));
        scores
            .computeIfAbsent(setting, absent -> new ArrayList<>())
            .add(SamplerScore.of(found, reference));
      }
    }
    return new SamplerTable(members, plan, scores);
  }

  /** What was measured. */
  SamplerPlan plan() {
    return plan;
  }

  StudiedMembers members() {
    return members;
  }

  Set<SamplerSetting> settings() {
    return scores.keySet();
  }

  /** The scores of a sampler that are not NaN, a sample each. */
  double[] values(SamplerSetting setting, ToDoubleFunction<SamplerScore> score) {
    return values(scores.getOrDefault(setting, List.of()), score);
  }

  /** The same of any scores. */
  static double[] values(List<SamplerScore> scores, ToDoubleFunction<SamplerScore> score) {
    return scores.stream().mapToDouble(score).filter(value -> !Double.isNaN(value)).toArray();
  }

  /** The median over the samples; NaN if there is none. */
  double median(SamplerSetting setting, ToDoubleFunction<SamplerScore> score) {
    double[] values = values(setting, score);
    return values.length == 0 ? Double.NaN : Quantiles.median(values);
  }

  /** Writes every score as a line of comma-separated values; what there is not is empty. */
  static void write(List<SamplerTable> tables, Path file) throws IOException {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    tables.forEach(table -> table.lines(csv));
    AtomicFiles.write(file, csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void lines(StringBuilder csv) {
    scores.forEach(
        (setting, of) -> {
          for (int sample = 0; sample < of.size(); sample++) {
            SamplerScore score = of.get(sample);
            csv.append(
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%d,%d",
                    members.name(),
                    setting.choice(),
                    SamplerChoice.inWords(setting.spacing()),
                    setting.steps(),
                    sample,
                    setting.steps() * members.passes(!Double.isNaN(score.spearman()))));
            for (double value :
                new double[] {
                  score.imageError(), score.spearman(), score.topShared(), score.distanceError()
                }) {
              csv.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
            }
            csv.append('\n');
          }
        });
  }
}
