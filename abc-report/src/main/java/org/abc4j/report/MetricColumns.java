package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.study.MetricFindings;
import org.abc4j.study.SampleStudy;

/**
 * The columns of perceptual metrics in a table of studies: for each metric that any study has, its
 * name ({@code DINOv2}: the exact distance), and beside it {@code DINOv2_rank}, {@code
 * DINOv2_placebos_at_least_as_far}, {@code DINOv2_visual}, {@code DINOv2_looks_like}, {@code
 * DINOv2_sha256}, all that decides its numbers, and {@code DINOv2_extractor}, its network. Metrics
 * of one name that differ have the beginning of that digest in their columns' names.
 */
final class MetricColumns {
  private static final int DIGITS = 12;

  /** The columns of a metric. */
  private static final List<String> ENDINGS =
      List.of(
          "",
          "_rank",
          "_placebos_at_least_as_far",
          "_visual",
          "_looks_like",
          "_sha256",
          "_extractor");

  /** What each metric's columns are called, by its digest. */
  private final Map<String, String> names;

  private MetricColumns(Map<String, String> names) {
    this.names = names;
  }

  static MetricColumns of(List<SampleStudy> studies) {
    Map<String, String> names = new LinkedHashMap<>();
    for (SampleStudy study : studies) {
      for (MetricFindings found : study.metrics()) {
        String other = found.name() + "_" + found.sha256().substring(0, DIGITS);
        boolean taken = names.containsValue(found.name()) && !names.containsKey(found.sha256());
        names.putIfAbsent(found.sha256(), taken ? other : found.name());
      }
    }
    return new MetricColumns(names);
  }

  /** In order. */
  List<String> names() {
    List<String> columns = new ArrayList<>();
    names.values().forEach(name -> ENDINGS.forEach(ending -> columns.add(name + ending)));
    return columns;
  }

  private static Optional<MetricFindings> of(SampleStudy study, String sha256) {
    return study.metrics().stream().filter(found -> found.sha256().equals(sha256)).findFirst();
  }

  List<Object> source(SampleStudy study, int source) {
    List<Object> row = new ArrayList<>();
    for (String sha256 : names.keySet()) {
      row.addAll(
          of(study, sha256).map(found -> source(found, source)).orElseGet(MetricColumns::none));
    }
    return row;
  }

  private static List<Object> source(MetricFindings found, int source) {
    double[] placebos = found.placebos();
    return Arrays.asList(
        found.landscape().map(landscape -> landscape.distance(source)).orElse(null),
        found.landscape().map(landscape -> landscape.rank(source)).orElse(null),
        found
            .landscape()
            .filter(landscape -> placebos.length > 0)
            .map(landscape -> atLeastAsFar(placebos, landscape.distance(source)))
            .orElse(null),
        found.visual().map(visual -> visual.distance(source)).orElse(null),
        found.visual().map(visual -> visual.nearestItem(source)).orElse(null),
        found.sha256(),
        found.extractorSha256());
  }

  static Long atLeastAsFar(double[] placebos, double distance) {
    return Arrays.stream(placebos).filter(placebo -> placebo >= distance).count();
  }

  List<Object> placebo(SampleStudy study, int placebo) {
    List<Object> row = new ArrayList<>();
    for (String sha256 : names.keySet()) {
      List<Object> own = none();
      of(study, sha256)
          .map(MetricFindings::placebos)
          .filter(placebos -> placebo < placebos.length)
          .ifPresent(placebos -> own.set(0, placebos[placebo]));
      row.addAll(own);
    }
    return row;
  }

  private static List<Object> none() {
    return new ArrayList<>(Arrays.asList(new Object[ENDINGS.size()]));
  }
}
