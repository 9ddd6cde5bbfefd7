package org.abc4j.evaluation.protocol;

import static org.abc4j.evaluation.protocol.RuntimeAnalysis.Way.ABLATION;
import static org.abc4j.evaluation.protocol.RuntimeAnalysis.Way.DIFFERENTIAL_ABLATION;
import static org.abc4j.evaluation.protocol.RuntimeAnalysis.Way.RETRAINING;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.abc4j.codebook.CostModel;
import org.junit.jupiter.api.Test;

class RuntimeAnalysisTest {
  private static final CostModel COUNTS = new CostModel(384, 16, 8, 1024, 50);
  private static final RuntimeAnalysis ANALYSIS = RuntimeAnalysis.of(COUNTS, 3600, 0.01);

  @Test
  void seconds_papersBenchmark_areTheFormulas() {
    assertEquals(385 * 3600.0, ANALYSIS.trainingSeconds(RETRAINING));
    assertEquals(16 * 3600.0, ANALYSIS.trainingSeconds(ABLATION));
    assertEquals(16 * 3600.0, ANALYSIS.trainingSeconds(DIFFERENTIAL_ABLATION));
    assertEquals(50 * 385 * 0.01, ANALYSIS.sampleSeconds(RETRAINING), 1e-9);
    assertEquals(50 * (16 + 384 * 8) * 0.01, ANALYSIS.sampleSeconds(ABLATION), 1e-9);
    assertEquals(50 * 16 * 17 * 0.01, ANALYSIS.sampleSeconds(DIFFERENTIAL_ABLATION), 1e-9);
    assertEquals(16 * 3600.0 + 1024 * 50 * 3088 * 0.01, ANALYSIS.totalSeconds(ABLATION), 1e-6);
    assertEquals(COUNTS.exactAblation(), ANALYSIS.cost(ABLATION));
    assertEquals(COUNTS, ANALYSIS.counts());
  }

  @Test
  void seconds_agreeWithTheCostModelsTime() {
    assertEquals(
        COUNTS.exactAblation().asTime(3600, 0.01).toSeconds(), ANALYSIS.totalSeconds(ABLATION), 1);
    assertEquals(
        COUNTS.differentialAblation().asTime(3600, 0.01).toSeconds(),
        ANALYSIS.totalSeconds(DIFFERENTIAL_ABLATION),
        1);
  }

  @Test
  void sampleSeconds_measuredTangentsAndProducts_changeOneWayOnly() {
    RuntimeAnalysis measured = ANALYSIS.withTangent(0.004).withProduct(1e-6);
    assertEquals(
        50 * 16 * (0.01 + 16 * 0.004) + 384 * 1e-6,
        measured.sampleSeconds(DIFFERENTIAL_ABLATION),
        1e-9);
    assertEquals(ANALYSIS.sampleSeconds(ABLATION), measured.sampleSeconds(ABLATION));
  }

  @Test
  void crossover_manySamples_isWhereBothTakeTheSame() {
    double samples = ANALYSIS.crossover(ABLATION, RETRAINING).orElseThrow();
    assertEquals(369 * 3600 / (50 * (3088 - 385) * 0.01), samples, 1e-9);
    assertEquals(
        ANALYSIS.trainingSeconds(ABLATION) + samples * ANALYSIS.sampleSeconds(ABLATION),
        ANALYSIS.trainingSeconds(RETRAINING) + samples * ANALYSIS.sampleSeconds(RETRAINING),
        1e-6);
    assertEquals(
        ANALYSIS.crossover(ABLATION, RETRAINING), ANALYSIS.crossover(RETRAINING, ABLATION));
    // As dear to train, quicker by sample; and quicker in both.
    assertEquals(OptionalDouble.empty(), ANALYSIS.crossover(DIFFERENTIAL_ABLATION, ABLATION));
    assertEquals(OptionalDouble.empty(), ANALYSIS.crossover(DIFFERENTIAL_ABLATION, RETRAINING));
  }

  @Test
  void of_timesThatAreNone_nameThem() {
    String rule = " must be finite and at least 0 s, found ";
    assertIllegal(
        "the time of one training" + rule + "NaN", () -> RuntimeAnalysis.of(COUNTS, Double.NaN, 1));
    assertIllegal("the time of one pass" + rule + "-1.0", () -> RuntimeAnalysis.of(COUNTS, 1, -1));
    assertIllegal(
        "the time of one tangent" + rule + "Infinity",
        () -> ANALYSIS.withTangent(Double.POSITIVE_INFINITY));
    assertIllegal("the time of one product" + rule + "NaN", () -> ANALYSIS.withProduct(Double.NaN));
  }
}
