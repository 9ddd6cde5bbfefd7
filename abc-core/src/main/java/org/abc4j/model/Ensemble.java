package org.abc4j.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.Separation;
import org.abc4j.noise.NoiseSchedule;

/**
 * Members f₁ … f_n, each trained on the split that the code gives it, combined as f·c = Σ fᵢ·cᵢ/n
 * (sections 2.3 and 2.4).
 *
 * <p>A member whose coefficient is 0 is never evaluated and never multiplied in, so nothing that it
 * holds, not even NaN, reaches the result. An implementation may load its members when they are
 * asked for.
 *
 * <p><b>Removed sources.</b> An ensemble from which sources were removed for good has lost every
 * member that saw them. It keeps its n positions: {@link #removed} says which are empty, and asking
 * for their members fails. Its factual coefficients are those of {@link #factual}, so its samples
 * are, to the bit, the counterfactuals without those sources that the ensemble had before; a
 * counterfactual of it leaves out what was removed and more. Removing s and then t is removing
 * both. Theorem 1 does not hold for it: see {@link #separation}.
 */
public interface Ensemble {

  /**
   * Which source is seen by which members.
   *
   * @return the code assignment, with one position a member
   */
  CodeAssignment code();

  /**
   * The shape of the samples.
   *
   * @return the shape
   */
  Shape shape();

  /**
   * The noise schedule that the members were made for.
   *
   * @return the schedule, or empty if it is not known
   */
  default Optional<NoiseSchedule> schedule() {
    return Optional.empty();
  }

  /**
   * A member.
   *
   * @param index from 0 to {@code size() - 1}
   * @return f_index
   * @throws IndexOutOfBoundsException if there is no such member
   * @throws IllegalStateException if it was {@linkplain #removed removed}
   */
  NoiseModel member(int index);

  /**
   * The members that were removed for good, because they saw a removed source.
   *
   * @return a word of weight less than n; empty where all members are there
   */
  default Codeword removed() {
    return Codeword.of(size());
  }

  /**
   * The ablation that this ensemble is the result of. Its coefficients are the factual ones: those
   * of which samples are made, and at which Jacobians are taken.
   *
   * @return the ablation of the removed members; of none, with coefficients u, where all are there
   */
  default Ablation factual() {
    return Ablation.ofMembers(removed());
  }

  /**
   * The ablation of some sources, on top of what was removed before.
   *
   * @param sources indices of sources, at least one
   * @return the ablation of the removed members and of all that saw one of the sources
   * @throws IllegalArgumentException if a source is unknown, none is given, or no member would
   *     survive; the message names the sources
   */
  default Ablation ablation(long... sources) {
    return Ablation.ofSources(code(), removed(), sources);
  }

  /**
   * Which sources can be told apart with the members that are there.
   *
   * @return the separation; nothing is computed before it is asked
   */
  default Separation separation() {
    return Separation.of(code(), removed());
  }

  /**
   * This ensemble without some sources, for good: without every member that saw one of them. The
   * sources are gone from its code and the others numbered anew ({@link CodeAssignment#without}).
   *
   * <p>It is a view that never asks this ensemble for a removed member. To have the members gone
   * from disk too, remove sources from a stored ensemble.
   *
   * @param sources indices of the sources, at least one
   * @return the ensemble without them
   * @throws IllegalArgumentException if a source is unknown, none is given, no source would be left
   *     or no member survive
   */
  default Ensemble without(long... sources) {
    return AblatedEnsemble.of(this, sources);
  }

  /**
   * The same ensemble for one computation, which asks for the same members again and again: those
   * that it has asked for stay in memory as long as this view of the ensemble does, if they fit.
   *
   * @return a view, or this ensemble if its members are all at hand
   */
  default Ensemble held() {
    return this;
  }

  /**
   * Number of members, the paper's n.
   *
   * @return the length of the code
   */
  default int size() {
    return code().codebook().length();
  }

  /**
   * Predicts the noise in each row with coefficients of its own.
   *
   * <p>Each member gets all rows in which its coefficient is not 0, in batches of {@link
   * NoiseModel#preferredRows}; of rows that are all the same bits, one. The sum runs in the order
   * of the members, in {@code double}, and is rounded once: a row's result is the same bits
   * whatever else is in the batch and however the work is spread over threads.
   *
   * @param x noisy samples of shape {@link #shape()}
   * @param timestep t, from 0 to T − 1
   * @param coefficients one vector of n coefficients for each row
   * @param execution where members run, and whether to go on: asked before each batch of a member
   * @return Σ fᵢ(x, t)·cᵢ/n for each row
   * @throws IllegalArgumentException if shapes or lengths do not fit, or a coefficient of a removed
   *     member is not 0, naming member and row
   * @throws IllegalStateException if a member that is evaluated gives no answer, or one of another
   *     shape or number of rows, naming it
   * @throws ArithmeticException if one predicts a value that is not finite, naming it, timestep and
   *     row
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Batch predict(
      Batch x, int timestep, List<Coefficients> coefficients, Execution execution) {
    return WeightedMean.predict(this, x, timestep, coefficients, execution);
  }

  /**
   * The model f·c, of one fixed coefficient vector. Its members are {@linkplain #held held}.
   *
   * @param coefficients n coefficients
   * @return the model Σ fᵢ·cᵢ/n
   * @throws IllegalArgumentException if there are not n coefficients, or that of a removed member
   *     is not 0
   */
  default NoiseModel with(Coefficients coefficients) {
    return with(coefficients, Execution.sequential());
  }

  /**
   * The model f·c, of one fixed coefficient vector, its members {@linkplain #held held} and on
   * other threads.
   *
   * @param coefficients n coefficients
   * @param execution where members run, and whether to go on
   * @return the model Σ fᵢ·cᵢ/n, the same bits for any execution
   * @throws IllegalArgumentException if there are not n coefficients, or that of a removed member
   *     is not 0
   */
  default NoiseModel with(Coefficients coefficients, Execution execution) {
    coefficients.requireSize(size());
    coefficients.requireNone(removed());
    Ensemble ensemble = held();
    return new NoiseModel() {
      @Override
      public Shape shape() {
        return ensemble.shape();
      }

      @Override
      public Optional<NoiseSchedule> schedule() {
        return ensemble.schedule();
      }

      /** Any number: each member's rows go in batches of its own. */
      @Override
      public int preferredRows() {
        return Integer.MAX_VALUE;
      }

      @Override
      public Batch predict(Batch x, int timestep) {
        return ensemble.predict(
            x, timestep, Collections.nCopies(x.rows(), coefficients), execution);
      }
    };
  }

  /**
   * An ensemble of members that are all at hand.
   *
   * @param code which source is seen by which members
   * @param members as many as the code is long, all of one shape and, where it is known, one noise
   *     schedule
   * @return the ensemble
   * @throws IllegalArgumentException if their number, a shape or a schedule does not fit
   */
  static Ensemble of(CodeAssignment code, List<? extends NoiseModel> members) {
    return new MemberList(code, members);
  }
}
