package org.abc4j.model;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** The trial of each rule of {@link ContractReport.Rule} on one model. */
final class ContractTrials {
  private static final String WHO = "it";

  /** Tangents of each state. */
  private static final int TANGENTS = 3;

  /** Jacobians ask without tangents too, at their first step. */
  private static final int[] COUNTS = {0, 1, TANGENTS};

  /** Of the largest value. */
  private static final double PRECISION = 1e-5;

  /** Steps of central differences: for each tangent the best of them counts. */
  private static final double[] STEPS = {0x1p-3, 0x1p-6, 0x1p-9, 0x1p-12, 0x1p-15};

  private static final int CALLS_AT_ONCE = 8;

  private static final Execution EXECUTION = Execution.sequential();

  private final NoiseModel model;
  private final Batch states;
  private final int[] timesteps;

  /** The first answers, at each timestep; null before {@link #answer}. */
  private float[][] first;

  ContractTrials(NoiseModel model, Batch states, int[] timesteps) {
    this.model = model;
    this.states = states;
    this.timesteps = timesteps;
  }

  /** What is wrong. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message, null, false, false);
    }
  }

  void answer() {
    first = new float[timesteps.length][];
    for (int k = 0; k < timesteps.length; k++) {
      first[k] = ask(states, timesteps[k]);
    }
  }

  /** An answer that fits, finite or not. */
  private float[] ask(Batch given, int timestep) {
    EXECUTION.checkCancelled();
    Batch answer = model.predict(given, timestep);
    try {
      AnswerCheck.require(WHO, timestep, given, answer);
    } catch (IllegalStateException unfit) {
      throw new Broken(unfit.getMessage());
    } catch (ArithmeticException notFinite) {
      return answer.toArray();
    }
    return answer.toArray();
  }

  void noRows() {
    ask(states.select(), timesteps[0]);
  }

  void finite() {
    for (int k = 0; k < timesteps.length; k++) {
      try {
        AnswerCheck.require(WHO, timesteps[k], states, Batch.of(states.shape(), first[k]));
      } catch (ArithmeticException notFinite) {
        throw new Broken(notFinite.getMessage());
      }
    }
  }

  void repeatable() {
    for (int k = timesteps.length - 1; k >= 0; k--) {
      same(k, all(), "when it was asked again");
    }
  }

  void anyBatch(int many) {
    int rows = states.rows();
    for (int k = 0; k < timesteps.length; k++) {
      for (int row = 0; row < rows; row++) {
        same(k, new int[] {row}, "alone");
      }
      same(k, IntStream.range(0, rows).map(row -> rows - 1 - row).toArray(), "in reverse order");
      same(k, IntStream.range(0, many).map(at -> at % rows).toArray(), "in " + many + " rows");
    }
  }

  /** Asks for some of the states and compares bits with the first answers. */
  private void same(int k, int[] rows, String how) {
    float[] found = ask(states.select(rows), timesteps[k]);
    sameBits(timesteps[k], row -> "state " + rows[row], first(k).select(rows), found, how);
  }

  private Batch first(int k) {
    return Batch.of(states.shape(), first[k]);
  }

  private static void sameBits(
      int timestep, IntFunction<String> what, Batch expected, float[] found, String how) {
    int m = expected.shape().size();
    for (int at = 0; at < found.length; at++) {
      float was = expected.get(at / m, at % m);
      if (Float.floatToIntBits(found[at]) != Float.floatToIntBits(was)) {
        throw new Broken(
            "at timestep "
                + timestep
                + " value "
                + at % m
                + " of "
                + what.apply(at / m)
                + " was "
                + was
                + ", and "
                + how
                + " "
                + found[at]);
      }
    }
  }

  void refusal() {
    Shape shape = states.shape();
    int size = shape.size();
    // One value more, as many again, and as many otherwise arranged.
    refusal(new Shape(1, 1, size + 1));
    refusal(new Shape(2 * shape.channels(), shape.height(), shape.width()));
    refusal(shape.height() == 1 ? new Shape(size, 1, 1) : new Shape(1, 1, size));
  }

