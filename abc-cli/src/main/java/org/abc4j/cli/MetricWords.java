package org.abc4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.abc4j.attribution.Attribution;
import org.abc4j.io.Quoted;
import org.abc4j.study.MetricFindings;

/** What perceptual metrics found of a sample, in a line each. */
final class MetricWords {
  private static final int SHOWN = 3;

  private MetricWords() {}

  static void say(
      String name,
      List<MetricFindings> metrics,
      LongFunction<String> names,
      Console console,
      Map<String, Object> sample) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (MetricFindings found : metrics) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", found.name());
      one.put("sha256", found.sha256());
      one.put("extractor", found.extractorSha256());
      double[] placebos = found.placebos();
      found
          .landscape()
          .ifPresent(
              landscape -> {
                List<String> said = said(landscape, names, placebos);
                console.line("%s: by %s, farthest: %s", name, found.name(), join(said));
                one.put("placebos", placebos.length);
                one.put("farthest", listed(landscape, names, "distance", placebos));
              });
      found
          .visual()
          .ifPresent(
              visual -> {
                List<String> said = said(visual, names, null);
                console.line("%s: by %s, looks like %s", name, found.name(), join(said));
                one.put("looksLike", listed(visual, names, "visualDistance", null));
              });
      all.add(one);
    }
    if (!all.isEmpty()) {
      sample.put("metrics", all);
    }
  }

  private static String join(List<String> said) {
    return String.join(", ", said);
  }

  private static int[] top(Attribution attribution) {
    return attribution.top(Math.min(SHOWN, attribution.sources()));
  }

  private static long asFar(double[] placebos, double distance) {
    return Arrays.stream(placebos).filter(placebo -> placebo >= distance).count();
  }

  /** With placebos, unless null. */
  private static List<String> said(
      Attribution attribution, LongFunction<String> names, double[] placebos) {
    List<String> said = new ArrayList<>();
    for (int source : top(attribution)) {
      double distance = attribution.distance(source);
      String beside =
          placebos == null
              ? ""
              : placebos.length == 0
                  ? " (no placebos)"
                  : String.format(
                      Locale.ROOT,
                      " (%d of %d placebos as far)",
                      asFar(placebos, distance),
                      placebos.length);
      said.add(
          String.format(
              Locale.ROOT, "%s %.4g%s", Quoted.of(names.apply(source)), distance, beside));
    }
    return said;
  }

  private static List<Map<String, Object>> listed(
      Attribution attribution, LongFunction<String> names, String key, double[] placebos) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int source : top(attribution)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", names.apply(source));
      one.put(key, attribution.distance(source));
      if (placebos != null) {
        one.put(
            "placebosAsFar",
            placebos.length == 0 ? null : asFar(placebos, attribution.distance(source)));
      }
      list.add(one);
    }
    return list;
  }
}
