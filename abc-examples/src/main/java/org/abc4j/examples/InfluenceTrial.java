package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;

/** Estimates of one ensemble beside what retraining without each source does: a line a sample. */
final class InfluenceTrial {
  private static final int STEPS = 10;
  private static final int TOP = 5;

  private InfluenceTrial() {}

  /** Columns of {@link #lines}. */
  static String header() {
    StringBuilder header = new StringBuilder("kind,sources,items,members,seed,sample");
    for (String name : InfluenceEstimates.NAMES) {
      for (String truth : List.of("ensemble", "single")) {
        header.append(
            String.format(",%s_spearman_%s,%s_top_in_%d_%s", name, truth, name, TOP, truth));
      }
    }
    return header.append(",p_of_first,found_by_words,found_by_student").toString();
  }

  static Sampler sampler() {
    return DdimSampler.steps(STEPS);
  }

  /**
   * The lines of a setting; reports half of the work when all was retrained.
   *
   * @param most of how many sources the truth is computed, which all columns but those of evidence
   *     are then of
   */
  static List<String> lines(
      InfluenceSetting setting, RefitWorld world, int samples, int most, Execution reporting) {
    Stages stages = new Stages(reporting::progress, 2);
    Execution execution = reporting.reportingTo((done, total) -> {});
    Ensemble trained = world.ensemble(execution);
    List<SampleNoise> noises =
        IntStream.range(0, samples).mapToObj(ExogenousNoise.philox(setting.seed())::of).toList();
    int[] sources = setting.drawn(most);
    InfluenceTruth truth =
        InfluenceTruth.of(world, trained, sampler(), noises, sources, true, execution);
    stages.next(1).progress(1, 1);
    List<Sample> made = sampler().samples(trained, noises, execution);
    InfluenceEstimates estimates =
        InfluenceEstimates.of(
            world, trained, made, sources, setting.seed(), execution.reportingTo(stages.next(1)));
    List<String> lines = new ArrayList<>();
    for (int q = 0; q < samples; q++) {
      StringBuilder line =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "%s,%d,%d,%d,%d,%d",
                  setting.kind(),
                  setting.sources(),
                  setting.items(),
                  setting.members(),
                  setting.seed(),
                  q));
      for (String name : InfluenceEstimates.NAMES) {
        double[] found = estimates.distances(name)[q];
        for (double[] expected : List.of(truth.ensemble()[q], truth.single()[q])) {
          line.append(',').append(Correlation.spearman(found, expected).coefficient());
          line.append(',').append(topIsAmongFirst(found, expected) ? 1 : 0);
        }
      }
      SourceEvidence evidence = estimates.calibrated().get(q).evidence();
      line.append(',').append(evidence.pValue(estimates.calibrated().get(q).top(1)[0]));
      line.append(',')
          .append(Arrays.stream(evidence.qValues(execution)).filter(p -> p <= 0.05).count());
      line.append(',').append(InfluenceChance.named(evidence.studentPValues()));
      lines.add(line.toString());
    }
    return lines;
  }

  /** Whether the truly most influential source is among the first five. */
  static boolean topIsAmongFirst(double[] found, double[] expected) {
    int top = Landscape.of(expected).top(1)[0];
    return Arrays.stream(Landscape.of(found).top(TOP)).anyMatch(s -> s == top);
  }
}
