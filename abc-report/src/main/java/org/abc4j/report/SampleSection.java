package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.abc4j.Shape;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.evaluation.TopKOverlap;
import org.abc4j.study.SampleOrigin;
import org.abc4j.study.SampleStudy;

/** The page's section about one sample. */
final class SampleSection {
  private static final int TOP_K = 8;
  private static final int MOST_NAMED = 12;

  private final HtmlWriter html;
  private final SourceImages data;
  private final SourceWords words;
  private final LeastShares shares;
  private final String heading;
  private final SampleStudy study;
  private final int shown;
  private final int index;
  private final Shape shape;
  private final float[] factual;

  /** Null if the study has none. */
  private final Landscape leading;

  private final double[] placebos;

  /** The change that is drawn in full colour. */
  private final double full;

  SampleSection(
      HtmlWriter html,
      SourceImages data,
      SourceWords words,
      ReportPart part,
      int index,
      LeastShares shares) {
    this.html = html;
    this.data = data;
    this.words = words;
    this.shares = shares;
    this.heading = part.heading(index);
    this.study = part.studies().get(index);
    this.shown = part.shown();
    this.index = index;
    this.shape = study.shape();
    this.factual = study.image();
    this.leading = study.hasLandscape() ? study.leading() : null;
    this.placebos = study.hasLandscape() ? study.leadingPlacebos() : study.placebos();
    this.full = study.hasLandscape() ? Report.fullChange(study, shown) : 0;
  }

  void write() {
    html.raw("<section class=\"sample\"><h3>").text(heading).raw("</h3>");
    html.raw("<div class=\"top\">");
    html.figure("big", uri(factual), "the sample", "Sample " + index + " as it was generated");
    facts();
    html.raw("</div>");
    if (study.calibrated().isPresent()) {
      new InfluenceSection(html, data, words, study, shown, index, shares).write();
    }
    if (leading != null) {
      landscape();
    }
    study.visual().ifPresent(this::alike);
    if (!study.metrics().isEmpty()) {
      new MetricSection(html, data, words, study, shown).write();
    }
    if (leading != null) {
      charts();
    }
    html.raw("</section>");
  }

  private void landscape() {
    if (study.calibrated().isEmpty()) {
      html.raw("<h4>Whether anything can be said of any " + words.one() + "</h4>");
    } else {
      html.raw("<h4>What distances say</h4>");
      html.paragraph(
          "Distances are another question: how far this very ensemble's sample lies from what it"
              + " makes without the members that saw a "
              + words.one()
              + ". By distances alone:");
    }
    if (study.removedMembers() > 0) {
      html.paragraph(removal());
    } else {
      PlaceboWords.of(study, words, data::title).paragraphs().forEach(html::paragraph);
    }
    html.raw("<h4>The " + words.many() + " whose counterfactuals lie farthest</h4>");
    for (int source : leading.top(shown)) {
      influential(source);
    }
  }

  /** Without some members, words have different weights: there is nothing to compare with. */
  private String removal() {
    int[] inseparable = study.inseparable();
    return "Nothing can be said of any "
        + words.one()
        + " until the ensemble is repaired: "
        + study.removedMembers()
        + " of its members were removed, so different numbers of members are left out for different "
        + words.many()
        + ", and there are no placebos. "
        + (inseparable.length == 0
            ? "All can still be told apart."
            : inseparable.length
                + " of "
                + study.sources()
                + " cannot be told from others, or have no member left that saw them: "
                + Arrays.stream(inseparable)
                    .limit(MOST_NAMED)
                    .mapToObj(data::title)
                    .collect(Collectors.joining("; "))
                + (inseparable.length > MOST_NAMED
                    ? " and " + (inseparable.length - MOST_NAMED) + " more."
                    : "."));
  }

  private void facts() {
    html.raw("<table class=\"facts\">");
    html.fact("From", origin());
    if (leading != null) {
      html.fact(
          "Counterfactual radius",
          HtmlWriter.number(leading.radius())
              + (study.exact().isPresent() ? "" : ", to first order"));
    }
    study
        .screened()
        .ifPresent(
            screened ->
                html.fact(
                    "Counterfactual radius, exactly",
                    "at least "
                        + HtmlWriter.number(screened.radius())
                        + ", of "
                        + screened.verified().length
                        + " counterfactuals that were generated"));
    study
        .scaled()
        .ifPresent(
            scaled ->
                html.fact(
                    "The same after scaling to 3×256×256, as in the paper",
                    HtmlWriter.number(scaled.radius())));
    if (leading != null || study.screened().isPresent()) {
      html.fact("Leaving out as many members and no image", placebosInWords());
    }
    if (leading != null && placebos.length > 0) {
      html.fact("Farther than each of those", beyondPlacebos());
    }
    boolean both = study.exact().isPresent() && study.differential().isPresent();
    if (both) {
      html.fact(
          "Exact against first order, Spearman over sources", HtmlWriter.number(study.spearman()));
      html.fact(
          "Exact against first order, median pixel correlation",
          HtmlWriter.number(study.medianPixelCorrelation()));
    }
    html.fact(
        "Shown",
        leading == null
            ? data.tones().toString()
            : "light and dark ends of changes are ±"
                + HtmlWriter.number(full)
                + "; "
                + data.tones());
    // Lists of all sources are the same sources.
    boolean chosen = k() < study.sources();
    if (both && chosen) {
      html.fact("Top " + k() + ", exact and first order", overlap(study.differential().get()));
    }
    String kind = study.exact().isPresent() ? "exact" : "first order";
    if (leading != null && chosen) {
      study
          .visual()
          .ifPresent(
              visual -> html.fact("Top " + k() + ", " + kind + " and look-alike", overlap(visual)));
    }
    html.raw("</table>");
  }

