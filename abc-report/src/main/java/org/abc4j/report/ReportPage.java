package org.abc4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.study.SampleStudy;

/** The report as one HTML page with all images inside, no script and no external reference. */
final class ReportPage {
  private static final String STYLE = "report.css";

  private final SourceImages data;
  private final SourceWords words;
  private final LeastShares shares = new LeastShares();
  private final HtmlWriter html = new HtmlWriter();

  private ReportPage(SourceImages data) {
    this.data = data;
    this.words = SourceWords.of(data);
  }

  static String render(
      SourceImages data,
      List<ReportPart> parts,
      List<EnsembleComparison> comparisons,
      List<SampleSet> sets,
      Map<String, String> provenance) {
    ReportPage page = new ReportPage(data);
    open(page.html, "Counterfactuals of generated images");
    if (!parts.isEmpty()) {
      page.introduction(has(parts, study -> study.removedMembers() > 0));
      page.summary(parts);
      page.howToRead(parts);
    }
    for (ReportPart part : parts) {
      page.part(part);
    }
    SetSections sections = new SetSections(data.tones());
    comparisons.forEach(comparison -> sections.write(page.html, comparison));
    sets.forEach(set -> sections.write(page.html, set));
    page.provenance(
        provenance,
        has(parts, study -> study.removedMembers() > 0),
        has(parts, study -> study.calibrated().isPresent()));
    return page.html.raw("</main></body></html>\n").toString();
  }

  /** Begins a page with a title. */
  static void open(HtmlWriter html, String title) {
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<title>")
        .text(title)
        .raw("</title><style>")
        .raw(style())
        .raw("</style></head><body><main><h1>")
        .text(title)
        .raw("</h1>");
  }

  private void introduction(boolean removed) {
    html.paragraph(
        "What would each of these images have looked like if one of the "
            + words.many()
            + " had never been there? An ensemble of noise predictors was built so that the answer"
            + " needs no retraining: each member saw only some of the "
            + words.many()
            + ", each "
            + words.one()
            + " was seen by a different set of members, and leaving out the members that saw a "
            + words.one()
            + " removes that "
            + words.one()
            + (removed
                ? ". Members were removed from it since, so that some "
                    + words.many()
                    + " may no longer go alone: each sample says which."
                : " and no other."));
    if (!words.meaning().isEmpty()) {
      html.paragraph(words.meaning());
    }
  }

  private void summary(List<ReportPart> parts) {
    html.raw("<h2>At a glance</h2><table class=\"glance\"><tr><td></td>");
    for (ReportPart part : parts) {
      html.raw("<th scope=\"col\"><a href=\"#")
          .text(part.id())
          .raw("\">")
          .text(part.title())
          .raw("</a></th>");
    }
    html.raw("</tr>");
    glance("Samples", parts, part -> "" + part.studies().size());
    boolean calibrated = has(parts, study -> study.calibrated().isPresent());
    if (calibrated) {
      glance(
          "Samples in which a " + words.one() + " left more trace than chance would",
          parts,
          part -> count(part, study -> study.calibrated().isPresent(), InfluenceWords::names));
    }
    if (has(parts, SampleStudy::hasLandscape)) {
      glance(
          "Samples of which a "
              + words.one()
              + " can be named"
              + (calibrated ? " by distance" : ""),
          parts,
          part -> count(part, SampleStudy::hasLandscape, PlaceboWords::names));
    }
    boolean both =
        has(parts, study -> study.exact().isPresent() && study.differential().isPresent());
    if (both) {
      glance("Exact against first order, Spearman", parts, median(SampleStudy::spearman));
      glance(
          "Exact against first order, pixel correlation",
          parts,
          median(SampleStudy::medianPixelCorrelation));
    }
    glanceIf(
        SampleStudy::hasLandscape,
        "Counterfactual radius",
        parts,
        study -> study.hasLandscape() ? study.leading().radius() : Double.NaN);
    glanceIf(
        study -> study.screened().isPresent(),
        "Counterfactual radius, at least",
        parts,
        study -> study.screened().map(ScreenedLandscape::radius).orElse(Double.NaN));
    if (has(parts, study -> study.hasLandscape() || study.screened().isPresent())) {
      glance("Placebos, at most", parts, ReportPage::mostPlacebos);
    }
    glanceIf(
        study -> study.placebos().length + study.differentialPlacebos().length > 0,
        "Largest placebo",
        parts,
        SampleSection::largestPlacebo);
    glanceIf(
        study -> study.exact().isPresent(),
        "Seconds for all counterfactuals, exactly",
        parts,
        study -> study.exact().isPresent() ? study.exactSeconds() : Double.NaN);
    glanceIf(
        study -> study.screened().isPresent(),
        "Seconds for the exact counterfactuals of some",
        parts,
        study -> study.screened().isPresent() ? study.exactSeconds() : Double.NaN);
    glanceIf(
        study -> study.differential().isPresent(),
        "Seconds, first order",
        parts,
        SampleStudy::differentialSeconds);
    html.raw("</table>");
    PlaceboWords.beforehand(parts, words).ifPresent(html::paragraph);
    html.paragraph(
        "Radius, placebo and seconds are medians over the samples"
            + (both
                ? ", and so are correlations. A correlation is undefined where all counterfactuals"
                    + " are equally far, as with training images that are all the same."
                : "."));
  }

