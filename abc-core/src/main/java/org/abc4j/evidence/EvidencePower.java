package org.abc4j.evidence;

import com.google.common.math.BigIntegerMath;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.abc4j.codebook.CodeDesign;

/**
 * The chance to see one source among N, known before anything is trained: by how far its
 * counterfactual lies, and by its calibrated evidence.
 *
 * <p>Taken for a model: members differ by what each source does to those that saw it and by
 * Gaussian noise that is alike in k dimensions. The distance's square is then a multiple of a
 * noncentral χ² with 1/(1/k + 1/(n − 1)) degrees of freedom, and the calibrated statistic Student's
 * noncentral t with n − 2 degrees of freedom and noncentrality √(n·a·k·r/(1 − r)).
 *
 * <p>A source is found if its p-value is at most q/N, so that it would be named by its q-value even
 * if no other were: if fewer than ⌊q·(P + 1)/N⌋ of P placebos lie at least as high. So it has to
 * beat one of the highest of P random words, and a word that shares members with the source's own
 * shares of its effect. The threshold is random, and the chances here are averaged over it (for the
 * distance without the words that are alike). Many times the fewest placebos with which one source
 * can be named cost little of the power of a fixed threshold, the fewest a tenth or so. They are
 * best a multiple: between two multiples the test is as strict as with the lower one, or stricter.
 *
 * @param sources N, at least 1
 * @param members n, at least 3
 * @param weight w, from 1 to n − 1
 * @param placebos P, at least 0; of very many only so many count as are used ({@link
 *     SourceEvidence#placebosOf})
 * @param effect how much of one source there is to be seen
 * @param level q, above 0 and below 1
 */
