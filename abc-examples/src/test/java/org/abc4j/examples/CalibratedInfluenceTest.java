package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calibrated influence on real images, beside retraining, which is a refit here. */
class CalibratedInfluenceTest {
  private static final Execution HERE = Execution.sequential();
  private static final int SAMPLES = 8;
  private static final TrainingData DATA = TrainingData.bundled(256);

  private static InfluenceSetting setting(RefitWorld.Kind kind, int sources, int members) {
    return new InfluenceSetting(kind, sources, 1, members, 1);
  }

  private static List<Sample> samples(Ensemble ensemble) {
    return InfluenceTrial.sampler().samples(ensemble, ExogenousNoise.philox(1), SAMPLES);
  }

  /** Mean Spearman correlation, over the samples, with what retraining the ensemble changes. */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 0.9", "POSTERIOR_MEAN, 0.6"})
  void influence_of64Sources_followsRetraining(RefitWorld.Kind kind, double least) {
    RefitWorld world = setting(kind, 64, 9).world(DATA);
    Ensemble trained = world.ensemble(HERE);
    List<Sample> samples = samples(trained);
    List<SampleNoise> noises = samples.stream().map(Sample::noise).toList();
    InfluenceTruth truth =
        InfluenceTruth.of(world, trained, InfluenceTrial.sampler(), noises, false, HERE);
    int[] all = IntStream.range(0, 64).toArray();
    InfluenceEstimates estimates = InfluenceEstimates.of(world, trained, samples, all, 1, HERE);
    Map<String, Double> spearman = new TreeMap<>();
    for (String name : InfluenceEstimates.NAMES) {
      double mean =
          IntStream.range(0, SAMPLES)
              .mapToDouble(
                  q ->
                      Correlation.spearman(estimates.distances(name)[q], truth.ensemble()[q])
                          .coefficient())
              .average()
              .orElseThrow();
      spearman.put(name, mean);
    }
    assertTrue(spearman.get("influence") >= least, spearman.toString());
    assertTrue(spearman.get("exact") < 0.3, spearman.toString());
    assertTrue(spearman.get("differential") < 0.3, spearman.toString());
  }

  /**
   * Words dealt anew among sources and reserve: P(p ≤ .05) and the share of samples with any. Of
   * the deals of performance.md the first has mean .046 and deviation .016 over deals, so two
   * standard errors of 16 are .008; words dealt among those that hold them alone exceed that.
   */
  @ParameterizedTest
  @EnumSource(RefitWorld.Kind.class)
  void evidence_wordsDealtAnew_keepsItsLevel(RefitWorld.Kind kind) {
    InfluenceSetting setting = setting(kind, 64, 13);
    int deals = 16;
    List<String> lines =
        InfluenceChance.lines(
            setting, setting.world(DATA), InfluenceChance.Deal.ALL, deals, SAMPLES, HERE);
    assertEquals(0.046, mean(lines, 8), 0.008, "P(p <= .05)");
    double any = lines.stream().filter(line -> field(line, 11) > 0).count() / (double) lines.size();
    // A deviation of .07 over deals: two standard errors.
    assertTrue(any <= 0.05 + 0.035, "any discovery: " + any);
    List<String> held =
        InfluenceChance.lines(
            setting, setting.world(DATA), InfluenceChance.Deal.HELD, deals, SAMPLES, HERE);
    assertTrue(mean(held, 8) > 0.046 + 0.008, "among those that hold them: " + mean(held, 8));
  }

  /** Half of the sources hold one another's words: of what is found, few hold a wrong one. */
  @Test
  void evidence_halfOfTheWordsDealtAnew_findsTheOthers() {
    InfluenceSetting setting = setting(RefitWorld.Kind.GAUSSIAN, 64, 13);
    List<String> lines =
        InfluenceChance.lines(
            setting, setting.world(DATA), InfluenceChance.Deal.HALF, 8, SAMPLES, HERE);
    double found = mean(lines, 10);
    double wrong = mean(lines, 11);
    assertTrue(found >= 1, "found a sample: " + found);
    assertTrue(wrong <= 0.15 * found, "false: " + wrong + " of " + found);
  }

  private static double field(String line, int column) {
    return Double.parseDouble(line.split(",")[column]);
  }

  private static double mean(List<String> lines, int column) {
    return lines.stream().mapToDouble(line -> field(line, column)).average().orElseThrow();
  }

  /** One image among its like with a white square in a corner. */
  @ParameterizedTest
  @EnumSource(RefitWorld.Kind.class)
  void evidence_watermarkOfOneSource_isFound(RefitWorld.Kind kind) {
    int planted = 17;
    RefitWorld plain = setting(kind, 64, 13).world(DATA);
    float[] values = plain.items().toArray();
    int m = plain.items().shape().size();
    for (int p : new int[] {0, 1, 8, 9}) {
      values[planted * m + p] = 1;
    }
    RefitWorld world = new RefitWorld(kind, Batch.of(plain.items().shape(), values), plain.code());
    Ensemble trained = world.ensemble(HERE);
    CalibratedAttributor attributor =
        InfluenceEstimates.attributor(
            world, trained, InfluenceTrial.sampler().steps().subList(1, 10), 1, HERE);
    List<CalibratedAttribution> found = attributor.attributeAll(samples(trained));
    SourceEvidence all =
        found.stream()
            .map(CalibratedAttribution::evidence)
            .reduce(SourceEvidence::and)
            .orElseThrow();
    assertTrue(all.qValues()[planted] <= 0.05, "q " + all.qValues()[planted]);
  }
}
