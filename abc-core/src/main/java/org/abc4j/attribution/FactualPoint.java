package org.abc4j.attribution;

import java.util.Arrays;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;

/**
 * Where a Jacobian is taken: the factual coefficients, u unless members were removed, and the
 * members along whose coefficients derivatives exist, those that are there.
 *
 * <p>Immutable.
 */
final class FactualPoint {
  private final Codeword removed;
  private final Coefficients factual;
  private final int[] members;

  private FactualPoint(Ablation factual) {
    this.removed = factual.removed();
    this.factual = factual.coefficients();
    this.members = removed.complement().members();
  }

  static FactualPoint of(Ensemble ensemble) {
    return new FactualPoint(ensemble.factual());
  }

  /** Of an ensemble whose n members are all there. */
  static FactualPoint full(int members) {
    return new FactualPoint(Ablation.ofMembers(Codeword.of(members)));
  }

  /** Number of positions, n. */
  int size() {
    return removed.length();
  }

  /** The members that are there, in order; not a copy. */
  int[] members() {
    return members;
  }

  /** What a member's prediction is multiplied by in the factual mean. */
  double weight(int member) {
    return factual.get(member) / size();
  }

  /** An ablation, on top of what was removed before. */
  Ablation onTop(Ablation ablation) {
    return removed.weight() == 0 ? ablation : ablation.and(removed);
  }

  /** From these coefficients to those of an ablation on top of what was removed. */
  double[] direction(Ablation ablation) {
    return direction(onTop(ablation).coefficients());
  }

  /**
   * From these coefficients to others, along which a centred Jacobian is the Jacobian.
   *
   * @return n values that sum to 0; 0 for a removed member
   */
  double[] direction(Coefficients coefficients) {
    int n = size();
    coefficients.requireSize(n);
    coefficients.requireNone(removed);
    double[] z = new double[n];
    Arrays.setAll(z, i -> coefficients.get(i) - factual.get(i));
    double sum = Arrays.stream(z).sum();
    if (!(Math.abs(sum) <= 1e-9 * n)) {
      throw new IllegalArgumentException(
          "a centred Jacobian takes coefficients that sum to n = "
              + n
              + ", found the sum "
              + (sum + n));
    }
    return z;
  }

  /** The values of the members that are there. */
  double[] present(double[] ofAll) {
    return members.length == ofAll.length
        ? ofAll
        : Arrays.stream(members).mapToDouble(i -> ofAll[i]).toArray();
  }
}
