package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;

/** What the section about a sample says of calibrated influence. */
final class InfluenceSection {
  private final HtmlWriter html;
  private final SourceImages data;
  private final SourceWords words;
  private final SampleStudy study;
  private final CalibratedInfluence found;
  private final InfluenceWords said;
  private final int[] shown;
  private final int index;
  private final Shape shape;
  private final float[] factual;

  /** Changes that are drawn at either end of the colours: predicted ones, and exact ones. */
  private final double fullPredicted;

  private final double fullExact;

  InfluenceSection(
      HtmlWriter html,
      SourceImages data,
      SourceWords words,
      SampleStudy study,
      int shown,
      int index,
      LeastShares shares) {
    this.html = html;
    this.data = data;
    this.words = words;
    this.study = study;
    this.found = study.calibrated().orElseThrow();
    this.said = InfluenceWords.of(found, words, data::title, shares);
    this.shown = found.top(Math.min(shown, found.sources()));
    this.index = index;
    this.shape = study.shape();
    this.factual = study.image();
    this.fullPredicted = fullPredicted(study, shown);
    this.fullExact = fullExact(study, shown);
  }

  /** The sources of which a predicted change is shown. */
  static int[] pictured(SampleStudy study, int shown) {
    return Arrays.stream(study.calibrated().orElseThrow().pictured()).limit(shown).toArray();
  }

  /** Those of which an exact counterfactual stands beside it. */
  static int[] exact(SampleStudy study, int shown) {
    return Arrays.stream(study.picturedBesideInfluence()).limit(shown).toArray();
  }

  static double fullPredicted(SampleStudy study, int shown) {
    int[] sources = pictured(study, shown);
    return sources.length == 0
        ? 0
        : Pictures.fullChange(
            Collections.nCopies(sources.length, study.image()),
            Arrays.stream(sources).mapToObj(study::predicted).toList());
  }

  static double fullExact(SampleStudy study, int shown) {
    int[] sources = exact(study, shown);
    return sources.length == 0
        ? 0
        : Pictures.fullChange(
            Collections.nCopies(sources.length, study.image()),
            Arrays.stream(sources).mapToObj(study::counterfactual).toList());
  }

  void write() {
    html.raw("<h4>Which " + words.many() + " left a trace</h4>");
    said.paragraphs().forEach(html::paragraph);
    html.raw("<h4>The " + words.many() + " of greatest calibrated influence</h4>");
    study
        .screened()
        .ifPresent(screened -> html.paragraph(InfluenceWords.screened(screened, words)));
    for (int source : shown) {
      source(source);
    }
    scales();
    html.raw("<h4>All ")
        .raw("" + found.sources())
        .raw(found.isCalibrated() ? " beside chance</h4>" : "</h4>");
    html.raw("<div class=\"charts\"><figure>")
        .raw(NullChart.of(found.zScores(), found.nullQuantiles(), marked()))
        .raw("<figcaption>")
        .text(
            found.isCalibrated()
                ? "How far the members that saw a "
                    + words.one()
                    + " differ from the others as predicted, of all "
                    + words.many()
                    + "; brown line: as many by chance, from "
                    + found.placebos()
                    + " placebos; red ticks at the foot: those that are named, or the strongest."
                : "How far the members that saw a "
                    + words.one()
                    + " differ from the others as predicted, of all "
                    + words.many()
                    + "; red tick at the foot: the strongest. There are no placebos to show what"
                    + " chance makes of it.")
        .raw("</figcaption></figure></div>");
  }

  /** The z-scores of those that are named, or the highest. */
  private double[] marked() {
    int[] named = found.named(InfluenceWords.LEVEL);
    return named.length > 0
        ? Arrays.stream(named).mapToDouble(found::zScore).toArray()
        : new double[] {Arrays.stream(found.zScores()).max().orElseThrow()};
  }

  private void source(int source) {
    html.raw("<p class=\"source\"><b>")
        .text(data.shown(source))
        .raw("</b>")
        .text(data.title(source).substring(data.shown(source).length()))
        .text(": " + said.beside(source) + exactDistance(source))
        .raw("</p><div class=\"row both\">");
    html.figure(
        "",
        Pictures.dataUri(Pictures.source(data, source)),
        words.one(),
        "Training data of " + data.title(source));
    String without = "sample " + index + " without " + data.title(source);
    if (contains(found.pictured(), source)) {
      picture(study.predicted(source), "without it, predicted", without + ", predicted");
      change(study.predicted(source), fullPredicted, "predicted change", without + ", predicted");
    }
    if (contains(study.picturedBesideInfluence(), source)) {
      String exactly = without + ", exactly, beside what is predicted";
      picture(study.counterfactual(source), "without it, exactly", exactly);
      change(study.counterfactual(source), fullExact, "change", exactly);
    }
    html.raw("</div>");
  }

  private void picture(float[] image, String caption, String without) {
    html.figure(
        "",
        Pictures.dataUri(Pictures.image(image, shape, data.tones())),
        caption,
        Html.capitalised(without));
  }

  private void change(float[] image, double full, String caption, String without) {
    html.figure(
        "",
        Pictures.dataUri(Pictures.difference(factual, image, shape, full)),
        caption,
        "What changes in " + without);
  }

  private String exactDistance(int source) {
    if (study.exact().isPresent()) {
      double distance = study.exact().get().distance(source);
      return exactly(distance) + " (" + PlaceboWords.beside(distance, study.placebos()) + ")";
    }
    // No placebos beside these, which influence chose: they would be taken for a test.
    return study
        .screened()
        .map(screened -> screened.distance(source))
        .filter(distance -> distance.isPresent())
        .map(distance -> exactly(distance.getAsDouble()))
        .orElse("");
  }

  private static String exactly(double distance) {
    return "; exact distance " + HtmlWriter.number(distance);
  }

  private void scales() {
    List<String> scales = new ArrayList<>();
    if (fullPredicted > 0) {
      scales.add("±" + HtmlWriter.significant(fullPredicted) + " in predicted changes");
    }
    if (fullExact > 0) {
      scales.add("±" + HtmlWriter.significant(fullExact) + " in exact ones");
    }
    if (!scales.isEmpty()) {
      html.paragraph(
          "The ends of the colours here are changes of " + String.join(" and of ", scales) + ".");
    }
  }

  private static boolean contains(int[] sources, int source) {
    return Arrays.stream(sources).anyMatch(other -> other == source);
  }
}
