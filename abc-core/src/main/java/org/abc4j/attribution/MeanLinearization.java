package org.abc4j.attribution;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;

/**
 * What an ensemble predicts at one state with its factual coefficients, and the derivatives of that
 * along some directions, in {@code double}; sums in the order of the members, as the ensemble's
 * own.
 *
 * <p>A {@link PreciseNoiseModel} is asked and answers in {@code double}, any other member in {@code
 * float}. As many members at a time as there are threads: each answers with all tangents, and the
 * answers of all would take n times the memory.
 *
 * <p>Immutable and thread-safe.
 */
public final class MeanLinearization {
  private final double[] mean;
  private final double[] tangents;
  private final double[][] values;

  private MeanLinearization(double[] mean, double[] tangents, double[][] values) {
    this.mean = mean;
    this.tangents = tangents;
    this.values = values;
  }

  /**
   * Asks each member that is there.
   *
   * @param ensemble the ensemble, best {@linkplain Ensemble#held held}
   * @param x a state, m values
   * @param timestep t
   * @param directions K directions of m values, one after another; none if K = 0
   * @param execution where members run, and whether to go on
   * @return the mean and its K tangents, the same bits for any execution
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws IllegalStateException if a member gives no answer, or one of other shapes or numbers of
   *     rows, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it and the
   *     timestep
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static MeanLinearization of(
      Ensemble ensemble, double[] x, int timestep, double[] directions, Execution execution) {
    FactualPoint at = FactualPoint.of(ensemble);
    int[] present = at.members();
    int n = present.length;
    double[] mean = new double[x.length];
    double[] tangents = new double[directions.length];
    double[][] values = new double[n][];
    // What members that compute in float are given, rounded once for all of them.
    Supplier<Batch> state = Suppliers.memoize(() -> Batch.rounded(ensemble.shape(), x));
    Supplier<Batch> rounded = Suppliers.memoize(() -> Batch.rounded(ensemble.shape(), directions));
    int window = Math.min(n, execution.threads());
    for (int first = 0; first < n; first += window) {
      int begin = first;
      PreciseLinearization[] members = new PreciseLinearization[Math.min(window, n - first)];
      execution.forEach(
          members.length,
          k -> {
            int index = present[begin + k];
            execution.checkCancelled();
            NoiseModel member = ensemble.member(index);
            execution.checkCancelled();
            members[k] =
                member instanceof PreciseNoiseModel precise
                    ? linearize(precise, index, x, timestep, directions, execution)
                    : linearize(member, index, state.get(), timestep, rounded.get(), execution);
          });
      for (int k = 0; k < members.length; k++) {
        execution.checkCancelled();
        double weight = at.weight(present[first + k]);
        values[first + k] = members[k].value();
        addScaled(mean, values[first + k], weight);
        addScaled(tangents, members[k].tangents(), weight);
        members[k] = null;
      }
    }
    return new MeanLinearization(mean, tangents, values);
  }

  private static PreciseLinearization linearize(
      PreciseNoiseModel member,
      int index,
      double[] x,
      int timestep,
      double[] directions,
      Execution execution) {
    PreciseLinearization found = member.linearize(x, timestep, directions, execution);
    AnswerCheck.require("member " + index, timestep, x, directions, found);
    return found;
  }

  private static PreciseLinearization linearize(
      NoiseModel member, int index, Batch x, int timestep, Batch directions, Execution execution) {
    DifferentiableNoiseModel differentiable = differentiable(member, index);
    Linearization found =
        directions.rows() == 0
            ? Linearization.of(differentiable.predict(x, timestep), directions)
            : differentiable.linearize(x, timestep, directions, execution);
    AnswerCheck.require("member " + index, timestep, x, directions, found);
    return PreciseLinearization.of(found.value().toDoubleArray(), found.tangents().toDoubleArray());
  }

  static DifferentiableNoiseModel differentiable(NoiseModel member, int index) {
    if (member instanceof DifferentiableNoiseModel differentiable) {
      return differentiable;
    }
    throw new IllegalArgumentException(
        "differential ablation needs members with input tangents, but member "
            + index
            + " is a "
            + member.getClass().getName()
            + ", which is no DifferentiableNoiseModel");
  }

  private static void addScaled(double[] sums, double[] values, double weight) {
    for (int p = 0; p < values.length; p++) {
      sums[p] += weight * values[p];
    }
  }

  /**
   * The predicted noise f·c⁰.
   *
   * @return a copy, m values
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * Its derivatives along the directions.
   *
   * @return a copy, K·m values
   */
  public double[] tangents() {
    return tangents.clone();
  }

  /** What each member that is there predicts; not a copy. */
  double[][] values() {
    return values;
  }
}
