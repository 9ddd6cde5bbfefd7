package org.abc4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.report.figure.Figure;
import org.abc4j.report.figure.Gallery;

/**
 * A page with a figure of every kind, for tests, and to be looked at: {@code java -cp …
 * org.abc4j.report.ExperimentGallery FOLDER}.
 */
final class ExperimentGallery {
  private ExperimentGallery() {}

  public static void main(String[] args) throws IOException {
    page(List.copyOf(Gallery.all().keySet())).write(Path.of(args[0]));
  }

  static ExperimentPage page(List<String> names) {
    ExperimentSection all =
        ExperimentSection.of("Figures of every kind")
            .paragraph("Numbers are made up, but for those of Figures 2 and 7.");
    Map<String, Figure> figures = Gallery.all();
    for (String name : names) {
      all = all.figure(name, figures.get(name));
    }
    ExperimentSection numbers =
        ExperimentSection.of("Attributability & training set size")
            .paragraph("Radii shrink as training sets grow <as the paper has it>.")
            .comparison(
                PaperComparison.byInterval(
                    "Slope of log₁₀ radius over log₁₀ N",
                    "-0.2003",
                    -0.187,
                    -0.232,
                    -0.142,
                    "95 %"))
            .comparison(
                PaperComparison.byInterval("R² of the line", "0.80", 0.61, 0.42, 0.74, "95 %"))
            .comparison(
                new PaperComparison(
                    "FID of the ensemble of 256",
                    "6.245",
                    "31.2 (30.1 to 32.4)",
                    PaperComparison.Agreement.NOT_COMPARABLE,
                    "other features: the weights of Inception are not to be had here"));
    return ExperimentPage.of("Figure 7: attributability diminishes with training set size")
        .fact("Ensemble", "nine members, 16×16, channels (16, 32, 32)")
        .fact("Data", "Fashion-MNIST, test split, SHA-256 " + "0123456789abcdef".repeat(4))
        .fact("Seed", "5")
        .plan(
            "For each of six sizes an ensemble is trained, 100 samples are drawn and their radii"
                + " measured.\n\nThe line of Figure 7 agrees if our 95 % interval of its slope holds"
                + " −0.2003.")
        .section(numbers)
        .section(all);
  }
}
