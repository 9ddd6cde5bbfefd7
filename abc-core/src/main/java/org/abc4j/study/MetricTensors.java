package org.abc4j.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * Findings of perceptual metrics in a study's file: {@code metric_0} are the distances of the
 * first, {@code metric_0_placebos}, {@code metric_0_visual} and {@code metric_0_visual_items} what
 * is beside them, and the metadata have its name and digests.
 */
final class MetricTensors {
  /** Metrics of a study, at most. */
  static final int MOST = 16;

  private static final String PLACEBOS = "_placebos";
  private static final String VISUAL = "_visual";
  private static final String VISUAL_ITEMS = "_visual_items";
  private static final String NAME = "_name";
  private static final String SHA256 = "_sha256";
  private static final String EXTRACTOR = "_extractor";

  private MetricTensors() {}

  private static String metric(int k) {
    return "metric_" + k;
  }

  static void put(SafetensorsWriter out, List<MetricFindings> metrics) {
    for (int k = 0; k < metrics.size(); k++) {
      MetricFindings found = metrics.get(k);
      String metric = metric(k);
      out.metadata(metric + NAME, found.name())
          .metadata(metric + SHA256, found.sha256())
          .metadata(metric + EXTRACTOR, found.extractorSha256());
      found
          .landscape()
          .ifPresent(
              landscape -> {
                put(out, metric, landscape.distances());
                put(out, metric + PLACEBOS, found.placebos());
              });
      found
          .visual()
          .ifPresent(
              visual -> StudyFile.putVisual(out, metric + VISUAL, metric + VISUAL_ITEMS, visual));
    }
  }

  private static void put(SafetensorsWriter out, String name, double[] values) {
    out.put(name, new int[] {values.length}, values);
  }

  /** How many metrics a file has. */
  static int count(Map<String, String> metadata) {
    int count = 0;
    while (count < MOST && metadata.containsKey(metric(count) + NAME)) {
      count++;
    }
    return count;
  }

  /** The texts of a file with some metrics. */
  static Set<String> keys(int count) {
    Set<String> keys = new HashSet<>();
    for (int k = 0; k < count; k++) {
      keys.addAll(Set.of(metric(k) + NAME, metric(k) + SHA256, metric(k) + EXTRACTOR));
    }
    return keys;
  }

  /** The tensors that belong together, of those that are there. */
  static Set<String> names(StudyTensors in, int count) {
    Set<String> names = new HashSet<>();
    for (int k = 0; k < count; k++) {
      boolean landscape = in.has(metric(k));
      boolean visual = in.has(metric(k) + VISUAL);
      if (landscape || !visual) {
        names.addAll(Set.of(metric(k), metric(k) + PLACEBOS));
      }
      if (visual) {
        names.addAll(Set.of(metric(k) + VISUAL, metric(k) + VISUAL_ITEMS));
      }
    }
    return names;
  }

  /** A tensor with an entry for each source, if any metric has one. */
  static List<String> ofSources(int count) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      names.addAll(List.of(metric(k), metric(k) + VISUAL, metric(k) + VISUAL_ITEMS));
    }
    return names;
  }

  static List<MetricFindings> read(StudyTensors in, Map<String, String> metadata, int count)
      throws IOException {
    List<MetricFindings> found = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      String metric = metric(k);
      boolean exact = in.has(metric);
      Landscape landscape = exact ? in.landscape(metric) : null;
      if (exact) {
        in.vectorLength(metric + PLACEBOS);
      }
      double[] placebos = exact ? in.distances(metric + PLACEBOS) : new double[0];
      VisualAttribution visual =
          in.has(metric + VISUAL) ? in.visual(metric + VISUAL, metric + VISUAL_ITEMS) : null;
      try {
        found.add(
            MetricFindings.of(
                metadata.get(metric + NAME),
                text(in, metadata, metric + SHA256),
                text(in, metadata, metric + EXTRACTOR),
                landscape,
                placebos,
                visual));
      } catch (IllegalArgumentException e) {
        throw in.malformed(metric, "a metric's findings", String.valueOf(e.getMessage()));
      }
    }
    return found;
  }

  private static String text(StudyTensors in, Map<String, String> metadata, String key)
      throws MalformedFileException {
    String text = metadata.get(key);
    if (text == null) {
      throw in.malformed("metadata", "'" + key + "'", "none");
    }
    return text;
  }
}
