package org.abc4j.cli.experiment;

import java.io.IOException;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Quantization;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.Proportion;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * The search for samples none of whose counterfactuals differs, where each pixel is black or white
 * (section 3.5, Figure 6 above). Radii are those of black and white images.
 */
final class UnattributableStage implements Stage {
  private static final double CONFIDENCE = 0.95;

  @Override
  public Protocol protocol() {
    return Protocol.UNATTRIBUTABLE;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    Ensemble ensemble = study.world().ensemble();
    // Half way between black and white, which lie at the ends of what was trained on.
    Quantization black = Quantization.threshold(0);
    NumberTable found =
        NumberTable.joined(
            parts.tables(
                "",
                study.plan().samples(Protocol.UNATTRIBUTABLE),
                1,
                (from, count, execution) -> {
                  Sample sample =
                      study
                          .sampler()
                          .samples(ensemble, study.noises(from, 1), study.execution())
                          .get(0);
                  float[] factual =
                      binary(black, study.decoded(Batch.of(sample.shape(), sample.image())).row(0));
                  Distance distance = study.distance();
                  Shape shape = study.imageShape();
                  int[] changing = {0};
                  double[] radius = {0};
                  ExactCounterfactuals.of(sample)
                      .with(execution)
                      .decodedBy(study.codec())
                      .forEachSource(
                          (source, ablation, image) -> {
                            double far =
                                distance.between(factual.clone(), binary(black, image), shape);
                            changing[0] += far > 0 ? 1 : 0;
                            radius[0] = Math.max(radius[0], study.scaled(far));
                          });
                  return NumberTable.of("sample", "radius", "changing")
                      .row(from, radius[0], changing[0]);
                }));
    CsvTable table = NumberTable.of("sample", "radius", "changing");
    int unattributable = 0;
    for (int k = 0; k < found.size(); k++) {
      double changing = found.number(k, "changing");
      unattributable += changing == 0 ? 1 : 0;
      table.row(k, found.number(k, "radius"), (int) changing);
    }
    parts.result("unattributable", table);
    Proportion share = new Proportion(unattributable, found.size());
    Double paper = study.plan().experiment().paper().get("unattributable");
    parts.result(
        "unattributable-summary",
        NumberTable.of("samples", "unattributable", "share", "low", "high", "paper", "paperSamples")
            .row(
                found.size(),
                unattributable,
                share.share(),
                share.exact(CONFIDENCE).low(),
                share.exact(CONFIDENCE).high(),
                paper,
                study.plan().experiment().figures().get(Protocol.UNATTRIBUTABLE)));
    parts.result(
        "unattributable-radii", Summaries.of("radius", Distribution.of(found.numbers("radius"))));
  }

  private static float[] binary(Quantization rule, float... image) {
    float[] binary = new float[image.length];
    for (int p = 0; p < binary.length; p++) {
      binary[p] = rule.level(image[p]) > 0 ? 1 : -1;
    }
    return binary;
  }
}
