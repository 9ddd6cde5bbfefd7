package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;

/** Sections and sheets of sets of samples, and of comparisons of ensembles. */
final class SetSections {
  private final Tones tones;

  SetSections(Tones tones) {
    this.tones = tones;
  }

  private BufferedImage picture(Batch samples, int sample) {
    return Pictures.image(samples.row(sample), samples.shape(), tones);
  }

  /** A row of pictures for each row of samples. */
  List<List<BufferedImage>> sheet(SampleSet set) {
    List<List<BufferedImage>> sheet = new ArrayList<>();
    for (SampleSet.Row row : set.rows()) {
      List<BufferedImage> pictures = new ArrayList<>();
      for (int i = 0; i < row.samples().rows(); i++) {
        pictures.add(picture(row.samples(), i));
      }
      sheet.add(pictures);
    }
    return sheet;
  }

  /** The rows, with one of changes below each but the first. */
  List<List<BufferedImage>> sheet(EnsembleComparison comparison) {
    List<List<BufferedImage>> sheet = new ArrayList<>();
    List<List<BufferedImage>> samples = sheet(comparison.set());
    sheet.add(samples.get(0));
    double full = fullChange(comparison);
    for (int e = 1; e < samples.size(); e++) {
      sheet.add(samples.get(e));
      List<BufferedImage> changes = new ArrayList<>();
      for (int i = 0; i < comparison.samples(); i++) {
        changes.add(change(comparison, e, i, full));
      }
      sheet.add(changes);
    }
    return sheet;
  }

  private static BufferedImage change(
      EnsembleComparison comparison, int ensemble, int sample, double full) {
    Shape shape = comparison.set().rows().get(0).samples().shape();
    return Pictures.difference(
        comparison.image(0, sample), comparison.image(ensemble, sample), shape, full);
  }

  private static double fullChange(EnsembleComparison comparison) {
    List<float[]> from = new ArrayList<>();
    List<float[]> to = new ArrayList<>();
    for (int e = 1; e < comparison.set().rows().size(); e++) {
      for (int i = 0; i < comparison.samples(); i++) {
        from.add(comparison.image(0, i));
        to.add(comparison.image(e, i));
      }
    }
    return Pictures.fullChange(from, to);
  }

  private static void open(HtmlWriter html, SampleSet set) {
    html.raw("<h2 id=\"").text(set.id()).raw("\">").text(set.title()).raw("</h2>");
    set.introduction().forEach(html::paragraph);
  }

  void write(HtmlWriter html, SampleSet set) {
    open(html, set);
    for (SampleSet.Row row : set.rows()) {
      html.raw("<section class=\"sample\"><h3>").text(row.name()).raw("</h3><div class=\"row\">");
      for (int i = 0; i < row.samples().rows(); i++) {
        html.figure(
            "",
            Pictures.dataUri(picture(row.samples(), i)),
            "sample " + i,
            "Sample " + i + " of " + row.name());
      }
      html.raw("</div></section>");
    }
  }

  void write(HtmlWriter html, EnsembleComparison comparison) {
    SampleSet set = comparison.set();
    open(html, set);
    String first = set.rows().get(0).name();
    double full = fullChange(comparison);
    html.paragraph(
        "Each distance is that of the sample to the one of \""
            + first
            + "\" from the same noise. Placebos leave out as many members of that ensemble as saw"
            + " one source, and no source; members that were trained anew, or more members left"
            + " out, move samples further by themselves. The light and dark ends of changes are ±"
            + HtmlWriter.number(full)
            + "; "
            + tones
            + ".");
    for (int i = 0; i < comparison.samples(); i++) {
      html.raw("<section class=\"sample\"><h3>Sample " + i + "</h3><div class=\"row wordy\">");
      html.figure(
          "",
          Pictures.dataUri(picture(set.rows().get(0).samples(), i)),
          first,
          "Sample " + i + " of " + first);
      for (int e = 1; e < set.rows().size(); e++) {
        String name = set.rows().get(e).name();
        double distance = comparison.distance(e, i);
        html.figure(
            "",
            Pictures.dataUri(picture(set.rows().get(e).samples(), i)),
            name
                + ": distance "
                + HtmlWriter.number(distance)
                + ", "
                + PlaceboWords.beside(distance, comparison.placebos(i)),
            "Sample " + i + " of " + name);
        html.figure(
            "",
            Pictures.dataUri(change(comparison, e, i, full)),
            "change",
            "What changes in sample " + i + " from " + first + " to " + name);
      }
      html.raw("</div></section>");
    }
  }

  /** What the samples of a set are, a row each. */
  static CsvTable table(SampleSet set) {
    CsvTable table = CsvTable.of("row", "sample", "least", "mean", "greatest");
    for (SampleSet.Row row : set.rows()) {
      for (int i = 0; i < row.samples().rows(); i++) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        float[] values = row.samples().row(i);
        for (float value : values) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
          sum += value;
        }
        table.row(row.name(), i, least, sum / values.length, greatest);
      }
    }
    return table;
  }
}
