package org.abc4j.attribution;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.sampling.Sample;

/**
 * Some columns of a Jacobian, before all of them are centred: they follow the sample through its
 * steps on their own, so that others may be computed elsewhere. Each is the same bits as among all;
 * what is computed again for each block of columns is the members' own predictions.
 *
 * <p>Immutable and thread-safe.
 */
public final class JacobianColumns {
  private final int first;
  private final int count;
  private final double[] values;

  private JacobianColumns(int first, int count, double[] values) {
    this.first = first;
    this.count = count;
    this.values = values;
  }

  /**
   * Computes columns.
   *
   * @param sample the factual sample
   * @param first which of the members that are there the first column is of
   * @param count how many columns, at least 1
   * @param execution where members run, who hears of progress in steps, when it stops
   * @return the columns, the same bits for any execution
   * @throws IllegalArgumentException if there are no such members, or one is not differentiable
   * @throws IllegalStateException if a member gives no answer, or one of other shapes, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it and the
   *     timestep, or a step leads to one
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static JacobianColumns of(Sample sample, int first, int count, Execution execution) {
    int members = FactualPoint.of(sample.ensemble()).members().length;
    if (first < 0 || count < 1 || count > members - first) {
      throw new IllegalArgumentException(
          "a Jacobian of "
              + members
              + " members has columns 0 to "
              + (members - 1)
              + ", found "
              + count
              + " from column "
              + first);
    }
    return new JacobianColumns(
        first, count, LinearizedSampling.follow(sample, first, count, execution).xTangents());
  }

  /**
   * Columns that were computed elsewhere.
   *
   * @param first which of the members that are there the first is of
   * @param count how many, at least 1
   * @param values as {@link #values} gave them
   * @return the columns
   * @throws IllegalArgumentException if the values are not of so many columns
   */
  public static JacobianColumns of(int first, int count, double[] values) {
    if (first < 0 || count < 1 || values.length == 0 || values.length % count != 0) {
      throw new IllegalArgumentException(
          count + " columns from column " + first + " cannot have " + values.length + " values");
    }
    return new JacobianColumns(first, count, values.clone());
  }

  /**
   * Which of the members that are there the first column is of.
   *
   * @return at least 0
   */
  public int first() {
    return first;
  }

  /**
   * How many columns there are.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * The columns, one after another.
   *
   * @return a copy, {@code count} times m values
   */
  public double[] values() {
    return values.clone();
  }

  /** All columns of n members and m values, one after another; fails unless each is there once. */
  static double[] joined(List<JacobianColumns> parts, int n, int m) {
    double[] all = new double[Math.multiplyExact(n, m)];
    int next = 0;
    for (JacobianColumns part : parts) {
      if (part.first != next || part.count > n - next || part.values.length != part.count * m) {
        throw new IllegalArgumentException(
            "the Jacobian of "
                + n
                + " members and "
                + m
                + " values goes on with column "
                + next
                + ", found "
                + part);
      }
      System.arraycopy(part.values, 0, all, next * m, part.values.length);
      next += part.count;
    }
    if (next != n) {
      throw new IllegalArgumentException(
          "the Jacobian has " + n + " columns, found " + next + " in " + parts);
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JacobianColumns that
        && first == that.first
        && count == that.count
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * first + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "JacobianColumns[" + count + " from " + first + ", " + values.length + " values]";
  }
}
