package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Where one sample and its K tangents stand between two steps of a sampler, in {@code double}: the
 * state x and what the sampler {@linkplain SamplerState keeps}, each with its tangents.
 *
 * <p>Values have m entries, tangents K·m, one after another. Immutable and thread-safe.
 */
public final class LinearizedState {
  private final double[] x;
  private final double[] xTangents;
  private final List<double[]> kept;
  private final List<double[]> keptTangents;

  /** Takes the arrays as its own. */
  LinearizedState(
      double[] x, double[] xTangents, List<double[]> kept, List<double[]> keptTangents) {
    this.x = x;
    this.xTangents = xTangents;
    this.kept = kept;
    this.keptTangents = keptTangents;
  }

  /**
   * Before the first step: a start that depends on nothing, so its tangents are 0.
   *
   * @param x what sampling starts from, m values
   * @param tangents K, at least 0
   * @return the state
   * @throws IllegalArgumentException if {@code tangents} is negative
   */
  public static LinearizedState start(double[] x, int tangents) {
    if (tangents < 0) {
      throw new IllegalArgumentException("there are at least 0 tangents, found " + tangents);
    }
    return new LinearizedState(
        x.clone(), new double[Math.multiplyExact(tangents, x.length)], List.of(), List.of());
  }

  /**
   * The state x.
   *
   * @return a copy, m values
   */
  public double[] x() {
    return x.clone();
  }

  /**
   * Tangents of the state.
   *
   * @return a copy, K·m values, one tangent after another
   */
  public double[] xTangents() {
    return xTangents.clone();
  }

  /**
   * How many values the sampler keeps.
   *
   * @return at least 0
   */
  public int keptCount() {
    return kept.size();
  }

  /**
   * A kept value.
   *
   * @param j from 0 to {@code keptCount() - 1}
   * @return a copy, m values
   * @throws IndexOutOfBoundsException if there is no such value
   */
  public double[] kept(int j) {
    return kept.get(Objects.checkIndex(j, kept.size())).clone();
  }

  /**
   * Tangents of a kept value.
   *
   * @param j from 0 to {@code keptCount() - 1}
   * @return a copy, K·m values, one tangent after another
   * @throws IndexOutOfBoundsException if there is no such value
   */
  public double[] keptTangents(int j) {
    return keptTangents.get(Objects.checkIndex(j, kept.size())).clone();
  }

  /**
   * To first order: each value plus Σₖ zₖ · its tangent k.
   *
   * @param z a direction, K values
   * @return the state and what is kept, a row of m values each, with no tangents
   * @throws IllegalArgumentException if {@code z} has not K values
   */
  public LinearizedState moved(double... z) {
    if (z.length * (long) x.length != xTangents.length) {
      throw new IllegalArgumentException(
          "a direction has a value for each tangent, of which there are "
              + (x.length == 0 ? 0 : xTangents.length / x.length)
              + ", found "
              + z.length);
    }
    List<double[]> moved = new ArrayList<>();
    for (int j = 0; j < kept.size(); j++) {
      moved.add(moved(kept.get(j), keptTangents.get(j), z));
    }
    return new LinearizedState(
        moved(x, xTangents, z),
        new double[0],
        moved,
        Collections.nCopies(kept.size(), new double[0]));
  }

  private static double[] moved(double[] value, double[] tangents, double[] z) {
    double[] sum = value.clone();
    for (int k = 0; k < z.length; k++) {
      for (int p = 0; p < sum.length; p++) {
        sum[p] += z[k] * tangents[k * sum.length + p];
      }
    }
    return sum;
  }

  double[] owned() {
    return x;
  }

  double[] ownedTangents() {
    return xTangents;
  }

  List<double[]> ownedKept() {
    return kept;
  }

  List<double[]> ownedKeptTangents() {
    return keptTangents;
  }

  @Override
  public String toString() {
    return "LinearizedState["
        + x.length
        + " values, "
        + (x.length == 0 ? 0 : xTangents.length / x.length)
        + " tangents, "
        + kept.size()
        + " kept]";
  }

  /** Equal when all values and tangents are, bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LinearizedState that
        && Arrays.equals(x, that.x)
        && Arrays.equals(xTangents, that.xTangents)
        && Arrays.deepEquals(kept.toArray(), that.kept.toArray())
        && Arrays.deepEquals(keptTangents.toArray(), that.keptTangents.toArray());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(x) + Arrays.hashCode(xTangents);
  }
}
