package org.abc4j.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.attribution.Landscape;

/** What a study holds, checked and copied. */
final class StudyValues {
  private StudyValues() {}

  /** Of the distances alone: what else a landscape knows holds the code. Null stays null. */
  static Landscape distancesOf(String kind, Landscape landscape) {
    return landscape == null ? null : Landscape.of(finite(kind, landscape.distances()));
  }

  static void requireFinite(String kind, long number, double distance) {
    if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a study is of finite distances, found " + distance + " as " + kind + " of " + number);
    }
  }

  /** A copy. */
  static double[] finite(String kind, double[] distances) {
    for (int k = 0; k < distances.length; k++) {
      requireFinite(kind, k, distances[k]);
    }
    return distances.clone();
  }

  static Map<Integer, float[]> copies(Map<Integer, float[]> images) {
    Map<Integer, float[]> copies = new LinkedHashMap<>();
    images.forEach((source, values) -> copies.put(source, values.clone()));
    return copies;
  }
}
