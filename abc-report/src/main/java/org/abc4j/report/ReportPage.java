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
import org.abc4j.study.CalibratedInfluence;
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
      new HowToRead(page.html, page.words).write(parts);
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
        has(parts, study -> study.calibrated().isPresent()),
        has(
            parts,
            study -> study.calibrated().filter(CalibratedInfluence::isCalibrated).isPresent()));
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
    if (has(parts, study -> study.hasLandscape() || study.screened().isPresent())) {
      html.paragraph(
          "Radius, placebo and seconds are medians over the samples"
              + (both
                  ? ", and so are correlations. A correlation is undefined where all counterfactuals"
                      + " are equally far, as with training images that are all the same."
                  : "."));
    }
  }

  static boolean has(List<ReportPart> parts, Predicate<SampleStudy> what) {
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

  private void part(ReportPart part) {
    html.raw("<h2 id=\"").text(part.id()).raw("\">").text(part.title()).raw("</h2>");
    part.introduction().forEach(html::paragraph);
    for (int i = 0; i < part.studies().size(); i++) {
      new SampleSection(html, data, words, part, i, shares).write();
    }
  }

  private void provenance(
      Map<String, String> provenance, boolean removed, boolean calibrated, boolean placebos) {
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
              + " had the models been trained again without it"
              + (placebos
                  ? "; beside it stands how often chance alone would have shown as much if it had left no"
                      + " trace. It is evidence about the "
                      + words.one()
                      + ", and no model"
                  : ". How often chance alone would have shown as much is not known, as no placebos were"
                      + " used. No model")
              + " was trained to obtain it.");
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
