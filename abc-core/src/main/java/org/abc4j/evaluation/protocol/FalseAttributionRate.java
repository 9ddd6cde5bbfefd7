package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.evaluation.Proportion;
import org.apache.commons.math3.special.Beta;

/**
 * How often sources are named that left no effect (beyond the paper). It costs no training beyond
 * an ensemble in which some sources are known to have left none, n.
 *
 * <p>Literature has no one definition. Here the <b>false attribution rate</b> is the share of
 * samples for which at least one source without effect is named: the familywise error rate over a
 * sample's sources. A rule that names by {@link org.abc4j.evaluation.PlaceboTest#named} at level α
 * promises at most α. Beside it stand the share of all pairs of a sample and such a source that are
 * named ({@link #bySource}), which a rule by plain p-values holds at α, and the mean share of those
 * named that are false ({@link #ofNamed}), the false discovery rate, which naming by q-values at
 * most α promises.
 *
 * <p><b>Who is known to have left no effect.</b> Sources that were planted: they hold a word as all
 * others do, dealt with them, but the members were trained without their items. Sources of which no
 * member is left. Not reserved words that the rule itself uses as placebos: they are named as often
 * as the rule says by construction.
 *
 * <p>Intervals and p-values take samples for independent. Samples of one ensemble share its members
 * and its deal of words, so that a rate over many samples of one ensemble may be far from α by
 * chance alone; over several ensembles with a sample each it is not. Immutable and thread-safe.
 */
public final class FalseAttributionRate {
  private final List<Sample> samples;

  private FalseAttributionRate(List<Sample> samples) {
    this.samples = samples;
  }

  /**
   * What was named for one sample.
   *
   * @param named how many sources were named
   * @param without how many sources are known to have left no effect
   * @param falselyNamed how many of these were named
   */
  public record Sample(int named, int without, int falselyNamed) {

    /**
     * Checks the numbers.
     *
     * @param named how many sources were named, at least 0
     * @param without how many sources are known to have left no effect, at least 1
     * @param falselyNamed how many of these were named, at most either
     * @throws IllegalArgumentException if one is out of range
     */
    public Sample {
      if (without < 1 || falselyNamed < 0 || falselyNamed > named || falselyNamed > without) {
        throw new IllegalArgumentException(
            "of at least 1 source without effect some were named, and others: found "
                + falselyNamed
                + " of "
                + without
                + " among "
                + named
                + " named");
      }
    }

    /**
     * Counts what was named.
     *
     * @param named the sources that were named, each once
     * @param without the sources that are known to have left no effect, each once, at least one
     * @return the counts
     * @throws IllegalArgumentException if a source stands twice in a list, or none left no effect
     */
    public static Sample of(int[] named, int[] without) {
      Set<Integer> known = distinct("without effect", without);
      int falsely = (int) distinct("named", named).stream().filter(known::contains).count();
      return new Sample(named.length, without.length, falsely);
    }

    private static Set<Integer> distinct(String what, int[] sources) {
      Set<Integer> set = new HashSet<>();
      for (int source : sources) {
        if (!set.add(source)) {
          throw new IllegalArgumentException(
              "sources "
                  + what
                  + " are listed once, found "
                  + source
                  + " twice in "
                  + Arrays.toString(sources));
        }
      }
      return set;
    }
  }

  /**
   * The rate over samples.
   *
   * @param samples at least one
   * @return the rate
   * @throws IllegalArgumentException if there is no sample
   */
  public static FalseAttributionRate of(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a rate is over at least 1 sample, found none");
    }
    return new FalseAttributionRate(List.copyOf(samples));
  }

  /**
   * The false attribution rate.
   *
   * @return the samples for which a source without effect is named, among all
   */
  public Proportion rate() {
    int falsely = (int) samples.stream().filter(sample -> sample.falselyNamed > 0).count();
    return new Proportion(falsely, samples.size());
  }

  /**
   * The rate by source.
   *
   * @return the pairs of a sample and a source without effect in which that is named, among all
   */
  public Proportion bySource() {
    return new Proportion(
        samples.stream().mapToInt(Sample::falselyNamed).reduce(0, Math::addExact),
        samples.stream().mapToInt(Sample::without).reduce(0, Math::addExact));
  }

  /**
   * The false discovery rate: how many of those named are false, as far as it is known of them.
   *
   * @return the mean over samples of false ones among those named, 0 where nobody is named
   */
  public double ofNamed() {
    double sum = 0;
    for (Sample sample : samples) {
      sum += sample.named == 0 ? 0 : (double) sample.falselyNamed / sample.named;
    }
    return sum / samples.size();
  }

  /**
   * The probability of a rate at least as great, were the rule to name falsely with a given
   * probability in each sample independently: small if it does not keep its promise.
   *
   * @param level α, above 0 and below 1
   * @return from 0 to 1
   * @throws IllegalArgumentException if the level is out of range
   */
  public double pValue(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, found " + level);
    }
    Proportion rate = rate();
    return rate.successes() == 0
        ? 1
        : Beta.regularizedBeta(
            level, rate.successes(), (double) rate.trials() - rate.successes() + 1);
  }

  @Override
  public String toString() {
    return "FalseAttributionRate["
        + rate()
        + " by sample, "
        + bySource()
        + " by source, "
        + ofNamed()
        + " of those named]";
  }
}
