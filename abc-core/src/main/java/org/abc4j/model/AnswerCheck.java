package org.abc4j.model;

import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.abc4j.Batch;

/**
 * Checks of what models answer, so that one that breaks the contract of {@link NoiseModel} is named
 * at once, with timestep, row and value, and not what is later computed from its answer.
 */
public final class AnswerCheck {
  private AnswerCheck() {}

  /**
   * Checks that an answer is there, of the shape and with the rows that were asked for, and finite.
   *
   * @param who who answered, such as {@code member 3}
   * @param timestep t
   * @param asked what the model was given
   * @param answer its prediction
   * @return the values of the answer
   * @throws IllegalStateException if there is no answer, or one of another shape or number of rows
   * @throws ArithmeticException if a value of the answer is not finite, naming the first, or the
   *     first of the row that was given, if that is not finite either
   */
  public static float[] require(String who, int timestep, Batch asked, Batch answer) {
    return require(who, timestep, asked, answer, row -> row);
  }

  /**
   * The same for some rows of a larger batch.
   *
   * @param who who answered, such as {@code member 3}
   * @param timestep t
   * @param asked what the model was given
   * @param answer its prediction
   * @param place where in the larger batch a row of {@code asked} stands
   * @return the values of the answer
   * @throws IllegalStateException if there is no answer, or one of another shape or number of rows
   * @throws ArithmeticException if a value of the answer is not finite, naming the first by its
   *     place, or the first of the row that was given, if that is not finite either
   */
  public static float[] require(
      String who, int timestep, Batch asked, Batch answer, IntUnaryOperator place) {
    if (!fits(answer, asked)) {
      throw new IllegalStateException(
          who + " was given " + asked + " at timestep " + timestep + " and returned " + answer);
    }
    float[] values = answer.toArray();
    int at = firstNotFinite(values);
    if (at < values.length) {
      int m = asked.shape().size();
      int row = at / m;
      float[] given = asked.row(row);
      int before = firstNotFinite(given);
      throw new ArithmeticException(
          before < m
              ? place("row", place.applyAsInt(row), before, m)
                  + " was already "
                  + given[before]
                  + " when it was given to "
                  + who
                  + " at timestep "
                  + timestep
              : who
                  + " predicted "
                  + values[at]
                  + " at timestep "
                  + timestep
                  + " for "
                  + place("row", place.applyAsInt(row), at % m, m));
    }
    return values;
  }

  /**
   * Runs what names the rows of a batch in its errors, where that batch is a piece of a longer
   * list: an error says where the piece begins.
   *
   * @param what what the list has, such as {@code sample}
   * @param first which one row 0 is
   * @param work what is run
   * @param <T> type of its result
   * @return its result
   * @throws ArithmeticException what the work throws; where row 0 is not the first of the list, the
   *     same with that added to its message, and what was thrown as its cause
   */
  public static <T> T countingFrom(String what, long first, Supplier<T> work) {
    return naming(first == 0 ? "" : "row 0 is " + what + " " + first, work);
  }

  /**
   * Runs what names the rows of a batch in its errors: an error says too what the rows are.
   *
   * @param rows what they are; empty if their numbers tell
   * @param work what is run
   * @param <T> type of its result
   * @return its result
   * @throws ArithmeticException what the work throws; unless {@code rows} is empty, the same with
   *     that added to its message, and what was thrown as its cause
   */
  public static <T> T naming(String rows, Supplier<T> work) {
    try {
      return work.get();
    } catch (ArithmeticException error) {
      if (rows.isEmpty()) {
        throw error;
      }
      ArithmeticException named = new ArithmeticException(error.getMessage() + " (" + rows + ")");
      named.initCause(error);
      throw named;
    }
  }

  /**
   * Checks that an answer with tangents is there, of the shapes and with the rows that were asked
   * for, and finite.
   *
   * @param who who answered, such as {@code member 3}
   * @param timestep t
   * @param asked the states that the model was given
   * @param directions their tangents
   * @param answer its prediction and that one's tangents
   * @throws IllegalStateException if there is no answer, or one of another shape or number of rows
   * @throws ArithmeticException if a value of the answer is not finite, naming the first
   */
  public static void require(
      String who, int timestep, Batch asked, Batch directions, Linearization answer) {
    if (answer == null || !fits(answer.value(), asked) || !fits(answer.tangents(), directions)) {
      throw new IllegalStateException(
          who
              + " was given "
              + asked
              + " with tangents "
              + directions
              + " at timestep "
              + timestep
              + " and returned "
              + (answer == null ? null : answer.value() + " with tangents " + answer.tangents()));
    }
    require(who, timestep, asked, answer.value());
    requireFiniteTangents(who, timestep, answer.tangents().toDoubleArray(), asked.shape().size());
  }

  /**
   * Checks that an answer with tangents in {@code double} is there, with the numbers of values that
   * were asked for, and finite.
   *
   * @param who who answered, such as {@code member 3}
   * @param timestep t
   * @param asked the state that the model was given
   * @param directions its tangents
   * @param answer its prediction and that one's tangents
   * @throws IllegalStateException if there is no answer, or one of other numbers of values
   * @throws ArithmeticException if a value of the answer is not finite, naming the first
   */
  public static void require(
      String who, int timestep, double[] asked, double[] directions, PreciseLinearization answer) {
    double[] value = answer == null ? null : answer.value();
    double[] tangents = answer == null ? null : answer.tangents();
    if (answer == null || value.length != asked.length || tangents.length != directions.length) {
      throw new IllegalStateException(
          who
              + " was given a state of "
              + asked.length
              + " values with tangents of "
              + directions.length
              + " at timestep "
              + timestep
              + " and returned "
              + (answer == null ? null : value.length + " and " + tangents.length));
    }
    int at = firstNotFinite(value);
    if (at < value.length) {
      throw new ArithmeticException(
          who
              + " predicted "
              + value[at]
              + " at timestep "
              + timestep
              + " for "
              + place("row", 0, at, value.length));
    }
    requireFiniteTangents(who, timestep, tangents, asked.length);
  }

  private static void requireFiniteTangents(String who, int timestep, double[] tangents, int m) {
    int at = firstNotFinite(tangents);
    if (at < tangents.length) {
      throw new ArithmeticException(
          who
              + " answered "
              + tangents[at]
              + " at timestep "
              + timestep
              + " for "
              + place("tangent", at / m, at % m, m));
    }
  }

  private static String place(String what, int row, int at, int m) {
    return what + " " + row + ", value " + at + " of " + m;
  }

  private static boolean fits(Batch answer, Batch asked) {
    return answer != null && answer.shape().equals(asked.shape()) && answer.rows() == asked.rows();
  }

  private static int firstNotFinite(float[] values) {
    int at = 0;
    while (at < values.length && Math.abs(values[at]) <= Float.MAX_VALUE) {
      at++;
    }
    return at;
  }

  private static int firstNotFinite(double[] values) {
    int at = 0;
    while (at < values.length && Math.abs(values[at]) <= Double.MAX_VALUE) {
      at++;
    }
    return at;
  }
}
