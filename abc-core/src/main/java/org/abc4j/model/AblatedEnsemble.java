package org.abc4j.model;

import java.util.Objects;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.noise.NoiseSchedule;

/** An ensemble from which sources were removed, in memory. */
final class AblatedEnsemble implements Ensemble {
  private final Ensemble whole;
  private final CodeAssignment code;
  private final Codeword removed;

  private AblatedEnsemble(Ensemble whole, CodeAssignment code, Codeword removed) {
    this.whole = whole;
    this.code = code;
    this.removed = removed;
  }

  static Ensemble of(Ensemble whole, long... sources) {
    return new AblatedEnsemble(
        whole, whole.code().without(sources), whole.ablation(sources).removed());
  }

  @Override
  public CodeAssignment code() {
    return code;
  }

  @Override
  public Shape shape() {
    return whole.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return whole.schedule();
  }

  @Override
  public Codeword removed() {
    return removed;
  }

  @Override
  public NoiseModel member(int index) {
    if (removed.contains(Objects.checkIndex(index, removed.length()))) {
      throw new IllegalStateException(
          "member " + index + " was removed, and nobody may ask it: it saw a removed source");
    }
    return whole.member(index);
  }

  @Override
  public Ensemble held() {
    Ensemble held = whole.held();
    return held == whole ? this : new AblatedEnsemble(held, code, removed);
  }

  @Override
  public String toString() {
    return whole + " without " + removed.weight() + " of its members";
  }
}
