package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.abc4j.evaluation.Distribution;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * What an attribution that knows nothing reaches by a measure, such as the correlation with a
 * truth: the floor that the measured is to be held against (beyond the paper). It costs no
 * training.
 *
 * <ul>
 *   <li>{@link #random}: scores drawn independently of everything;
 *   <li>{@link #placebos}: distances of the counterfactuals of words that no source holds, dealt to
 *       the sources at random. They are what leaving out as many members does by itself, so a floor
 *       with the shape that distances have. It needs as many reserved words as sources.
 * </ul>
 *
 * <p>Draws are functions of seed, sample and draw ({@link Purpose#UNINFORMED_ATTRIBUTION}), the
 * same bits whatever was drawn before. Immutable and thread-safe.
 */
public final class AttributionFloor {
  private final Distribution values;

  private AttributionFloor(double[] values) {
    for (int draw = 0; draw < values.length; draw++) {
      if (!Double.isFinite(values[draw])) {
        throw new IllegalArgumentException(
            "a measure is finite, that of draw " + draw + " is " + values[draw]);
      }
    }
    this.values = Distribution.of(values);
  }

  /**
   * The floor of random scores.
   *
   * @param sources N, at least 1
   * @param measure what attributions are measured by, of a score for each source; finite
   * @param draws how many attributions are drawn, at least 1
   * @param seed any value
   * @param sample index of the sample, which draws differ by
   * @return the floor of one sample
   * @throws IllegalArgumentException if there is no source or draw, or a measure is not finite
   */
  public static AttributionFloor random(
      int sources, ToDoubleFunction<double[]> measure, int draws, long seed, long sample) {
    requireCounts(sources, draws);
    CounterRandom random = CounterRandom.of(seed, Purpose.UNINFORMED_ATTRIBUTION);
    double[] values = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      double[] scores = new double[sources];
      for (int s = 0; s < sources; s++) {
        scores[s] = (random.bits(sample, draw, s) >>> 11) * 0x1.0p-53;
      }
      values[draw] = measure.applyAsDouble(scores);
    }
    return new AttributionFloor(values);
  }

  /**
   * The floor of placebos.
   *
   * @param placebos distances of the placebos' counterfactuals from the sample, at least as many as
   *     sources, each at least 0
   * @param sources N, at least 1
   * @param measure what attributions are measured by, of a distance for each source; finite
   * @param draws how often placebos are dealt, at least 1
   * @param seed any value
   * @param sample index of the sample, which draws differ by
   * @return the floor of one sample
   * @throws IllegalArgumentException if there is no source or draw, there are fewer placebos than
   *     sources, a distance is negative or NaN, or a measure is not finite
   */
  public static AttributionFloor placebos(
      double[] placebos,
      int sources,
      ToDoubleFunction<double[]> measure,
      int draws,
      long seed,
      long sample) {
    requireCounts(sources, draws);
    if (placebos.length < sources) {
      throw new IllegalArgumentException(
          "each of "
              + sources
              + " sources is dealt a placebo of its own, found "
              + placebos.length
              + " placebos");
    }
    for (int p = 0; p < placebos.length; p++) {
      if (!(placebos[p] >= 0)) {
        throw new IllegalArgumentException(
            "distances of placebos are at least 0, number " + p + " is " + placebos[p]);
      }
    }
    CounterRandom random = CounterRandom.of(seed, Purpose.UNINFORMED_ATTRIBUTION);
    double[] values = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      double[] dealt = placebos.clone();
      for (int s = 0; s < sources; s++) {
        int other = s + (int) random.below((long) dealt.length - s, sample, draw, s);
        double taken = dealt[other];
        dealt[other] = dealt[s];
        dealt[s] = taken;
      }
      values[draw] = measure.applyAsDouble(Arrays.copyOf(dealt, sources));
    }
    return new AttributionFloor(values);
  }

  private static void requireCounts(int sources, int draws) {
    if (sources < 1 || draws < 1) {
      throw new IllegalArgumentException(
          "a floor is of at least 1 source and 1 draw, found " + sources + " and " + draws);
    }
  }

  /**
   * The floor of a mean over samples: draw by draw the mean of the samples' floors.
   *
   * @param samples at least one, of as many draws each, by different samples' draws
   * @return the floor of the mean
   * @throws IllegalArgumentException if there is no sample, or their draws are of different number
   */
  public static AttributionFloor ofMean(List<AttributionFloor> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a mean is over at least 1 sample, found none");
    }
    double[] sums = new double[samples.get(0).values.count()];
    for (AttributionFloor sample : samples) {
      double[] values = sample.values.values();
      if (values.length != sums.length) {
        throw new IllegalArgumentException(
            "floors of one mean have as many draws, found "
                + sums.length
                + " and "
                + values.length);
      }
      Arrays.setAll(sums, draw -> sums[draw] + values[draw]);
    }
    Arrays.setAll(sums, draw -> sums[draw] / samples.size());
    return new AttributionFloor(sums);
  }

  /**
   * What the draws reached.
   *
   * @return their distribution, in the order of draws
   */
  public Distribution values() {
    return values;
  }

  /**
   * The probability that knowing nothing reaches as much as was measured.
   *
   * @param measured by the attribution that is judged, not NaN
   * @return (1 + draws at least as great)/(1 + draws)
   * @throws IllegalArgumentException if it is NaN
   */
  public double pValue(double measured) {
    return (1.0 + values.count() - values.below(measured).successes()) / (1.0 + values.count());
  }

  @Override
  public String toString() {
    return "AttributionFloor[" + values + "]";
  }
}
