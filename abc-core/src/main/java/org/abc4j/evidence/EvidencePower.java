package org.abc4j.evidence;

import com.google.common.math.BigIntegerMath;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The chance to see one source among N, known before anything is trained: by how far its
 * counterfactual lies, and by its calibrated evidence.
 *
 * <p>Taken for a model: members differ by what each source does to those that saw it and by
 * Gaussian noise that is alike in k dimensions. A source is found if its p-value is at most α =
 * q/N, so that it would be named by its q-value even if no other were. The distance's square is
 * then a multiple of a noncentral χ² with 1/(1/k + 1/(n − 1)) degrees of freedom, and the
 * calibrated statistic Student's noncentral t with n − 2 degrees of freedom and noncentrality
 * √(n·a·k·r/(1 − r)). No source can be found if 1/(P + 1) is above α.
 *
 * @param sources N, at least 1
 * @param members n, at least 3
 * @param weight w, from 1 to n − 1
 * @param placebos P, at least 0
 * @param effect how much of one source there is to be seen
 * @param level q, above 0 and below 1
 */
public record EvidencePower(
    long sources, int members, int weight, long placebos, EffectSize effect, double level) {

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
   * @return the code of the fewest members, of weight ⌊(n − 1)/2⌋ and with the fewest placebos that
   *     let one source be named; empty if it takes more than {@code most} members
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Optional<EvidencePower> leastMembers(
      long sources, EffectSize effect, double level, double power, int most) {
    if (!(power > 0 && power < 1)) {
      throw new IllegalArgumentException("a power lies between 0 and 1, found " + power);
    }
    long placebos = BenjaminiHochberg.leastPlacebos(sources, level);
    BigInteger words = BigInteger.valueOf(sources).add(BigInteger.valueOf(placebos));
    for (int n = 3; n <= most; n++) {
      int weight = (n - 1) / 2;
      if (BigIntegerMath.binomial(n, weight).compareTo(words) >= 0) {
        EvidencePower found = new EvidencePower(sources, n, weight, placebos, effect, level);
        if (found.calibrated() >= power) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  /** α = q/N. */
  private double alpha() {
    return level / sources;
  }

  /**
   * Whether any p-value can be low enough for one source to be named alone.
   *
   * @return true if N/(P + 1) ≤ q
   */
  public boolean canNameOne() {
    return placebos >= BenjaminiHochberg.leastPlacebos(sources, level);
  }

  /**
   * The chance to find the source by the distance of its counterfactual.
   *
   * @return from 0 to 1; 0 if {@link #canNameOne} says no
   */
  public double distance() {
    if (!canNameOne()) {
      return 0;
    }
    double freedom = 1 / (1 / effect.dimensions() + 1.0 / (members - 1));
    double rest = 1 - effect.share();
    double threshold = Tails.chiSquareQuantile(alpha(), freedom) / rest;
    return Tails.noncentralChiSquare(threshold, freedom, freedom * members * effect.share() / rest);
  }

  /**
   * The chance to find the source by its calibrated evidence.
   *
   * @return from 0 to 1; 0 if {@link #canNameOne} says no
   */
  public double calibrated() {
    if (!canNameOne()) {
      return 0;
    }
    double freedom = members - 2.0;
    return Tails.noncentralStudent(
        Tails.studentQuantile(alpha(), freedom),
        freedom,
        Math.sqrt(members * effect.alongEffect()));
  }

  /**
   * What can be hoped for, in words.
   *
   * @return one sentence
   */
  public String inWords() {
    if (!canNameOne()) {
      return String.format(
          Locale.ROOT,
          "not with so few words: %d placebos let none of %d sources be named at %s, it takes %d",
          placebos,
          sources,
          level,
          BenjaminiHochberg.leastPlacebos(sources, level));
    }
    String chances =
        String.format(
            Locale.ROOT,
            "a source that explains %s of the differences between %d members is found with"
                + " probability %.2f by its calibrated evidence and %.2f by its distance",
            effect.share(),
            members,
            calibrated(),
            distance());
    return calibrated() < 0.5 ? "not with so few members: " + chances : chances;
  }
}
