package org.abc4j.testing;

import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * An ensemble whose members are exchanged once a sample is made: what the sample's counterfactuals
 * then come from are the others, though no sample of those could be made.
 */
public final class SwitchedEnsemble implements Ensemble {
  private final Ensemble first;
  private volatile Ensemble current;

  /** An ensemble that begins as a given one. */
  public SwitchedEnsemble(Ensemble first) {
    this.first = first;
    this.current = first;
  }

  /** Exchanges all members. */
  public void switchTo(Ensemble other) {
    current = other;
  }

  @Override
  public CodeAssignment code() {
    return first.code();
  }

  @Override
  public Shape shape() {
    return first.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return first.schedule();
  }

  @Override
  public NoiseModel member(int index) {
    return current.member(index);
  }
}
