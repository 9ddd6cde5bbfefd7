package org.abc4j.onnx;

import java.util.Arrays;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * A graph in {@code double} with tangents by the definition of a directional derivative: (ε̂(x +
 * h·ẋ) − ε̂(x − h·ẋ)) / 2h.
 *
 * <p>h·ẋ has a largest value of ∛u times that of x, or of 1 if x is smaller, where u = 2⁻⁵² is the
 * rounding of a {@code double}. Then what is left of the third derivative, h²·ε̂‴/6, and what
 * rounding makes of the difference, u·ε̂/h, are both some 10⁻¹⁰ of values about 1. A tangent takes
 * two predictions. Thread-safe; calls may overlap.
 */
public final class DifferencedNoiseModel implements PreciseNoiseModel, AutoCloseable {
  /** ∛2⁻⁵², but for a factor near 1. */
  private static final double STEP = 0x1p-17;

  private final NoiseGraph graph;
  private final Optional<NoiseSchedule> schedule;

  DifferencedNoiseModel(NoiseGraph graph, Optional<NoiseSchedule> schedule) {
    this.graph = graph;
    this.schedule = schedule;
  }

  @Override
  public Shape shape() {
    return graph.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return schedule;
  }

  @Override
  public int preferredRows() {
    return 1;
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    int m = shape().size();
    double[] samples = x.toDoubleArray();
    double[] noise = new double[samples.length];
    for (int at = 0; at < samples.length; at += m) {
      double[] one = graph.predict(Arrays.copyOfRange(samples, at, at + m), timestep);
      System.arraycopy(one, 0, noise, at, m);
    }
    return Batch.rounded(shape(), noise);
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents) {
    return linearize(x, timestep, tangents, Execution.sequential());
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents, Execution execution) {
    int perRow = DifferentiableNoiseModel.requireTangents(this, x, tangents);
    int m = shape().size();
    double[] samples = x.toDoubleArray();
    double[] directions = tangents.toDoubleArray();
    double[] derivative = new double[directions.length];
    for (int row = 0; row < x.rows(); row++) {
      double[] one = Arrays.copyOfRange(samples, row * m, (row + 1) * m);
      int from = row * perRow * m;
      double[] some = Arrays.copyOfRange(directions, from, from + perRow * m);
      System.arraycopy(
          derivatives(one, timestep, some, execution), 0, derivative, from, some.length);
    }
    return Linearization.of(predict(x, timestep), Batch.rounded(shape(), derivative));
  }

  @Override
  public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
    return linearize(x, timestep, tangents, Execution.sequential());
  }

  @Override
  public PreciseLinearization linearize(
      double[] x, int timestep, double[] tangents, Execution execution) {
    PreciseNoiseModel.requireValues(this, x, tangents);
    return PreciseLinearization.of(
        graph.predict(x.clone(), timestep), derivatives(x, timestep, tangents, execution));
  }

  private double[] derivatives(double[] x, int timestep, double[] tangents, Execution execution) {
    int m = shape().size();
    double[] derivatives = new double[tangents.length];
    double reach = STEP * Math.max(1, largest(x, 0, m));
    for (int at = 0; at < tangents.length; at += m) {
      execution.checkCancelled();
      double size = largest(tangents, at, m);
      if (size == 0) {
        continue;
      }
      double h = reach / size;
      double[] ahead = graph.predict(moved(x, h, tangents, at), timestep);
      double[] behind = graph.predict(moved(x, -h, tangents, at), timestep);
      for (int j = 0; j < m; j++) {
        derivatives[at + j] = (ahead[j] - behind[j]) / (2 * h);
      }
    }
    return derivatives;
  }

  private static double[] moved(double[] x, double h, double[] tangents, int from) {
    double[] moved = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      moved[j] = x[j] + h * tangents[from + j];
    }
    return moved;
  }

  private static double largest(double[] values, int from, int count) {
    double largest = 0;
    for (int j = from; j < from + count; j++) {
      largest = Math.max(largest, Math.abs(values[j]));
    }
    return largest;
  }

  /** Frees the graph; no model of it can be asked any more. */
  @Override
  public void close() {
    graph.session().close();
  }

  @Override
  public String toString() {
    return "DifferencedNoiseModel[" + shape() + ", " + graph.session().file().path() + "]";
  }
}
