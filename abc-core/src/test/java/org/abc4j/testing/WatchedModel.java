package org.abc4j.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.noise.NoiseSchedule;

/** A noise model that tells of each call before it answers, and remembers what it was given. */
public final class WatchedModel implements DifferentiableNoiseModel {

  /**
   * What a model was given in one call.
   *
   * @param rows number of rows
   * @param tangents number of tangents, −1 if none were asked for
   */
  public record Call(int rows, int tangents) {}

  private final DifferentiableNoiseModel model;
  private final int preferredRows;
  private final Runnable begin;
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

  /**
   * A model that is watched.
   *
   * @param model what answers
   * @param preferredRows the rows that it says it prefers
   * @param begin run at the beginning of each call
   */
  public WatchedModel(DifferentiableNoiseModel model, int preferredRows, Runnable begin) {
    this.model = model;
    this.preferredRows = preferredRows;
    this.begin = begin;
  }

  /**
   * Watches the members of an ensemble.
   *
   * @param ensemble the ensemble, of differentiable members
   * @param preferredRows the rows that each says it prefers
   * @param begin run at the beginning of each call
   * @return its members, watched
   */
  public static List<WatchedModel> membersOf(Ensemble ensemble, int preferredRows, Runnable begin) {
    return IntStream.range(0, ensemble.size())
        .mapToObj(ensemble::member)
        .map(member -> new WatchedModel((DifferentiableNoiseModel) member, preferredRows, begin))
        .toList();
  }

  /**
   * The calls so far.
   *
   * @return the calls in order
   */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Forgets the calls so far. */
  public void forget() {
    calls.clear();
  }

  @Override
  public Shape shape() {
    return model.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return model.schedule();
  }

  @Override
  public int preferredRows() {
    return preferredRows;
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    calls.add(new Call(x.rows(), -1));
    begin.run();
    return model.predict(x, timestep);
  }

  @Override
  public Linearization linearize(Batch x, int timestep, Batch tangents) {
    calls.add(new Call(x.rows(), tangents.rows()));
    begin.run();
    return model.linearize(x, timestep, tangents);
  }
}