  private static boolean has(List<ReportPart> parts, Predicate<SampleStudy> what) {
    return parts.stream().flatMap(part -> part.studies().stream()).anyMatch(what);
  }

  /** A row of what was computed; where it was not, there is nothing to say of it. */
  private void glanceIf(
      Predicate<SampleStudy> computed,
      String name,
      List<ReportPart> parts,
      ToDoubleFunction<SampleStudy> quantity) {
    if (has(parts, computed)) {
      Function<ReportPart, String> median = median(quantity);
      glance(
          name,
          parts,
          part -> part.studies().stream().anyMatch(computed) ? median.apply(part) : "not computed");
    }
  }

  private void glance(String name, List<ReportPart> parts, Function<ReportPart, String> quantity) {
    html.raw("<tr><th scope=\"row\">").text(name).raw("</th>");
    parts.forEach(part -> html.cell(quantity.apply(part)));
    html.raw("</tr>");
  }

  /** Of so many of which it is known. */
  private static String count(
      ReportPart part, Predicate<SampleStudy> known, Predicate<SampleStudy> what) {
    long of = part.studies().stream().filter(known).count();
    long found = part.studies().stream().filter(what).count();
    return of == part.studies().size() ? "" + found : found + " of " + of;
  }

  private static String mostPlacebos(ReportPart part) {
    return ""
        + part.studies().stream()
            .mapToInt(
                study -> Math.max(study.placebos().length, study.differentialPlacebos().length))
            .max()
            .orElseThrow();
  }

  private static Function<ReportPart, String> median(ToDoubleFunction<SampleStudy> quantity) {
    return part -> HtmlWriter.number(SampleStudy.median(part.studies(), quantity));
  }

  private void howToRead(List<ReportPart> parts) {
    html.raw("<h2>How to read this page</h2><ul>");
    html.item("Sample", "an image generated by the whole ensemble from random noise.");
    if (has(parts, study -> study.calibrated().isPresent())) {
      howToReadInfluence();
    }
    html.item(
        "Without it, exactly",
        "the counterfactual: the same noise through the members that never saw that "
            + words.one()
            + ". Nothing is approximated.");
    html.item(
        "Without it, first order",
        "the same by differential ablation: one Jacobian of the sample with respect to the members'"
            + " weights predicts every counterfactual at once. Fast, and only as good as the"
            + " correlations on this page say.");
    html.item(
        "Change",
        "what is without the source less the sample. Lighter, towards yellow, is brighter without it,"
            + " darker, towards blue, is darker, and the middle grey is no change; the scale is given"
            + " with the sample.");
    html.item(
        "Distance",
        "how far the counterfactual lies from the sample. The greatest of all is the counterfactual"
            + " radius.");
    html.item(
        "Placebo",
        "the same for members that no "
            + words.one()
            + " is assigned to: as many members are left out, and no image is. An ensemble of fewer"
            + " members generates another image anyway, so a distance speaks of a "
            + words.one()
            + " only as far as it stands out from those of the placebos, whose number is given beside"
            + " each.");
    html.item(
        "Whether anything can be said",
        "which members see which "
            + words.one()
            + " was drawn at random, and which of them a placebo leaves out by the same draw; so for a "
            + words.one()
            + " that left no trace, every place of its distance among theirs is equally likely."
            + " Nothing else is assumed. Whoever looks at all "
            + words.many()
            + " for the farthest finds one that stands out even if none mattered, which is allowed"
            + " for. Each statement about a sample is false for at most one in twenty samples that no "
            + words.one()
            + " mattered to; among many samples on one page, expect some. This page cannot tell how members"
            + " were given out: where it was in another way than at random, none of it holds. Nor does it"
            + " where placebos are members that were those of "
            + words.many()
            + " removed since because of what they did to samples.");
    html.item(
        "Looks alike",
        nearest()
            + " in Euclidean distance. That an image looks alike does not mean that it mattered: its rank says where its removal stands"
            + " among all (1 is the farthest counterfactual, 0 the nearest).");
    html.raw("</ul>");
  }

