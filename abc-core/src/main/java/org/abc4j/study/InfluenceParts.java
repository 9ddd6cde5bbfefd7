package org.abc4j.study;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.evidence.AnyEffectTest;

/**
 * What calibrated influence is made of, while it is computed or read. Arrays are handed over, not
 * copied; not thread-safe.
 */
final class InfluenceParts {
  final int members;
  final int weight;
  final int placebos;

  /** One a source. */
  double[] sizes = {};

  double[] zScores = {};
  double[] studentPValues = {};

  /** Placebos at least as high, one number a source; none without placebos. */
  int[] atLeastAsHigh = {};

  /** Increasing; none without placebos. */
  double[] nullQuantiles = {};

  /**
   * Lengths of the predicted changes without the sources of the greatest sizes, as the sampler
   * carries them, in the order of sizes; none where none was carried.
   */
  double[] lengths = {};

  /** Predicted changes of the sample without the first sources, in their order. */
  final List<float[]> changes = new ArrayList<>();

  /** Null if it was not asked for. */
  AnyEffectTest anyEffect;

  InfluenceParts(int members, int weight, int placebos) {
    this.members = members;
    this.weight = weight;
    this.placebos = placebos;
  }
}
