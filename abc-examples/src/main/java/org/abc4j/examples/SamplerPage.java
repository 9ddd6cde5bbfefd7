package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.abc4j.report.Curve;
import org.abc4j.report.CurvePage;
import org.abc4j.sampling.Timesteps.Spacing;

/** The scores of samplers as a page: what does as well as the usual, charts, tables. */
final class SamplerPage {
  private static final Map<SamplerChoice, String> COLOURS =
      Map.of(
          SamplerChoice.DDIM, "#b3261e",
          SamplerChoice.DPM_SOLVER, "#d98a00",
          SamplerChoice.UNIPC, "#33507a");

  private SamplerPage() {}

  static void write(List<SamplerTable> tables, Map<String, String> facts, Path file)
      throws IOException {
    CurvePage page = new CurvePage("Samples and landscapes in fewer steps");
    page.paragraph(
        "How far are samples, and the distances of all their counterfactuals, from those of the"
            + " converged process, for which a sampler of many steps stands, the reference? Each sampler"
            + " asks every member once a step, so an exact landscape costs in proportion to its"
            + " steps. Points are medians over the samples, bars their range; image errors are"
            + " roots of mean squares, of images whose values lie within ±1.");
    for (SamplerTable table : tables) {
      page.part(table.members().title());
      page.paragraph(references(table));
      answers(table).forEach(page::paragraph);
      page.beginCharts();
      page.chart(
          "Image error against steps",
          "sampling steps",
          "image error",
          true,
          curves(table, SamplerScore::imageError));
      List<Curve> ranks = curves(table, SamplerScore::spearman);
      if (ranks.stream().anyMatch(curve -> !curve.points().isEmpty())) {
        page.chart(
            "Rank correlation of distances against steps",
            "sampling steps",
            "Spearman with the reference",
            false,
            ranks);
      }
      page.endCharts();
      page.table(
          List.of(
              "Sampler",
              "Steps",
              "Image error",
              "Spearman of the distances",
              "Of the top 8",
              "Relative error of a distance"),
          rows(table));
    }
    page.write(file, facts);
  }

  private static String references(SamplerTable table) {
    SamplerPlan plan = table.plan();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d sources; images of %d samples, landscapes of %d. The reference is %s",
                table.members().sources(),
                plan.samples(),
                Math.min(plan.samples(), plan.landscapes()),
                plan.reference().title()));
    if (table.members().clipping().consistent()) {
      text.append(
          ". Predicted images are held within ±1 and the state is left as it is, so that all samplers"
              + " converge to the same images");
    }
    String between = ". Other ways to a reference differ from it by the image: ";
    for (SamplerSetting check : plan.checks()) {
      if (check.equals(plan.reference())) {
        continue;
      }
      double[] errors = table.values(check, SamplerScore::imageError);
      text.append(between).append(check.title()).append(" by ").append(range(errors));
      between = ", ";
    }
    return text.append('.').toString();
  }

  /**
   * For each curve: the fewest steps that do as well as the usual ones, and from which on all more
   * do. None if the usual sampler is the reference itself.
   */
  static List<String> answers(SamplerTable table) {
    SamplerSetting usual = SamplerSetting.USUAL;
    List<String> answers = new ArrayList<>();
    if (usual.equals(table.plan().reference())) {
      return answers; // It has no error that another sampler could be compared with.
    }
    for (Map.Entry<String, List<SamplerSetting>> curve : byCurve(table).entrySet()) {
      if (curve.getKey().equals(usual.curve())) {
        continue;
      }
      answers.add(
          String.format(
              Locale.ROOT,
              "As good as %s is %s by the image at %s, by the ranking of sources at %s.",
              usual.title(),
              curve.getKey(),
              fewest(table, curve.getValue(), score -> -score.imageError()),
              fewest(table, curve.getValue(), SamplerScore::spearman)));
    }
    return answers;
  }

  private static String fewest(
      SamplerTable table, List<SamplerSetting> curve, ToDoubleFunction<SamplerScore> goodness) {
    double usual = table.median(SamplerSetting.USUAL, goodness);
    if (Double.isNaN(usual)) {
      return "an unknown number of steps";
    }
    int first = curve.size();
    while (first > 0 && table.median(curve.get(first - 1), goodness) >= usual) {
      first--;
    }
    return first < curve.size()
        ? curve.get(first).steps() + " steps"
        : "none of these numbers of steps";
  }

  /** Settings of one curve in the order of steps. */
  private static Map<String, List<SamplerSetting>> byCurve(SamplerTable table) {
    Map<String, List<SamplerSetting>> curves = new LinkedHashMap<>();
    table.settings().stream()
        .sorted(
            (a, b) ->
                a.curve().equals(b.curve())
                    ? Integer.compare(a.steps(), b.steps())
                    : a.choice() == b.choice()
                        ? a.spacing().compareTo(b.spacing())
                        : a.choice().compareTo(b.choice()))
        .filter(
            setting ->
                setting.equals(SamplerSetting.USUAL) || table.plan().settings().contains(setting))
        .forEach(
            setting ->
                curves.computeIfAbsent(setting.curve(), absent -> new ArrayList<>()).add(setting));
    return curves;
  }

  private static List<Curve> curves(SamplerTable table, ToDoubleFunction<SamplerScore> score) {
    List<Curve> curves = new ArrayList<>();
    byCurve(table)
        .forEach(
            (name, settings) -> {
              List<Curve.Point> points = new ArrayList<>();
              for (SamplerSetting setting : settings) {
                double[] values = table.values(setting, score);
                if (values.length > 0) {
                  points.add(
                      new Curve.Point(
                          setting.steps(),
                          Arrays.stream(values).min().getAsDouble(),
                          table.median(setting, score),
                          Arrays.stream(values).max().getAsDouble()));
                }
              }
              SamplerSetting any = settings.get(0);
              boolean dashed = any.spacing() != Spacing.TRAILING;
              curves.add(new Curve(name, COLOURS.get(any.choice()), dashed, points));
            });
    return curves;
  }

  private static List<List<String>> rows(SamplerTable table) {
    List<List<String>> rows = new ArrayList<>();
    byCurve(table)
        .forEach(
            (name, settings) -> {
              for (SamplerSetting setting : settings) {
                rows.add(
                    List.of(
                        name,
                        "" + setting.steps(),
                        range(table, setting, SamplerScore::imageError),
                        range(table, setting, SamplerScore::spearman),
                        range(table, setting, SamplerScore::topShared),
                        range(table, setting, SamplerScore::distanceError)));
              }
            });
    return rows;
  }

  /** Median (least to greatest). */
  private static String range(
      SamplerTable table, SamplerSetting setting, ToDoubleFunction<SamplerScore> score) {
    return range(table.values(setting, score));
  }

  private static String range(double[] values) {
    if (values.length == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%.4g (%.4g to %.4g)",
        SamplerScore.median(values),
        Arrays.stream(values).min().getAsDouble(),
        Arrays.stream(values).max().getAsDouble());
  }
}
