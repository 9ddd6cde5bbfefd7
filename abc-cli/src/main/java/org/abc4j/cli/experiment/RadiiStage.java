package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/** Samples of various counterfactual radii (section 3.5, Figure 6 below). */
final class RadiiStage implements Stage {

  @Override
  public Protocol protocol() {
    return Protocol.RADII;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    Ensemble ensemble = study.world().ensemble();
    PartForm form = study.formBySource().distance("exact");
    List<NumberTable> landscapes =
        parts.tables(
            "",
            form,
            study.plan().samples(Protocol.RADII),
            1,
            (from, count, execution) -> {
              Sample sample = study.sample(ensemble, from);
              Landscape exact = study.exact(execution).attribute(sample);
              CsvTable table = form.table();
              for (int s = 0; s < exact.sources(); s++) {
                table.row(s, study.scaled(exact.distance(s)));
              }
              return table;
            });
    CsvTable table = NumberTable.of("sample", "radius", "farthest");
    double[] radii = new double[landscapes.size()];
    for (int k = 0; k < radii.length; k++) {
      Landscape exact = Landscape.of(landscapes.get(k).numbers("exact"));
      radii[k] = exact.radius();
      table.row(k, radii[k], exact.top(1)[0]);
    }
    parts.result("radii", table);
    CsvTable summary = Summaries.table();
    Summaries.add(summary, "radius", radii, null);
    Summaries.add(summary, "log10Radius", Summaries.log10(radii), null);
    parts.result("radii-summary", summary);
  }
}
