package org.abc4j.report;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.evaluation.TopKOverlap;
import org.abc4j.study.MetricFindings;
import org.abc4j.study.SampleStudy;

/** What perceptual metrics say of one sample: a table for each. */
final class MetricSection {
  private static final int TOP_K = 8;
  private static final int DIGITS = 12;

  private final HtmlWriter html;
  private final SourceImages data;
  private final SourceWords words;
  private final SampleStudy study;
  private final int shown;
  private final Set<Integer> inseparable;

  MetricSection(
      HtmlWriter html, SourceImages data, SourceWords words, SampleStudy study, int shown) {
    this.html = html;
    this.data = data;
    this.words = words;
    this.study = study;
    this.shown = shown;
    this.inseparable =
        Arrays.stream(study.inseparable()).boxed().collect(Collectors.toUnmodifiableSet());
  }

  void write() {
    html.raw("<h4>By perceptual metrics</h4>");
    study.metrics().forEach(this::metric);
  }

  private void metric(MetricFindings found) {
    html.raw("<table class=\"facts\">");
    html.fact(
        "Metric",
        found.name()
            + " ("
            + found.sha256().substring(0, DIGITS)
            + "…), by the network "
            + found.extractorSha256().substring(0, DIGITS)
            + "…");
    found.landscape().ifPresent(landscape -> landscape(found, landscape));
    found
        .visual()
        .ifPresent(
            visual -> {
              html.fact("Looks like", list(visual, new double[0]));
              found
                  .landscape()
                  .ifPresent(
                      landscape ->
                          html.fact(
                              "Top " + k() + ", counterfactual and look-alike",
                              overlap(landscape, visual)));
            });
    html.raw("</table>");
  }

  private void landscape(MetricFindings found, Landscape landscape) {
    double[] placebos = found.placebos();
    html.fact("Counterfactual radius", HtmlWriter.significant(landscape.radius()));
    html.fact(
        "The " + words.many() + " whose counterfactuals lie farthest", list(landscape, placebos));
    if (placebos.length > 0 && study.removedMembers() == 0) {
      PlaceboTest test = PlaceboTest.of(landscape.distances(), placebos);
      html.fact(
          "Farther than each of " + placebos.length + " placebos",
          test.beyondAll()
              + " of "
              + test.sources()
              + " (expected if none mattered: "
              + HtmlWriter.number(test.expectedBeyondAll())
              + ")");
    }
    study
        .exact()
        .ifPresent(
            exact ->
                html.fact(
                    "Top " + k() + ", by this metric and by pixels", overlap(landscape, exact)));
  }

  private String list(Attribution attribution, double[] placebos) {
    int count = Math.min(Math.max(1, shown), attribution.sources());
    return Arrays.stream(attribution.top(count))
        .mapToObj(
            source ->
                data.title(source)
                    + " "
                    + HtmlWriter.significant(attribution.distance(source))
                    + (placebos.length == 0
                        ? ""
                        : " (" + PlaceboWords.beside(attribution.distance(source), placebos) + ")")
                    + (inseparable.contains(source) ? " (not told from others)" : ""))
        .collect(Collectors.joining("; "));
  }

  private int k() {
    return Math.min(TOP_K, study.sources());
  }

  private String overlap(Attribution one, Attribution other) {
    double expected = TopKOverlap.Null.of(study.sources(), k()).mean();
    return TopKOverlap.between(one.top(k()), other.top(k())).size()
        + " in common (expected by chance: "
        + HtmlWriter.number(expected)
        + ")";
  }
}
