package org.abc4j.report;

import java.util.Arrays;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.evaluation.TopKOverlap;
import org.abc4j.study.SampleStudy;

/** The page's section about one sample. */
final class SampleSection {
  private static final int TOP_K = 8;

  private final HtmlWriter html;
  private final SourceImages data;
  private final SourceWords words;
  private final SampleStudy study;
  private final int shown;
  private final Shape shape;
  private final float[] factual;

  /** The change that is drawn in full colour. */
  private final double full;

  SampleSection(
      HtmlWriter html, SourceImages data, SourceWords words, SampleStudy study, int shown) {
    this.html = html;
    this.data = data;
    this.words = words;
    this.study = study;
    this.shown = shown;
    this.shape = study.shape();
    this.factual = study.image();
    this.full = Report.fullChange(study, shown);
  }

  void write(int index) {
    Landscape exact = study.exact().orElseThrow();
    html.raw("<section class=\"sample\"><h3>Sample " + index + "</h3>");
    html.raw("<div class=\"top\">");
    html.figure(
        "big",
        Pictures.dataUri(Pictures.image(factual, shape, data.tones())),
        "the sample",
        "Sample " + index);
    html.raw("<table class=\"facts\">");
    html.fact("Counterfactual radius", HtmlWriter.number(exact.radius()));
    html.fact(
        "The same after scaling to 3×256×256, as in the paper",
        HtmlWriter.number(study.scaled().orElseThrow().radius()));
    html.fact("Leaving out as many members and no image", placebos());
    if (study.placebos().length > 0) {
      html.fact("Farther than each of those", beyondPlacebos());
    }
    html.fact(
        "Exact against first order, Spearman over sources", HtmlWriter.number(study.spearman()));
    html.fact(
        "Exact against first order, median pixel correlation",
        HtmlWriter.number(study.medianPixelCorrelation()));
    html.fact(
        "Full red and full blue", "a change of ±" + HtmlWriter.number(full) + "; " + data.tones());
    html.fact(
        "Top " + k() + ", exact and first order",
        overlap(exact.top(k()), study.differential().orElseThrow().top(k())));
    html.fact(
        "Top " + k() + ", exact and look-alike",
        overlap(exact.top(k()), study.visual().orElseThrow().top(k())));
    html.raw("</table></div>");

    html.raw("<h4>The " + words.many() + " whose counterfactuals lie farthest</h4>");
    for (int source : exact.top(shown)) {
      influential(source);
    }
    html.raw("<h4>" + alike() + "</h4><div class=\"row alike\">");
    for (int source : study.visual().orElseThrow().top(shown)) {
      html.figure(
          "",
          picture(source),
          data.title(source)
              + "; distance "
              + HtmlWriter.number(exact.distance(source))
              + ", rank "
              + HtmlWriter.number(exact.rank(source)),
          words.one() + " " + source);
    }
    html.raw("</div><h4>All ").raw("" + exact.sources()).raw(" counterfactuals</h4>");
    html.raw("<div class=\"charts\"><figure>")
        .raw(Charts.histogram(exact.distances(), study.placebos(), exact.radius(), "radius"))
        .raw(
            "<figcaption>How far the exact counterfactuals lie from the sample; orange: placebos."
                + "</figcaption>")
        .raw("</figure><figure>")
        .raw(Charts.scatter(exact.distances(), study.differential().orElseThrow().distances()))
        .raw("<figcaption>Each " + words.one() + " a dot; on the line both agree.</figcaption>")
        .raw("</figure></div></section>");
  }

  private void influential(int source) {
    float[] exact = study.counterfactual(source);
    float[] firstOrder = study.firstOrder(source);
    html.raw("<p class=\"source\"><b>")
        .text(data.name(source))
        .raw("</b>")
        .text(data.title(source).substring(data.name(source).length()))
        .raw(": distance ")
        .raw(HtmlWriter.number(study.leading().distance(source)))
        .raw(" exactly, ")
        .raw(HtmlWriter.number(study.differential().orElseThrow().distance(source)))
        .raw(" to first order</p><div class=\"row\">");
    html.figure("", picture(source), words.one(), words.one() + " " + source);
    html.figure(
        "",
        Pictures.dataUri(Pictures.image(exact, shape, data.tones())),
        "without it, exactly",
        "exact counterfactual");
    html.figure(
        "",
        Pictures.dataUri(Pictures.difference(factual, exact, shape, full)),
        "change",
        "exact change");
    html.figure(
        "",
        Pictures.dataUri(Pictures.image(firstOrder, shape, data.tones())),
        "without it, first order",
        "first-order counterfactual");
    html.figure(
        "",
        Pictures.dataUri(Pictures.difference(factual, firstOrder, shape, full)),
        "change",
        "first-order change");
    html.raw("</div>");
  }

  private String placebos() {
    double[] placebos = study.placebos();
    return placebos.length == 0
        ? "no words are reserved for that"
        : "distance "
            + HtmlWriter.number(Quantiles.median(placebos))
            + " in the median of "
            + placebos.length
            + ", at most "
            + HtmlWriter.number(largestPlacebo(study));
  }

  /**
   * How many sources lie beyond all placebos. Were sources and placebos drawn alike, each source
   * would with probability 1/(placebos + 1).
   */
  private String beyondPlacebos() {
    double largest = largestPlacebo(study);
    double[] distances = study.leading().distances();
    long beyond = Arrays.stream(distances).filter(distance -> distance > largest).count();
    double expected = distances.length / (study.placebos().length + 1.0);
    return beyond
        + " of "
        + distances.length
        + " (expected if none mattered: "
        + HtmlWriter.number(expected)
        + ")";
  }

  static double largestPlacebo(SampleStudy study) {
    return Arrays.stream(study.placebos()).max().orElse(Double.NaN);
  }

  private int k() {
    return Math.min(TOP_K, study.leading().sources());
  }

  private String overlap(int[] a, int[] b) {
    double expected = TopKOverlap.Null.of(study.leading().sources(), a.length).mean();
    return TopKOverlap.between(a, b).size()
        + " in common (expected by chance: "
        + HtmlWriter.number(expected)
        + ")";
  }

  private String picture(int source) {
    return Pictures.dataUri(Pictures.source(data, source));
  }

  private String alike() {
    return words.meaning().isEmpty()
        ? "The training images that look most like it"
        : "The sources of the images that look most like it";
  }
}
