package org.abc4j.cli.experiment;

import java.util.List;
import java.util.Locale;

/** What is done with an ensemble, and which figures and tables of the paper it leads to. */
public enum Protocol {
  /** Fréchet distances of the ensemble, of a single model and of a member. */
  FRECHET("Figure 2, Table 3"),

  /** How similar what differential ablation puts first looks. */
  DIFFERENTIAL("Figure 4, D.1", "Figure 11"),

  /** Full counterfactual landscapes beside visual attribution and differential ablation. */
  LANDSCAPES("Figures 5, 7 and 8, D.2", "Figures 12 and 13"),

  /** How often classes are generated with them and without. */
  CLASSES("Figure 3"),

  /** Ablation beside retraining without each source. */
  RETRAINING("Table 4, Figures 9 and 10, of Euclidean distances", "Table 4, Figures 9 and 10"),

  /** How well attributions foretell retraining, beyond the paper. */
  EVALUATION("beyond the paper; appendix A.3"),

  /** Samples of various counterfactual radii, and a whole landscape. */
  RADII("Figure 6 below, D.3"),

  /** The search for truly unattributable samples. */
  UNATTRIBUTABLE("Figure 6 above");

  private final String figures;
  private final String perceptual;

  Protocol(String figures) {
    this(figures, "");
  }

  Protocol(String figures, String perceptual) {
    this.figures = figures;
    this.perceptual = perceptual;
  }

  /**
   * Where the paper has its results of Euclidean distances.
   *
   * @return figures and tables
   */
  public String figures() {
    return figures;
  }

  /**
   * Where the paper has its results of other metrics.
   *
   * @return figures and tables, empty if it has none
   */
  String perceptualFigures() {
    return perceptual;
  }

  /** What measuring by metrics adds, for a line: nothing without any. */
  String perceptual(List<PlannedMetric> measured) {
    return measured.isEmpty() || perceptual.isEmpty()
        ? ""
        : "; "
            + perceptual
            + ", by "
            + String.join(", ", measured.stream().map(PlannedMetric::name).toList());
  }

  /** As in files and options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