  private void refusal(Shape otherShape) {
    Shape shape = states.shape();
    if (otherShape.equals(shape)) {
      return;
    }
    Batch other = Batch.of(otherShape, new float[otherShape.size()]);
    Batch answer;
    try {
      answer = model.predict(other, timesteps[0]);
    } catch (IllegalArgumentException refused) {
      return;
    }
    throw new Broken(
        "it denoises samples of shape "
            + shape
            + ", was given "
            + other
            + " and returned "
            + answer);
  }

  private int[] all() {
    return IntStream.range(0, states.rows()).toArray();
  }

  private int[] two(int first, int second) {
    return new int[] {first % states.rows(), second % states.rows()};
  }

  /** Asks on another thread, or on several of them at once, then on each about other states. */
  void onThreads(int count) {
    TrialThreads.run(
        count,
        CALLS_AT_ONCE,
        (own, call) ->
            same(
                (own + call) % timesteps.length,
                count == 1 ? all() : two(own + call, own),
                "on another thread"));
  }

  /** Tangents of all states, K each; if there are several, the last is 0. */
  private Batch directions(int perRow) {
    int m = states.shape().size();
    float[] values =
        CounterRandom.of(0, Purpose.EXAMPLE)
            .gaussians(1, 0, Math.multiplyExact(states.rows() * perRow, m));
    for (int row = 0; row < states.rows() && perRow > 1; row++) {
      int end = (row + 1) * perRow * m;
      Arrays.fill(values, end - m, end, 0);
    }
    return Batch.of(states.shape(), values);
  }

  void tangents(DifferentiableNoiseModel differentiable) {
    Asked withExecution = (x, t, tangents) -> differentiable.linearize(x, t, tangents, EXECUTION);
    Batch one = states.select(0);
    for (int perRow : COUNTS) {
      Batch directions = directions(perRow);
      Batch ofOne = directions.select(IntStream.range(0, perRow).toArray());
      String with = "with " + perRow + " tangents a row";
      for (int k = 0; k < timesteps.length; k++) {
        int t = timesteps[k];
        Linearization found = fit(t, states, directions, differentiable::linearize);
        sameBits(t, row -> "state " + row, first(k), found.value().toArray(), with);
        Linearization asked = fit(t, states, directions, withExecution);
        sameLinearization(t, perRow, found, asked, with + " and an execution");
        float[] alone = fit(t, one, ofOne, withExecution).value().toArray();
        sameBits(t, row -> "state 0", first(k).select(0), alone, "alone " + with);
      }
    }
  }

  private static void sameLinearization(
      int timestep, int perRow, Linearization expected, Linearization found, String how) {
    float[] value = found.value().toArray();
    sameBits(timestep, row -> "state " + row, expected.value(), value, how);
    float[] tangents = found.tangents().toArray();
    sameBits(timestep, row -> tangent(row, perRow), expected.tangents(), tangents, how);
  }

  private static String tangent(int row, int perRow) {
    return "tangent " + row % perRow + " of state " + row / perRow;
  }

  /** One of the two ways in which a model is asked for tangents. */
  @FunctionalInterface
  private interface Asked {
    Linearization linearize(Batch x, int timestep, Batch tangents);
  }

  /** An answer that fits and is finite. */
  private static Linearization fit(int timestep, Batch x, Batch directions, Asked way) {
    EXECUTION.checkCancelled();
    Linearization found = way.linearize(x, timestep, directions);
    try {
      AnswerCheck.require(WHO, timestep, x, directions, found);
    } catch (IllegalStateException | ArithmeticException unfit) {
      throw new Broken(unfit.getMessage());
    }
    return found;
  }

