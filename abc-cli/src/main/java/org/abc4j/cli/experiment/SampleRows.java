package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evaluation.protocol.PixelAgreement;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * What is found out about each source for a sample of the ensemble, a row a source: how far its
 * exact counterfactual lies, how far to first order, and how alike its images look; by perceptual
 * metrics too. A counterfactual is generated once, whatever it is measured by.
 */
final class SampleRows {
  private final Study study;
  private final boolean correlated;
  private final Ensemble ensemble;
  private final VisualAttributor visual;
  private final PerceptualColumns perceptual;
  private final PartForm form;

  private SampleRows(Study study, boolean correlated) throws IOException {
    this.study = study;
    this.correlated = correlated;
    this.ensemble = study.world().ensemble();
    this.visual = study.visual();
    this.perceptual = new PerceptualColumns(study);
    PartForm distances = study.formBySource().distance("exact").distance("differential");
    this.form =
        perceptual.ofSources(
            (correlated ? distances.numberOrNone("pixelCorrelation") : distances)
                .distance("visual")
                .whole("nearestItem", 0, study.world().images().rows() - 1L));
  }

  static SampleRows of(Study study) throws IOException {
    return new SampleRows(study, false);
  }

  /** With how pixels of both counterfactuals go together. */
  static SampleRows withPixelCorrelations(Study study) throws IOException {
    return new SampleRows(study, true);
  }

  /** Those of the first samples, a part each. */
  List<NumberTable> of(Parts parts, String name, int samples) throws IOException {
    return parts.tables(name, form, samples, 1, (from, count, execution) -> table(from, execution));
  }

  private CsvTable table(int number, Execution execution) throws IOException {
    Sample sample = study.sample(ensemble, number);
    EnsembleJacobian jacobian = study.differential(study.execution()).jacobian(sample);
    PixelAgreement pixels = PixelAgreement.with(jacobian);
    List<Landscape> exact =
        study
            .exact(execution)
            .landscapes(
                sample,
                perceptual.behind(study.distance()),
                correlated ? pixels : (source, ablation, image) -> {});
    Landscape approximated = jacobian.landscape(study.distance(), study.execution());
    float[] image = study.decoded(Batch.of(sample.shape(), sample.image())).row(0);
    VisualAttribution seen = visual.attribute(image);
    List<VisualAttribution> others = perceptual.seen(image);
    double[] correlations = correlated ? pixels.correlations() : new double[0];
    CsvTable table = form.table();
    for (int s = 0; s < seen.sources(); s++) {
      List<Object> own = new ArrayList<>();
      own.add(s);
      own.add(study.scaled(exact.get(0).distance(s)));
      own.add(study.scaled(approximated.distance(s)));
      if (correlated) {
        own.add(correlations[s]);
      }
      own.add(seen.distance(s));
      own.add(seen.nearestItem(s));
      perceptual.row(table, s, exact, others, own.toArray());
    }
    return table;
  }
}
