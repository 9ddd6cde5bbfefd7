package org.abc4j.model;

import java.util.Arrays;
import java.util.Objects;
import org.abc4j.codebook.Codeword;

/**
 * The weights c ∈ ℝⁿ of the members in f·c = Σ fᵢ·cᵢ/n (section 2.4).
 *
 * <p>Immutable and thread-safe.
 */
public final class Coefficients {
  private final double[] values;

  private Coefficients(double[] owned) {
    this.values = owned;
  }

  /**
   * The vector u of ones, which gives the full ensemble.
   *
   * @param members n, at least 1
   * @return n ones
   * @throws IllegalArgumentException if {@code members} is less than 1
   */
  public static Coefficients ones(int members) {
    if (members < 1) {
      throw new IllegalArgumentException(
          "an ensemble has at least 1 member, found " + members + " members");
    }
    double[] ones = new double[members];
    Arrays.fill(ones, 1);
    return new Coefficients(ones);
  }

  /**
   * Any finite weights.
   *
   * @param values one weight a member
   * @return the coefficients
   * @throws IllegalArgumentException if there is none or one is not finite
   */
  public static Coefficients of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("an ensemble has at least 1 member, found 0 coefficients");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "coefficients are finite, but that of member " + i + " is " + values[i]);
      }
    }
    return new Coefficients(values.clone());
  }

  /**
   * Number of members, n.
   *
   * @return at least 1
   */
  public int size() {
    return values.length;
  }

  /**
   * Checks that there is a coefficient for each member of an ensemble.
   *
   * @param members number of members, n
   * @throws IllegalArgumentException if there are not n coefficients
   */
  public void requireSize(int members) {
    if (values.length != members) {
      throw new IllegalArgumentException(
          "an ensemble of "
              + members
              + " members takes "
              + members
              + " coefficients, found "
              + values.length);
    }
  }

  /**
   * Checks that some members are left out.
   *
   * @param removed members that are not there
   * @throws IllegalArgumentException if one of them has a coefficient that is not 0, naming it
   */
  public void requireNone(Codeword removed) {
    if (removed.weight() > 0) {
      for (int member : removed.members()) {
        if (values[member] != 0) {
          throw new IllegalArgumentException(
              "member "
                  + member
                  + " was removed, so its coefficient is 0, found "
                  + values[member]
                  + "; an ensemble's factual ablation has coefficients that leave it out");
        }
      }
    }
  }

  /**
   * The weight of a member.
   *
   * @param member index of the member
   * @return cᵢ
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public double get(int member) {
    return values[Objects.checkIndex(member, values.length)];
  }

  /**
   * The direction in which these coefficients lie from the full ensemble.
   *
   * @return c − u, n values
   */
  public double[] minusOnes() {
    return Arrays.stream(values).map(c -> c - 1).toArray();
  }

  /**
   * A copy of the weights.
   *
   * @return n values
   */
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coefficients that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Coefficients" + Arrays.toString(values);
  }
}
