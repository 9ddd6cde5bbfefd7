package org.abc4j.study;

import java.util.Map;

/** The pictures that a study keeps of some sources. Immutable; arrays are copied in and out. */
final class StudyPictures {
  private final Map<Integer, float[]> counterfactuals;
  private final Map<Integer, float[]> firstOrder;
  private final Map<Integer, float[]> besideInfluence;

  /**
   * Copies the pictures.
   *
   * @throws IllegalArgumentException if a predicted change leaves the sample other than finite
   */
  StudyPictures(StudyParts parts) {
    counterfactuals = StudyValues.copies(parts.counterfactuals);
    firstOrder = StudyValues.copies(parts.firstOrder);
    besideInfluence = StudyValues.copies(parts.besideInfluence);
    if (parts.calibrated != null) {
      for (int source : parts.calibrated.pictured()) {
        requireFinite(changed(parts.image, parts.calibrated.change(source)), source);
      }
    }
  }

  private static void requireFinite(float[] predicted, int source) {
    for (float value : predicted) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "a study is of finite pictures, found "
                + value
                + " predicted without source "
                + source);
      }
    }
  }

  /** An image and a change of it, value by value. */
  static float[] changed(float[] image, float[] change) {
    float[] changed = change.clone();
    for (int p = 0; p < changed.length; p++) {
      changed[p] += image[p];
    }
    return changed;
  }

  /** The sources of which there are exact counterfactuals, the farthest first. */
  int[] counterfactuals() {
    return sources(counterfactuals);
  }

  /** Those of which there are first-order counterfactuals, the farthest first. */
  int[] firstOrder() {
    return sources(firstOrder);
  }

  /** Those of which an exact counterfactual stands beside their influence, the greatest first. */
  int[] besideInfluence() {
    return sources(besideInfluence);
  }

  private static int[] sources(Map<Integer, float[]> images) {
    return images.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The exact counterfactual without a source, from whichever of the two it is in. */
  float[] counterfactual(int source) {
    return kept(
        "exact", besideInfluence.containsKey(source) ? besideInfluence : counterfactuals, source);
  }

  float[] firstOrder(int source) {
    return kept("first-order", firstOrder, source);
  }

  private static float[] kept(String kind, Map<Integer, float[]> images, int source) {
    float[] values = images.get(source);
    if (values == null) {
      throw new IllegalArgumentException(
          "the "
              + kind
              + " counterfactuals of sources "
              + images.keySet()
              + " are kept, not that of source "
              + source);
    }
    return values.clone();
  }
}