  private void howToReadInfluence() {
    html.item(
        "Calibrated influence",
        "an estimate of what the picture would have been had the ensemble been trained again without"
            + " the "
            + words.one()
            + ". No model was trained for it: which members saw what was drawn at random, so training"
            + " was an experiment, and this is what it says. The number estimates the length of"
            + " the predicted change without asking what members answer to the changed image; the picture asks them, so its length may differ. The number has a plus where the "
            + words.one()
            + " draws the sample towards its own images, a minus where it pushes it away. Its error is not"
            + " known.");
    html.item(
        "z, p and q",
        "whether that is more than chance. z is how far the members that saw the "
            + words.one()
            + " differ from the others as predicted. p is how often a word that nobody holds does as well:"
            + " the chance of so much if the "
            + words.one()
            + " had left no trace, for one that was chosen before looking. q allows for it that all were"
            + " looked at: where all of q up to 0.05 are named, the share of false names, averaged over"
            + " samples, those that name nobody counted as 0, is held to 5 %; that this holds though"
            + " p-values share placebos was measured, not proved. Neither is the chance that an estimate"
            + " is wrong.");
    html.item(
        "Left a trace",
        "said of those of q up to 0.05. Of others it is not said that they left none: what few members"
            + " can show is limited.");
  }

  private String nearest() {
    return words.meaning().isEmpty()
        ? "the training images nearest to the sample"
        : "the sources of the training images that are nearest to the sample";
  }

  private void part(ReportPart part) {
    html.raw("<h2 id=\"").text(part.id()).raw("\">").text(part.title()).raw("</h2>");
    part.introduction().forEach(html::paragraph);
    for (int i = 0; i < part.studies().size(); i++) {
      new SampleSection(html, data, words, part, i, shares).write();
    }
  }

  private void provenance(Map<String, String> provenance, boolean removed, boolean calibrated) {
    html.raw("<h2>What is exact, and what is not</h2>");
    html.paragraph(
        "Exact: that a counterfactual was generated without any model that saw the removed "
            + words.one()
            + ", while every other "
            + words.one()
            + " was still seen by a member"
            + (removed ? ", but where members had been removed before" : "")
            + "; and that anybody who repeats the computation gets the"
            + " same bits.");
    html.paragraph(
        "Not exact: first-order counterfactuals. Not claimed: that the counterfactual is what one"
            + " model trained anew on the other "
            + words.many()
            + " would give. It is what this ensemble would have been without the "
            + words.one()
            + "; leaving out members also makes the ensemble smaller, which moves every"
            + " counterfactual, as the placebos show.");
    if (calibrated) {
      html.paragraph(
          "Estimated: calibrated influence. The exact counterfactual is what this very ensemble makes of"
              + " the same noise once every model that saw the "
              + words.one()
              + " has been left out; it is a fact about these models, whatever the "
              + words.one()
              + " taught them. The calibrated influence is an estimate of what the picture would have been"
              + " had the models been trained again without it; beside it stands how often chance alone"
              + " would have shown as much if it had left no trace. It is evidence about the "
              + words.one()
              + ", and no model was trained to obtain it.");
    }
    html.raw("<h2>What was computed with what</h2><table class=\"facts\">");
    provenance.forEach(html::fact);
    html.raw("</table>");
  }

  private static String style() {
    try (InputStream css = ReportPage.class.getResourceAsStream(STYLE)) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