  private void alike(Attribution visual) {
    html.raw("<h4>" + alikeTitle() + "</h4><div class=\"row wordy\">");
    for (int source : visual.top(Math.min(shown, visual.sources()))) {
      html.figure(
          "",
          Pictures.dataUri(Pictures.source(data, source)),
          data.title(source) + (leading == null ? "" : "; " + rank(source)),
          alternative(source));
    }
    html.raw("</div>");
  }

  private String rank(int source) {
    return "distance "
        + withPlacebos(leading.distance(source), placebos)
        + ", rank "
        + HtmlWriter.number(leading.rank(source));
  }

  private void charts() {
    html.raw("<h4>All ").raw("" + study.sources()).raw(" counterfactuals</h4>");
    html.raw("<div class=\"charts\"><figure>")
        .raw(Charts.histogram(leading.distances(), placebos, leading.radius(), "radius"))
        .raw("<figcaption>How far the ")
        .raw(study.exact().isPresent() ? "exact" : "first-order")
        .raw(" counterfactuals lie from the sample; orange: placebos.</figcaption></figure>");
    if (study.exact().isPresent() && study.differential().isPresent()) {
      html.raw("<figure>")
          .raw(
              Charts.scatter(
                  study.exact().get().distances(),
                  study.differential().get().distances(),
                  study.placebos(),
                  study.differentialPlacebos()))
          .raw("<figcaption>Each " + words.one() + " a dot, each placebo an orange one;")
          .raw(" on the line both distances agree.</figcaption></figure>");
    }
    html.raw("</div>");
  }

  private void influential(int source) {
    html.raw("<p class=\"source\"><b>")
        .text(data.shown(source))
        .raw("</b>")
        .text(data.title(source).substring(data.shown(source).length()))
        .raw(": distance ");
    if (study.exact().isPresent()) {
      html.text(withPlacebos(study.exact().get().distance(source), study.placebos()));
      html.raw(" exactly");
    }
    html.raw(study.exact().isPresent() && study.differential().isPresent() ? ", " : "");
    if (study.differential().isPresent()) {
      html.text(
          withPlacebos(study.differential().get().distance(source), study.differentialPlacebos()));
      html.raw(" to first order");
    }
    boolean both = study.exact().isPresent() && study.differential().isPresent();
    html.raw("</p><div class=\"row" + (both ? " both" : "") + "\">");
    html.figure(
        "", Pictures.dataUri(Pictures.source(data, source)), words.one(), alternative(source));
    if (study.exact().isPresent()) {
      counterfactual(source, study::counterfactual, "exactly");
    }
    if (study.differential().isPresent()) {
      counterfactual(source, study::firstOrder, "first order");
    }
    html.raw("</div>");
  }

  private void counterfactual(int source, IntFunction<float[]> way, String how) {
    float[] image = way.apply(source);
    String without = "sample " + index + " without " + data.title(source) + ", " + how;
    html.figure("", uri(image), "without it, " + how, Html.capitalised(without));
    html.figure(
        "",
        Pictures.dataUri(Pictures.difference(factual, image, shape, full)),
        "change",
        "What changes in " + without);
  }

  private String uri(float[] image) {
    return Pictures.dataUri(Pictures.image(image, shape, data.tones()));
  }

  private String alternative(int source) {
    return "Training data of " + data.title(source);
  }

  private static String withPlacebos(double distance, double[] placebos) {
    return HtmlWriter.number(distance) + " (" + PlaceboWords.beside(distance, placebos) + ")";
  }

  private String placebosInWords() {
    return placebos.length == 0
        ? "no words are reserved for that"
        : "distance "
            + HtmlWriter.number(Quantiles.median(placebos))
            + " in the median of "
            + placebos.length
            + ", at most "
            + HtmlWriter.number(largestPlacebo(study));
  }

  private String beyondPlacebos() {
    PlaceboTest test = PlaceboWords.test(study);
    return test.beyondAll()
        + " of "
        + test.sources()
        + " (expected if none mattered: "
        + HtmlWriter.number(test.expectedBeyondAll())
        + ")";
  }

  /** The noise and the sampler, as far as they are known. */
  private String origin() {
    SampleOrigin origin = study.origin();
    List<String> known = new ArrayList<>();
    origin.seed().ifPresent(seed -> known.add("seed " + seed));
    origin.index().ifPresent(number -> known.add("index " + number));
    origin.sampler().ifPresent(known::add);
    return known.isEmpty() ? "noise that is not known" : String.join(", ", known);
  }

  static double largestPlacebo(SampleStudy study) {
    double[] beside = study.hasLandscape() ? study.leadingPlacebos() : study.placebos();
    return Arrays.stream(beside).max().orElse(Double.NaN);
  }

  private int k() {
    return Math.min(TOP_K, study.sources());
  }

  private String overlap(Attribution other) {
    double expected = TopKOverlap.Null.of(study.sources(), k()).mean();
    return TopKOverlap.between(leading.top(k()), other.top(k())).size()
        + " in common (expected by chance: "
        + HtmlWriter.number(expected)
        + ")";
  }

  private String alikeTitle() {
    return words.meaning().isEmpty()
        ? "The training images that look most like it"
        : "The sources of the images that look most like it";
  }
}
