package org.abc4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** The trial of each rule of {@link ContractReport.Rule} on one model. */
final class ContractTrials {
  private static final String WHO = "it";

  /** Tangents of each state. */
  private static final int TANGENTS = 3;

  /** Of the largest value. */
  private static final double PRECISION = 1e-5;

  /** Steps of central differences: for each tangent the best of them counts. */
  private static final double[] STEPS = {0x1p-3, 0x1p-6, 0x1p-9, 0x1p-12, 0x1p-15};

  private static final int CALLS_AT_ONCE = 8;

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
    int m = states.shape().size();
    for (int at = 0; at < found.length; at++) {
      int row = rows[at / m];
      float expected = first[k][row * m + at % m];
      if (Float.floatToIntBits(found[at]) != Float.floatToIntBits(expected)) {
        throw new Broken(
            "at timestep "
                + timesteps[k]
                + " value "
                + at % m
                + " of state "
                + row
                + " was "
                + expected
                + ", and "
                + how
                + " "
                + found[at]);
      }
    }
  }

  void refusal() {
    Shape shape = states.shape();
    Batch other = Batch.of(new Shape(1, 1, shape.size() + 1), new float[shape.size() + 1]);
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
    CyclicBarrier together = new CyclicBarrier(count);
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < count; thread++) {
      int own = thread;
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                together.await();
                for (int call = 0; call < CALLS_AT_ONCE; call++) {
                  int k = (own + call) % timesteps.length;
                  same(k, count == 1 ? all() : two(own + call, own), "on another thread");
                }
                return null;
              });
      tasks.add(task);
      Thread runner = new Thread(task, "abc-model-contract");
      runner.setDaemon(true);
      runner.start();
    }
    tasks.forEach(ContractTrials::finish);
  }

  private static void finish(FutureTask<Void> task) {
    try {
      task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("cancelled: the calling thread was interrupted");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failed.getCause());
    }
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
    for (int perRow : new int[] {0, 1, TANGENTS}) {
      Batch directions = directions(perRow);
      for (int k = 0; k < timesteps.length; k++) {
        Linearization found = differentiable.linearize(states, timesteps[k], directions);
        try {
          AnswerCheck.require(WHO, timesteps[k], states, directions, found);
        } catch (IllegalStateException | ArithmeticException unfit) {
          throw new Broken(unfit.getMessage());
        }
        if (!found.value().equals(Batch.of(states.shape(), first[k]))) {
          throw new Broken(
              "at timestep "
                  + timesteps[k]
                  + " it predicts other bits with "
                  + perRow
                  + " tangents a row than without");
        }
      }
    }
  }

  void derivative(DifferentiableNoiseModel differentiable, double tolerance) {
    int m = states.shape().size();
    Batch directions = directions(TANGENTS);
    for (int timestep : timesteps) {
      double[] found =
          differentiable.linearize(states, timestep, directions).tangents().toDoubleArray();
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
                  + " tangent "
                  + row % TANGENTS
                  + " of state "
                  + row / TANGENTS
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
    Batch directions = directions(TANGENTS);
    int m = states.shape().size();
    for (int timestep : timesteps) {
      for (int row = 0; row < states.rows(); row++) {
        Batch state = states.select(row);
        int own = row;
        Batch along =
            directions.select(IntStream.range(0, TANGENTS).map(k -> own * TANGENTS + k).toArray());
        Linearization inFloat = precise.linearize(state, timestep, along);
        double[] x = state.toDoubleArray();
        double[] v = along.toDoubleArray();
        PreciseLinearization found = precise.linearize(x, timestep, v);
        try {
          AnswerCheck.require(WHO, timestep, x, v, found);
        } catch (IllegalStateException | ArithmeticException unfit) {
          throw new Broken(unfit.getMessage());
        }
        near(timestep, row, "value", inFloat.value().toDoubleArray(), found.value(), m);
        near(timestep, row, "tangents", inFloat.tangents().toDoubleArray(), found.tangents(), m);
      }
    }
  }

  private static void near(
      int timestep, int row, String what, double[] inFloat, double[] found, int m) {
    double largest = Arrays.stream(found).map(Math::abs).max().orElse(0);
    for (int at = 0; at < found.length; at++) {
      if (!(Math.abs(found[at] - inFloat[at]) <= PRECISION * largest)) {
        throw new Broken(
            "at timestep "
                + timestep
                + " the "
                + what
                + " of state "
                + row
                + " at "
                + at % m
                + " is "
                + found[at]
                + " in double and "
                + inFloat[at]
                + " in float");
      }
    }
  }
}
