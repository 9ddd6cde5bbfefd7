package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ablation;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;

/**
 * Counterfactuals of a sample that take its steps exactly, each through its own ablated ensemble,
 * from the first step or from given states at a later one; chunk by chunk.
 */
final class CounterfactualWalk {
  /** What errors say of the rows of a chunk, as they count rows within it. */
  interface RowNames {
    /**
     * What the rows are.
     *
     * @param first which ablation row 0 is
     * @param rows how many there are
     * @return said after the error; empty for nothing
     */
    String of(long first, int rows);
  }

  /** Says which counterfactual row 0 is, if it is not the first. */
  static final RowNames ROWS =
      (first, rows) -> first == 0 ? "" : "row 0 is counterfactual " + first;

  /** Sees the images of a chunk before the visitor does. */
  interface Chunks {
    /** Nobody. */
    Chunks UNSEEN = (first, images) -> {};

    /**
     * Called once for each chunk, in order, on the thread that started the computation.
     *
     * @param first which ablation row 0 is
     * @param images the counterfactuals of the chunk
     */
    void see(long first, Batch images);
  }

  private final Sample sample;
  private final Ensemble ensemble;
  private final Execution execution;
  private final int chunk;
  private final FactualPoint factual;

  /** From the first step, with the sample's ensemble held. */
  CounterfactualWalk(Sample sample, Execution execution, int chunk) {
    this(sample, sample.ensemble().held(), execution, chunk);
  }

  /**
   * With an ensemble that is held by the caller.
   *
   * @param ensemble the sample's
   */
  CounterfactualWalk(Sample sample, Ensemble ensemble, Execution execution, int chunk) {
    this.sample = sample;
    this.ensemble = ensemble;
    this.execution = execution;
    this.chunk = chunk;
    this.factual = FactualPoint.of(ensemble);
  }

  /** Walks all the way; progress is reported in steps of counterfactuals. */
  void forEach(
      long count, LongFunction<Ablation> ablations, Chunks chunks, CounterfactualVisitor visitor) {
    forEach(ROWS, 0, this::fromNoise, count, ablations, chunks, visitor);
  }

  /** Before the first step all counterfactuals are the sample's noise. */
  SamplerState fromNoise(List<Ablation> group) {
    float[] start = sample.noise().start(sample.shape());
    return SamplerState.start(
        Batch.ofRows(sample.shape(), Collections.nCopies(group.size(), start)));
  }

  /**
   * Walks from given states; progress is reported in steps of counterfactuals.
   *
   * @param names what errors say of rows
   * @param taken steps that have been taken
   * @param starts the states of some ablations after that many steps, a row for each
   * @param count how many ablations
   * @param ablations the ablation of each index, on top of what was removed before
   * @param visitor receives what they come to, in order
   */
  void forEach(
      RowNames names,
      int taken,
      Function<List<Ablation>, SamplerState> starts,
      long count,
      LongFunction<Ablation> ablations,
      CounterfactualVisitor visitor) {
    forEach(names, taken, starts, count, ablations, Chunks.UNSEEN, visitor);
  }

  private void forEach(
      RowNames names,
      int taken,
      Function<List<Ablation>, SamplerState> starts,
      long count,
      LongFunction<Ablation> ablations,
      Chunks chunks,
      CounterfactualVisitor visitor) {
    int steps = sample.sampler().steps().size() - taken;
    long total = Math.multiplyExact(count, (long) steps);
    execution.progress(0, total);
    for (long first = 0; first < count; first += chunk) {
      int rows = (int) Math.min(chunk, count - first);
      List<Ablation> group = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        group.add(factual.onTop(ablations.apply(first + row)));
      }
      long begin = first;
      Batch images =
          AnswerCheck.naming(
              names.of(begin, rows),
              () -> walk(starts.apply(group), taken, group, begin * steps, total));
      chunks.see(first, images);
      for (int row = 0; row < rows; row++) {
        execution.checkCancelled();
        visitor.visit(first + row, group.get(row), images.row(row));
      }
    }
  }

  private Batch walk(
      SamplerState start, int taken, List<Ablation> ablations, long done, long total) {
    int rows = ablations.size();
    List<Coefficients> coefficients = ablations.stream().map(Ablation::coefficients).toList();
    List<SamplingStep> steps = sample.sampler().steps();
    // All counterfactuals of a sample share its noise, one row.
    List<SampleNoise> noise = List.of(sample.noise());
    SamplerState state = start;
    for (int k = taken; k < steps.size(); k++) {
      execution.checkCancelled();
      SamplingStep step = steps.get(k);
      Batch predicted = ensemble.predict(state.x(), step.timestep(), coefficients, execution);
      execution.checkCancelled();
      state = step.next(state, predicted, step.fresh(sample.shape(), k, noise));
      execution.progress(done + (k - taken + 1L) * rows, total);
    }
    return state.x();
  }
}
