package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evaluation.Distribution;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * Attribution by differential ablation, and how similar what it puts first looks (section 3.3,
 * appendix C.4, Figure 4, by perceptual metrics Figure 11).
 */
final class DifferentialStage implements Stage {
  private static final int TOGETHER = 8;

  @Override
  public Protocol protocol() {
    return Protocol.DIFFERENTIAL;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    int samples = study.plan().samples(Protocol.DIFFERENTIAL);
    Ensemble ensemble = study.world().ensemble();
    VisualAttributor visual = study.visual();
    PerceptualColumns perceptual = new PerceptualColumns(study);
    PartForm pixels =
        PartForm.ofItems("sample")
            .whole("top", 0, study.sources() - 1L)
            .distance("distance")
            .between("visualSimilarityRank", 0, 1)
            .whole("nearestItem", 0, study.world().images().rows() - 1L);
    PartForm form = perceptual.ofRanks(pixels);
    NumberTable found =
        NumberTable.joined(
            parts.tables(
                "",
                form,
                samples,
                TOGETHER,
                (from, count, execution) -> {
                  CsvTable table = form.table();
                  execution.progress(0, count);
                  for (Sample sample :
                      study
                          .sampler()
                          .samples(ensemble, study.noises(from, count), study.execution())) {
                    execution.checkCancelled();
                    Landscape landscape = study.differential(study.execution()).attribute(sample);
                    float[] image = study.decoded(Batch.of(sample.shape(), sample.image())).row(0);
                    VisualAttribution seen = visual.attribute(image);
                    int top = landscape.top(1)[0];
                    List<Object> row =
                        new ArrayList<>(
                            List.of(
                                from + table.size(),
                                top,
                                study.scaled(landscape.distance(top)),
                                RankOfTop.visualSimilarity(landscape, seen),
                                seen.nearestItem(top)));
                    for (VisualAttribution other : perceptual.seen(image)) {
                      row.add(RankOfTop.visualSimilarity(landscape, other));
                      row.add(other.nearestItem(top));
                    }
                    table.row(row.toArray());
                    execution.progress(table.size(), count);
                  }
                  return table;
                }));
    Distribution ranks = Distribution.of(found.numbers("visualSimilarityRank"));
    CsvTable table = pixels.table();
    for (int r = 0; r < found.size(); r++) {
      table.row(
          (int) found.number(r, "sample"),
          (int) found.number(r, "top"),
          found.number(r, "distance"),
          found.number(r, "visualSimilarityRank"),
          (int) found.number(r, "nearestItem"));
    }
    parts.result("visual-similarity", table);
    parts.result("visual-similarity-summary", Summaries.of("visualSimilarityRank", ranks));
    new PerceptualTables(study, parts).differential(found);
  }
}
