package org.abc4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.io.Quoted;
import org.abc4j.study.SampleStudy;

/** What was found of a sample, in a line: its farthest sources, and whether placebos go as far. */
final class Findings {
  private static final int SHOWN = 3;

  private Findings() {}

  static void say(String name, SampleStudy study, LongFunction<String> names, Console console) {
    if (!study.hasLandscape()) {
      sayAlike(name, study.visual().orElseThrow(), names, console);
      return;
    }
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
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("name", name);
    sample.put("placebos", placebos.length);
    sample.put("farthest", farthest);
    console.add("samples", sample);
  }

  /** What looks like it, which says nothing of influence. */
  private static void sayAlike(
      String name, VisualAttribution visual, LongFunction<String> names, Console console) {
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
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("name", name);
    sample.put("looksLike", alike);
    console.add("samples", sample);
  }
}
