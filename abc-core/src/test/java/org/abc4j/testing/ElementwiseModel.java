package org.abc4j.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/** A noise model that maps each value by a formula and remembers how many rows it was given. */
public final class ElementwiseModel implements NoiseModel {
  /** ε̂ of one value. */
  @FunctionalInterface
  public interface Formula {
    /**
     * Predicts the noise of one value.
     *
     * @param x the value
     * @param timestep t
     * @return ε̂
     */
    double apply(double x, int timestep);
  }

  private final Shape shape;
  private final Formula formula;
  private final Optional<NoiseSchedule> schedule;
  private final List<Integer> calls = Collections.synchronizedList(new ArrayList<>());

  /**
   * A model of a formula.
   *
   * @param shape shape of its samples
   * @param formula what each value is mapped by
   */
  public ElementwiseModel(Shape shape, Formula formula) {
    this(shape, formula, Optional.empty());
  }

  private ElementwiseModel(Shape shape, Formula formula, Optional<NoiseSchedule> schedule) {
    this.shape = shape;
    this.formula = formula;
    this.schedule = schedule;
  }

  /**
   * A model that knows its noise schedule.
   *
   * @param known the schedule
   * @return a copy without calls
   */
  public ElementwiseModel withSchedule(NoiseSchedule known) {
    return new ElementwiseModel(shape, formula, Optional.of(known));
  }

  /**
   * The calls so far.
   *
   * @return number of rows in each call, in order
   */
  public List<Integer> calls() {
    return List.copyOf(calls);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return schedule;
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    calls.add(x.rows());
    float[] values = x.toArray();
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) formula.apply(values[j], timestep);
    }
    return Batch.of(shape, values);
  }
}
