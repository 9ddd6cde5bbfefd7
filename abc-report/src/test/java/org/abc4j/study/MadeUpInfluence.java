package org.abc4j.study;

import java.util.Arrays;
import java.util.List;
import org.abc4j.evidence.AnyEffectTest;

/** Calibrated influence of made-up numbers, for words and charts that reports make of it. */
public final class MadeUpInfluence {
  private MadeUpInfluence() {}

  /**
   * Of 13 members, 6 of whom saw each source; sizes and z fall from source to source.
   *
   * @param sources how many
   * @param placebos how many, 0 for none
   * @param anyEffect null for none
   * @param atLeastAsHigh of the first sources how many placebos are as high; of others half of them
   */
  public static CalibratedInfluence of(
      int sources, int placebos, AnyEffectTest anyEffect, int... atLeastAsHigh) {
    return new CalibratedInfluence(parts(sources, placebos, anyEffect, atLeastAsHigh));
  }

  /**
   * The same, with the influence of the first carried through the sampler; of 99 placebos half are
   * as high.
   *
   * @param sources how many
   * @param lengths of the predicted changes of the first
   */
  public static CalibratedInfluence carried(int sources, double... lengths) {
    InfluenceParts parts = parts(sources, 99, null);
    parts.lengths = lengths;
    return new CalibratedInfluence(parts);
  }

  private static InfluenceParts parts(
      int sources, int placebos, AnyEffectTest anyEffect, int... atLeastAsHigh) {
    InfluenceParts parts = new InfluenceParts(13, 6, placebos);
    parts.sizes = new double[sources];
    parts.zScores = new double[sources];
    parts.studentPValues = new double[sources];
    Arrays.setAll(parts.sizes, s -> (s % 2 == 0 ? 1 : -1) * (1 - s / (sources + 1.0)));
    Arrays.setAll(parts.zScores, s -> 3 - 4.0 * s / sources);
    Arrays.setAll(parts.studentPValues, s -> 0.00123 + s / (sources + 1.0));
    if (placebos > 0) {
      parts.atLeastAsHigh = new int[sources];
      Arrays.setAll(
          parts.atLeastAsHigh, s -> s < atLeastAsHigh.length ? atLeastAsHigh[s] : placebos / 2);
      parts.nullQuantiles = new double[CalibratedInfluence.NULL_PARTS + 1];
      Arrays.setAll(parts.nullQuantiles, i -> -2 + 4.0 * i / CalibratedInfluence.NULL_PARTS);
    }
    parts.anyEffect = anyEffect;
    return parts;
  }

  /**
   * A test of whether any source left a trace.
   *
   * @param samples how many samples
   * @param deals how often words were dealt anew
   * @param asHigh how many of these were as high
   */
  public static AnyEffectTest anyEffect(int samples, int deals, int asHigh) {
    Double[] sums = new Double[deals];
    Arrays.setAll(sums, i -> i < asHigh ? 2.0 : 0.0);
    return new AnyEffectTest(samples, 1, List.of(sums));
  }
}