  void derivative(DifferentiableNoiseModel differentiable, double tolerance) {
    int m = states.shape().size();
    Batch directions = directions(TANGENTS);
    for (int timestep : timesteps) {
      double[] found =
          fit(timestep, states, directions, differentiable::linearize).tangents().toDoubleArray();
      double[] least = new double[directions.rows()];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      for (double step : STEPS) {
        float[] ahead = ask(moved(directions, step), timestep);
        float[] behind = ask(moved(directions, -step), timestep);
        for (int row = 0; row < least.length; row++) {
          least[row] = Math.min(least[row], distance(found, ahead, behind, step, row * m, m));
        }
      }
      for (int row = 0; row < least.length; row++) {
        if (!(least[row] <= tolerance)) {
          throw new Broken(
              "at timestep "
                  + timestep
                  + " "
                  + tangent(row, TANGENTS)
                  + " differs from central differences by "
                  + least[row]
                  + " of the largest value, more than "
                  + tolerance);
        }
      }
    }
  }

  /** The states, each once for each of its tangents, moved along it. */
  private Batch moved(Batch directions, double step) {
    int m = states.shape().size();
    double[] values = directions.toDoubleArray();
    for (int at = 0; at < values.length; at++) {
      values[at] = states.get(at / m / TANGENTS, at % m) + step * values[at];
    }
    return Batch.rounded(states.shape(), values);
  }

  /**
   * How far a tangent is from a difference, as a share of the largest value of either; what the
   * rounding of the two predictions can account for is not counted.
   */
  private static double distance(
      double[] tangents, float[] ahead, float[] behind, double step, int from, int m) {
    double largest = 0;
    double rounding = 0;
    double off = 0;
    for (int at = from; at < from + m; at++) {
      double difference = ((double) ahead[at] - behind[at]) / (2 * step);
      rounding = Math.max(rounding, Math.max(Math.ulp(ahead[at]), Math.ulp(behind[at])) / step);
      largest = Math.max(largest, Math.max(Math.abs(difference), Math.abs(tangents[at])));
      off = Math.max(off, Math.abs(difference - tangents[at]));
    }
    return off <= rounding ? 0 : off / largest;
  }

  void precision(PreciseNoiseModel precise) {
    for (int perRow : COUNTS) {
      Batch directions = directions(perRow);
      for (int timestep : timesteps) {
        for (int row = 0; row < states.rows(); row++) {
          int from = row * perRow;
          Batch along = directions.select(IntStream.range(from, from + perRow).toArray());
          precision(precise, timestep, row, along);
        }
      }
    }
  }

  private void precision(PreciseNoiseModel precise, int timestep, int row, Batch along) {
    Batch state = states.select(row);
    Linearization inFloat = fit(timestep, state, along, precise::linearize);
    double[] x = state.toDoubleArray();
    double[] v = along.toDoubleArray();
    PreciseLinearization found = precise.linearize(x, timestep, v);
    PreciseLinearization again = precise.linearize(x, timestep, v, Execution.sequential());
    if (!Arrays.equals(found.value(), again.value())
        || !Arrays.equals(found.tangents(), again.tangents())) {
      throw new Broken(
          "at timestep "
              + timestep
              + " the answer in double for state "
              + row
              + " with "
              + along.rows()
              + " tangents has other bits with an execution");
    }
    try {
      AnswerCheck.require(WHO, timestep, x, v, found);
    } catch (IllegalStateException | ArithmeticException unfit) {
      throw new Broken(unfit.getMessage());
    }
    int perRow = along.rows();
    near(timestep, perRow, at -> "state " + row, inFloat.value(), found.value());
    near(
        timestep,
        perRow,
        at -> tangent(row * perRow + at, perRow),
        inFloat.tangents(),
        found.tangents());
  }

  private static void near(
      int timestep, int perRow, IntFunction<String> what, Batch inFloat, double[] found) {
    double largest = Arrays.stream(found).map(Math::abs).max().orElse(0);
    int m = inFloat.shape().size();
    for (int at = 0; at < found.length; at++) {
      float rounded = inFloat.get(at / m, at % m);
      if (!(Math.abs(found[at] - rounded) <= PRECISION * largest)) {
        throw new Broken(
            "at timestep "
                + timestep
                + " value "
                + at % m
                + " of "
                + what.apply(at / m)
                + " is "
                + found[at]
                + " in double and "
                + rounded
                + " in float, with "
                + perRow
                + " tangents");
      }
    }
  }
}
