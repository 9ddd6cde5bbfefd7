package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Reference;
import org.abc4j.testing.Scenario;
import org.junit.jupiter.api.Test;

class DifferentialAgreementTest {
  private static final Sample SAMPLE =
      Scenario.of(5, Scenario.Kind.GAUSSIAN, Scenario.Walk.DDIM).sample();

  @Test
  void measure_gaussianMembers_isWhatImagesGive() {
    DifferentialAgreement agreement =
        DifferentialAgreement.measure(
            SAMPLE, new AblationAttributor(), new DifferentialAttributor(), Distance.euclidean());
    EnsembleJacobian jacobian = EnsembleJacobian.of(SAMPLE);
    Landscape exact = new AblationAttributor().attribute(SAMPLE);
    Landscape differential = new DifferentialAttributor().attribute(SAMPLE);
    assertEquals(
        Correlation.spearman(exact.distances(), differential.distances()).coefficient(),
        agreement.rankCorrelation().coefficient());
    double[] factual = Reference.toDouble(SAMPLE.image());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Ablation ablation = SAMPLE.ensemble().ablation(s);
      float[] image = ExactCounterfactuals.of(SAMPLE).images(List.of(ablation)).row(0);
      double[] moved = Reference.minus(Reference.toDouble(image), factual, 1);
      double[] linear =
          Reference.minus(Reference.toDouble(jacobian.counterfactual(ablation)), factual, 1);
      assertEquals(
          Correlation.pearson(moved, linear).coefficient(),
          agreement.pixelCorrelations()[s],
          1e-5,
          "source " + s);
    }
    assertTrue(agreement.pixels().orElseThrow().median() > 0.9, agreement.toString());
  }

  @Test
  void measure_twiceInOtherChunks_isTheSameBits() {
    DifferentialAgreement whole =
        DifferentialAgreement.measure(
            SAMPLE, new AblationAttributor(), new DifferentialAttributor(), Distance.euclidean());
    DifferentialAgreement chunks =
        DifferentialAgreement.measure(
            SAMPLE,
            new AblationAttributor().withChunk(3),
            new DifferentialAttributor(),
            Distance.euclidean());
    assertArrayEquals(whole.pixelCorrelations(), chunks.pixelCorrelations());
    assertEquals(whole.rankCorrelation().coefficient(), chunks.rankCorrelation().coefficient());
  }

  @Test
  void visit_theSampleItself_hasNoCorrelation() {
    PixelAgreement pixels = PixelAgreement.with(EnsembleJacobian.of(SAMPLE));
    pixels.visit(0, SAMPLE.ensemble().ablation(0), SAMPLE.image());
    assertArrayEquals(new double[] {Double.NaN}, pixels.correlations());
    DifferentialAgreement none =
        DifferentialAgreement.of(Landscape.of(1, 2), Landscape.of(3, 4), Double.NaN, Double.NaN);
    assertEquals(Optional.empty(), none.pixels());
    assertEquals(1, none.rankCorrelation().coefficient());
  }

  @Test
  void visit_imageOfAnotherSize_namesIt() {
    PixelAgreement pixels = PixelAgreement.with(EnsembleJacobian.of(SAMPLE));
    assertIllegal(
        "counterfactuals have the sample's 16 values, number 4 has 3",
        () -> pixels.visit(4, SAMPLE.ensemble().ablation(0), new float[3]));
  }

  @Test
  void of_numbersThatDoNotFit_nameThem() {
    assertIllegal(
        "landscapes and correlations of one sample are of the same sources, found 2, 3 and 1",
        () -> DifferentialAgreement.of(Landscape.of(1, 2), Landscape.of(1, 2, 3), 0.5));
    assertIllegal(
        "correlations lie from -1 to 1, that of source 1 is 1.5",
        () -> DifferentialAgreement.of(Landscape.of(1, 2), Landscape.of(1, 2), 0.5, 1.5));
  }
}