public record EvidencePower(
    long sources, int members, int weight, long placebos, EffectSize effect, double level) {
  /** Quantiles of the threshold over which a chance is averaged. */
  private static final int QUANTILES = 64;

  /** No Student's t of numbers that differ lies lower. */
  private static final double LEAST_T = -1e9;

  private static final double MOST_SHARE = 0.99;
  private static final double SHARE_PRECISION = 1e-3;

  /** How many times the fewest placebos are asked for. */
  private static final int MULTIPLE = 5;

  /**
   * Checks the ranges.
   *
   * @param sources N, at least 1
   * @param members n, at least 3
   * @param weight w, from 1 to n − 1
   * @param placebos P, at least 0
   * @param effect how much of one source there is to be seen
   * @param level q, above 0 and below 1
   * @throws IllegalArgumentException if one is out of range, or there are not N + P words
   */
  public EvidencePower {
    Objects.requireNonNull(effect, "effect");
    if (sources < 1 || members < 3 || weight < 1 || weight >= members || placebos < 0) {
      throw new IllegalArgumentException(
          "evidence takes N >= 1, n >= 3, 1 <= w < n and P >= 0, found N = "
              + sources
              + ", n = "
              + members
              + ", w = "
              + weight
              + ", P = "
              + placebos);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, found " + level);
    }
    BigInteger needed = BigInteger.valueOf(sources).add(BigInteger.valueOf(placebos));
    if (BigIntegerMath.binomial(members, weight).compareTo(needed) < 0) {
      throw new IllegalArgumentException(
          "N = "
              + sources
              + " sources and P = "
              + placebos
              + " placebos need "
              + needed
              + " words, but there are only "
              + BigIntegerMath.binomial(members, weight)
              + " of "
              + members
              + " members and weight "
              + weight);
    }
  }

  /**
   * The fewest members with which the calibrated test sees such a source, and the code for them.
   *
   * @param sources N, at least 1
   * @param effect how much of one source there is to be seen
   * @param level q, above 0 and below 1
   * @param power the chance that is asked for, above 0 and below 1
   * @param most the most members that can be had
   * @return the code of the fewest members, of weight ⌊(n − 1)/2⌋ and with five times the fewest
   *     placebos that let one source be named, or as many times as there are words for; empty if it
   *     takes more than {@code most} members
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Optional<EvidencePower> leastMembers(
      long sources, EffectSize effect, double level, double power, int most) {
    requirePower(power);
    long fewest = BenjaminiHochberg.leastPlacebos(sources, level) + 1;
    for (int n = 3; n <= most; n++) {
      int weight = (n - 1) / 2;
      BigInteger left =
          BigIntegerMath.binomial(n, weight)
              .subtract(BigInteger.valueOf(sources))
              .max(BigInteger.ZERO);
      long usable =
          SourceEvidence.placebosOf(
              sources, left.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
      long times = Math.min(MULTIPLE, (usable + 1) / fewest);
      if (times > 0) {
        EvidencePower found =
            new EvidencePower(sources, n, weight, times * fewest - 1, effect, level);
        if (found.calibrated() >= power) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static void requirePower(double power) {
    if (!(power > 0 && power < 1)) {
      throw new IllegalArgumentException("a power lies between 0 and 1, found " + power);
    }
  }

  /**
   * The same for an effect of another size.
   *
   * @param effect how much of one source there is to be seen
   * @return a copy
   */
  public EvidencePower withEffect(EffectSize effect) {
    return new EvidencePower(sources, members, weight, placebos, effect, level);
  }

  /**
   * The least share that one source has to explain to be found by its calibrated evidence, the
   * effect's dimensions and alignment being what they are.
   *
   * @param power the chance that is asked for, above 0 and below 1
   * @return the share, to a thousandth, rounded up; empty if even 0.99 does not do
   * @throws IllegalArgumentException if the power is out of range
   */
  public OptionalDouble leastShare(double power) {
    requirePower(power);
    if (!(calibratedOf(MOST_SHARE) >= power)) {
      return OptionalDouble.empty();
    }
    double low = 0;
    double high = MOST_SHARE;
    while (high - low > SHARE_PRECISION) {
      double middle = (low + high) / 2;
      if (calibratedOf(middle) >= power) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalDouble.of(high);
  }

  private double calibratedOf(double share) {
    return withEffect(effect.withShare(share)).calibrated();
  }

  /**
   * The code to design for it: N sources, P reserved words, n members and w of them a source.
   *
   * @return the design, from seed 0
   * @throws IllegalArgumentException if N + P are more words than a designed code has
   */
  public CodeDesign design() {
    return CodeDesign.forSources(sources)
        .withReserved(placebos)
        .withLength(members)
        .withWeight(weight);
  }

  /** P, as many as are used. */
  private long used() {
    return SourceEvidence.placebosOf(sources, placebos);
  }

  /**
   * Whether any p-value can be low enough for one source to be named alone.
   *
   * @return true if N/(P + 1) ≤ q
   */
  public boolean canNameOne() {
    return used() >= BenjaminiHochberg.leastPlacebos(sources, level);
  }

  /**
   * The chance to find the source by the distance of its counterfactual.
   *
   * @return from 0 to 1; 0 if {@link #canNameOne} says no
   */
  public double distance() {
    double freedom = 1 / (1 / effect.dimensions() + 1.0 / (members - 1));
    double rest = 1 - effect.share();
    double lambda = freedom * members * effect.share() / rest;
    return overThresholds(
        tail ->
            Tails.noncentralChiSquare(
                Tails.chiSquareQuantile(tail, freedom) / rest, freedom, lambda));
  }

  /**
   * The chance to find the source by its calibrated evidence.
   *
   * @return from 0 to 1; 0 if {@link #canNameOne} says no
   */
  public double calibrated() {
    PlaceboTail placebo = new PlaceboTail(members, weight);
    double freedom = members - 2.0;
    double delta = Math.sqrt(members * effect.alongEffect());
    return overThresholds(
        tail ->
            Tails.noncentralStudent(
                Tails.whereFallsTo(tail, placebo::of, LEAST_T), freedom, delta));
  }

  /**
   * The mean of a chance over where the threshold may lie, given by the share of placebos above it:
   * the k-th least of P such shares.
   */
  private double overThresholds(DoubleUnaryOperator chance) {
    if (!canNameOne()) {
      return 0;
    }
    long rank = BenjaminiHochberg.rankBelow(sources, used(), level);
    double sum = 0;
    for (int i = 0; i < QUANTILES; i++) {
      double tail = Tails.orderStatisticQuantile((i + 0.5) / QUANTILES, rank, used());
      sum += chance.applyAsDouble(tail);
    }
    return sum / QUANTILES;
  }

  /**
   * What can be hoped for, in words.
   *
   * @return one sentence
   */
  public String inWords() {
    if (!canNameOne()) {
      long needed = BenjaminiHochberg.leastPlacebos(sources, level);
      return String.format(
          Locale.ROOT,
          "not with so few words: %d placebos let none of %d sources be named at %s, it takes %d%s",
          used(),
          sources,
          level,
          needed,
          SourceEvidence.placebosOf(sources, needed) < needed ? ", more than are ever used" : "");
    }
    double found = calibrated();
    String chances =
        String.format(
            Locale.ROOT,
            "a source that explains %s of the differences between %d members is found with"
                + " probability %.2f by its calibrated evidence and %.2f by its distance",
            effect.share(),
            members,
            found,
            distance());
    return found < 0.5 ? "not with so few members: " + chances : chances;
  }
}
