package org.abc4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.io.Quoted;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;

/**
 * What was found of a sample, in a line: its farthest sources, and whether placebos go as far; and
 * in another which sources left a trace, where that was asked for.
 */
final class Findings {
  private static final int SHOWN = 3;

  private Findings() {}

  static void say(String name, SampleStudy study, LongFunction<String> names, Console console) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("name", name);
    if (study.calibrated().isPresent()) {
      sayInfluence(name, study.calibrated().get(), names, console, sample);
    }
    study.screened().ifPresent(some -> sayScreened(name, some, names, console, sample));
    if (study.hasLandscape()) {
      sayFarthest(name, study, names, console, sample);
    } else {
      study.visual().ifPresent(alike -> sayAlike(name, alike, names, console, sample));
    }
    MetricWords.say(name, study.metrics(), names, console, sample);
    console.add("samples", sample);
  }

  /** Whether any source left a trace in samples that were tested together. */
  static void sayTogether(AnyEffectTest test, Console console) {
    int deals = test.permuted().size();
    console.line(
        "Any effect: p %.2g (%d %s) in %d %s",
        test.pValue(),
        deals,
        deals == 1 ? "deal" : "deals",
        test.samples(),
        test.samples() == 1 ? "sample" : "samples together");
  }

  /** How far the counterfactuals lie that were generated: which were, influence chose or a draw. */
  private static void sayScreened(
      String name,
      ScreenedLandscape some,
      LongFunction<String> names,
      Console console,
      Map<String, Object> sample) {
    int[] farthest =
        Arrays.stream(some.verified())
            .boxed()
            .sorted(Comparator.comparingDouble(s -> -some.distance(s).orElseThrow()))
            .mapToInt(Integer::intValue)
            .limit(SHOWN)
            .toArray();
    List<String> said = new ArrayList<>();
    List<Map<String, Object>> distances = new ArrayList<>();
    for (int source : farthest) {
      double distance = some.distance(source).orElseThrow();
      said.add(String.format(Locale.ROOT, "%s %.3f", Quoted.of(names.apply(source)), distance));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", names.apply(source));
      one.put("distance", distance);
      distances.add(one);
    }
    console.line(
        "%s: exactly, farthest of %d that were generated: %s",
        name, some.verified().length, String.join(", ", said));
    sample.put("verified", some.verified().length);
    sample.put("farthestVerified", distances);
  }

  private static void sayFarthest(
      String name,
      SampleStudy study,
      LongFunction<String> names,
      Console console,
      Map<String, Object> sample) {
    Landscape landscape = study.leading();
    double[] placebos = study.leadingPlacebos();
    Set<Integer> inseparable =
        Arrays.stream(study.inseparable()).boxed().collect(Collectors.toSet());
    List<String> said = new ArrayList<>();
    List<Map<String, Object>> farthest = new ArrayList<>();
    for (int source : landscape.top(Math.min(SHOWN, landscape.sources()))) {
      double distance = landscape.distance(source);
      long asFar = Arrays.stream(placebos).filter(placebo -> placebo >= distance).count();
      said.add(
          String.format(
              Locale.ROOT,
              "%s %.3f (%s)",
              Quoted.of(names.apply(source)),
              distance,
              placebos.length == 0
                  ? "no placebos"
                  : asFar + " of " + placebos.length + " placebos as far"));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", names.apply(source));
      one.put("distance", distance);
      one.put("placebosAsFar", placebos.length == 0 ? null : asFar);
      if (study.removedMembers() > 0) {
        one.put("inseparable", inseparable.contains(source));
      }
      farthest.add(one);
    }
    console.line("%s: %s", name, String.join(", ", said));
    sample.put("placebos", placebos.length);
    sample.put("farthest", farthest);
  }

  /** Who left more trace than chance would; if nobody, who comes nearest to it. */
  private static void sayInfluence(
      String name,
      CalibratedInfluence found,
      LongFunction<String> names,
      Console console,
      Map<String, Object> sample) {
    int[] named = found.named(CalibratedInfluence.LEVEL);
    int[] first = named.length > 0 ? named : found.top(Math.min(SHOWN, found.sources()));
    List<String> said = new ArrayList<>();
    List<Map<String, Object>> influence = new ArrayList<>();
    for (int source : Arrays.copyOf(first, Math.min(SHOWN, first.length))) {
      String evidence =
          found.isCalibrated()
              ? String.format(
                  Locale.ROOT, "p %.2g, q %.2g", found.pValue(source), found.qValue(source))
              : "uncalibrated";
      said.add(
          String.format(
              Locale.ROOT,
              "%s %+.3f%s (z %.1f, %s)",
              Quoted.of(names.apply(source)),
              Math.copySign(found.length(source).orElse(found.size(source)), found.size(source)),
              found.length(source).isPresent() ? "" : " by size alone",
              found.zScore(source),
              evidence));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", names.apply(source));
      one.put("estimatedInfluence", found.size(source));
      one.put("estimatedLength", orNull(found.length(source).orElse(Double.NaN)));
      one.put("z", found.zScore(source));
      one.put("p", orNull(found.pValue(source)));
      one.put("q", orNull(found.qValue(source)));
      influence.add(one);
    }
    console.line(
        "%s: %s: %s%s",
        name,
        named.length > 0
            ? named.length + " of " + found.sources() + " left more trace than chance would"
            : found.isCalibrated()
                ? "no source stands out from chance, of greatest influence"
                : "of greatest influence, nothing said of chance",
        String.join(", ", said),
        named.length > SHOWN ? " and " + (named.length - SHOWN) + " more" : "");
    sample.put("influencePlacebos", found.placebos());
    sample.put("named", Arrays.stream(named).mapToObj(names::apply).toList());
    sample.put("influence", influence);
    found.anyEffect().ifPresent(test -> sample.put("anyEffectP", test.pValue()));
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** What looks like it, which says nothing of influence. */
  private static void sayAlike(
      String name,
      VisualAttribution visual,
      LongFunction<String> names,
      Console console,
      Map<String, Object> sample) {
    List<String> said = new ArrayList<>();
    List<Map<String, Object>> alike = new ArrayList<>();
    for (int source : visual.top(Math.min(SHOWN, visual.sources()))) {
      said.add(
          String.format(
              Locale.ROOT, "%s %.3f", Quoted.of(names.apply(source)), visual.distance(source)));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", names.apply(source));
      one.put("visualDistance", visual.distance(source));
      alike.add(one);
    }
    console.line("%s: looks like %s", name, String.join(", ", said));
    sample.put("looksLike", alike);
  }
}
