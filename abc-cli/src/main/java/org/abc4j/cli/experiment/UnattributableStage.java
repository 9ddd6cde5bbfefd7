package org.abc4j.cli.experiment;

import java.io.IOException;
import org.abc4j.attribution.Quantization;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.protocol.UnattributableSearch;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.sampling.Sample;

/**
 * The search for samples none of whose counterfactuals differs, where each pixel is black or white
 * (section 3.5, Figure 6 above). A sample's counterfactuals are tried until one differs, its
 * witness.
 */
final class UnattributableStage implements Stage {
  /** In place of a witness. */
  static final int NOBODY = -1;

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
    PartForm form =
        PartForm.ofItems("sample")
            .whole("tried", 1, study.sources())
            .whole("witness", NOBODY, study.sources() - 1L);
    NumberTable found =
        NumberTable.joined(
            parts.tables(
                "",
                form,
                study.plan().samples(Protocol.UNATTRIBUTABLE),
                1,
                (from, count, execution) -> {
                  Sample sample = study.sample(ensemble, from);
                  UnattributableSearch.Finding finding =
                      UnattributableSearch.truly(black)
                          .with(execution)
                          .decodedBy(study.codec())
                          .find(sample);
                  return form.table()
                      .row(from, finding.generated(), finding.witness().orElse(NOBODY));
                }));
    CsvTable table = form.table();
    int unattributable = 0;
    for (int k = 0; k < found.size(); k++) {
      double witness = found.number(k, "witness");
      unattributable += witness == NOBODY ? 1 : 0;
      table.row(k, (int) found.number(k, "tried"), (int) witness);
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
  }
}
