package org.abc4j.attribution;

import java.util.Objects;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;

/**
 * The n × n matrix G = JᵀMJ of a centred Jacobian: d(c)² = zᵀGz with z = c − u, whatever the size
 * of the image. Where members were removed, their rows and columns are 0 and z is c less the
 * factual coefficients.
 *
 * <p>Immutable and thread-safe.
 */
public final class JacobianGram {
  private final double[][] gram;
  private final FactualPoint at;

  JacobianGram(double[][] owned) {
    this(owned, FactualPoint.full(owned.length));
  }

  JacobianGram(double[][] owned, FactualPoint at) {
    this.gram = owned;
    this.at = at;
  }

  /**
   * Number of members, n.
   *
   * @return the number of rows and columns
   */
  public int members() {
    return gram.length;
  }

  /**
   * An entry of the matrix.
   *
   * @param row index of a member
   * @param column index of a member
   * @return the inner product of their Jacobian columns
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public double get(int row, int column) {
    return gram[Objects.checkIndex(row, gram.length)][Objects.checkIndex(column, gram.length)];
  }

  /**
   * The distance of a first-order counterfactual from its factual sample.
   *
   * @param coefficients n coefficients that sum to n
   * @return √(zᵀGz)
   * @throws IllegalArgumentException if their number or sum is another, or that of a removed member
   *     is not 0
   */
  public double distance(Coefficients coefficients) {
    return distance(at.direction(coefficients));
  }

  private double distance(double[] z) {
    double squared = 0;
    for (int j = 0; j < z.length; j++) {
      double product = 0;
      for (int k = 0; k < z.length; k++) {
        product += gram[j][k] * z[k];
      }
      squared += z[j] * product;
    }
    // G is positive semidefinite; rounding may leave a square just below 0.
    return Math.sqrt(Math.max(0, squared));
  }

  /**
   * The distance of the first-order counterfactual of an ablation.
   *
   * @param ablation what is removed, beside what the ensemble had lost before
   * @return √(zᵀGz)
   * @throws IllegalArgumentException if it is of another number of members
   */
  public double distance(Ablation ablation) {
    return distance(at.direction(ablation));
  }
}
