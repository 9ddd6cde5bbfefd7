package org.abc4j.evaluation;

import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.matrix.Products;
import org.abc4j.matrix.SingularValues;
import org.abc4j.matrix.SymmetricEigen;

/**
 * The Fréchet distance between two Gaussian distributions, which is the FID when the features are
 * Inception's (Heusel et al. 2017; appendix C.1 and Table 3 of the paper):
 *
 * <pre>  d² = ‖μ₁ − μ₂‖² + Tr Σ₁ + Tr Σ₂ − 2 Tr (Σ₁Σ₂)^½ </pre>
 *
 * <p>As is the custom, the number returned is d², in squared units of the features.
 *
 * <p>Method: from the eigenvalues of the symmetric Σ come factors F with F·Fᵀ = Σ, and the last
 * trace is the sum of the singular values of F₁ᵀF₂. No square root of a product of matrices is
 * taken, so a singular covariance (fewer images than features) needs no offset on its diagonal.
 *
 * <p>Accuracy, relative to Tr Σ₁ + Tr Σ₂: 1e-14 to 1e-13 for well-conditioned covariances and for
 * singular ones whose other eigenvalues are not tiny. An eigenvalue λ is known only to about 2⁻⁵²
 * of the largest one, so its root is less certain the smaller λ is; close above the cut named below
 * that leaves about 1e-7, which is the limit of any method that starts from covariances.
 *
 * <p>Values that exact arithmetic could not give are dealt with so:
 *
 * <ul>
 *   <li>an eigenvalue of a covariance below 8d·2⁻⁵² of its largest one cannot be told from rounding
 *       and counts as 0;
 *   <li>so does a negative one, down to −1e-5 of the largest, since covariances are often computed
 *       in single precision; one further down is refused as no covariance's;
 *   <li>a negative d², which rounding can give between distributions that are all but equal,
 *       becomes 0.
 * </ul>
 *
 * <p>Time is about 22·d³ operations, on the calling thread alone: some twenty seconds for 2,048
 * features. Memory is at most 6·d² numbers beside the moments. Stateless and thread-safe.
 */
public final class FrechetDistance {
  private static final double NEGATIVE = 1e-5;
  private static final double CUT = 8 * 0x1.0p-52;

  /**
   * Pieces of work for each feature: 3 for either factor, 1 for their product, 3 for its values.
   */
  private static final long PIECES = 10;

  private FrechetDistance() {}

  /**
   * Distance between two sets of feature vectors, with unbiased covariances (ddof 1).
   *
   * @param a n ≥ 2 rows of d features
   * @param b m ≥ 2 rows of d features
   * @return d², at least 0
   * @throws IllegalArgumentException if the dimensions differ, or as {@link
   *     GaussianMoments#of(double[][], int)} says
   * @throws ArithmeticException if the squares of the features or the distance exceed the range of
   *     {@code double}
   */
  public static double between(double[][] a, double[][] b) {
    return between(a, b, 1);
  }

  /**
   * Distance between two sets of feature vectors.
   *
   * @param a n rows of d features, n > {@code ddof}
   * @param b m rows of d features, m > {@code ddof}
   * @param ddof what is taken off the number of rows in the divisor of both covariances: 1 or 0
   * @return d², at least 0
   * @throws IllegalArgumentException if the dimensions differ, or as {@link
   *     GaussianMoments#of(double[][], int)} says
   * @throws ArithmeticException if the squares of the features or the distance exceed the range of
   *     {@code double}
   */
  public static double between(double[][] a, double[][] b, int ddof) {
    return between(a, b, ddof, Execution.sequential());
  }

  /**
   * Distance between two sets of feature vectors, with progress and an end on request.
   *
   * @param a n rows of d features, n > {@code ddof}
   * @param b m rows of d features, m > {@code ddof}
   * @param ddof what is taken off the number of rows in the divisor of both covariances: 1 or 0
   * @param execution told of pieces of work, and asked between them, many times a second; the work
   *     is done on the calling thread alone
   * @return d², at least 0
   * @throws IllegalArgumentException if the dimensions differ, or as {@link
   *     GaussianMoments#of(double[][], int)} says
   * @throws ArithmeticException if the squares of the features or the distance exceed the range of
   *     {@code double}
   * @throws CancellationException if the execution ends the computation
   */
  public static double between(double[][] a, double[][] b, int ddof, Execution execution) {
    long features = a.length == 0 ? 0 : a[0].length;
    PiecesDone pieces = PiecesDone.begin(execution, (long) a.length + b.length + PIECES * features);
    GaussianMoments ofA = GaussianMoments.of(a, ddof, pieces);
    return between(ofA, GaussianMoments.of(b, ddof, pieces), pieces);
  }

  /**
   * Distance between two Gaussian distributions.
   *
   * @param a moments of the one, in d dimensions
   * @param b moments of the other, in d dimensions
   * @return d², at least 0
   * @throws IllegalArgumentException if the dimensions differ, or if a covariance has an eigenvalue
   *     below −1e-5 of its largest one
   * @throws ArithmeticException if the distance exceeds the range of {@code double}
   */
  public static double between(GaussianMoments a, GaussianMoments b) {
    return between(a, b, Execution.sequential());
  }

  /**
   * Distance between two Gaussian distributions, with progress and an end on request.
   *
   * @param a moments of the one, in d dimensions
   * @param b moments of the other, in d dimensions
   * @param execution told of pieces of work, and asked between them, many times a second; the work
   *     is done on the calling thread alone
   * @return d², at least 0
   * @throws IllegalArgumentException if the dimensions differ, or if a covariance has an eigenvalue
   *     below −1e-5 of its largest one
   * @throws ArithmeticException if the distance exceeds the range of {@code double}
   * @throws CancellationException if the execution ends the computation
   */
  public static double between(GaussianMoments a, GaussianMoments b, Execution execution) {
    return between(a, b, PiecesDone.begin(execution, PIECES * a.dimension()));
  }

  private static double between(GaussianMoments a, GaussianMoments b, PiecesDone pieces) {
    if (a.dimension() != b.dimension()) {
      throw new IllegalArgumentException(
          "both distributions must have the same dimension, found "
              + a.dimension()
              + " and "
              + b.dimension());
    }
    double[] meanA = a.mean();
    double[] meanB = b.mean();
    double squaredShift = 0;
    for (int i = 0; i < meanA.length; i++) {
      squaredShift += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]);
    }
    Factor factorA = Factor.of(a.covariance(), pieces);
    Factor factorB = Factor.of(b.covariance(), pieces);
    double spread = factorA.trace + factorB.trace - 2 * traceOfRoot(factorA, factorB, pieces);
    double distance = squaredShift + spread;
    if (!(distance < Double.POSITIVE_INFINITY)) {
      throw new ArithmeticException("the distance exceeds the range of double");
    }
    pieces.finish();
    return Math.max(0, distance);
  }

  private static double traceOfRoot(Factor a, Factor b, PiecesDone pieces) {
    if (a.matrix == null || b.matrix == null) {
      return 0;
    }
    double[][] product = Products.transposedTimes(a.matrix, b.matrix, pieces);
    return Samples.sum(SingularValues.of(product, pieces));
  }

  /**
   * A d×r matrix F with F·Fᵀ = Σ, null for rank 0, and the trace of that Σ: of the eigenvalues that
   * were kept, so that d² is the distance of two true covariances.
   */
  private static final class Factor {
    private final double[][] matrix;
    private final double trace;

    private Factor(double[][] matrix, double trace) {
      this.matrix = matrix;
      this.trace = trace;
    }

    static Factor of(double[][] covariance, PiecesDone pieces) {
      int d = covariance.length;
      SymmetricEigen eigen = SymmetricEigen.of(covariance, pieces);
      double[] eigenvalues = eigen.values();
      double smallest = eigenvalues[d - 1];
      double largest = Math.max(Math.abs(eigenvalues[0]), Math.abs(smallest));
      if (!(smallest >= -NEGATIVE * largest)) {
        throw new IllegalArgumentException(
            "a covariance has no negative eigenvalue, found "
                + smallest
                + " beside a largest magnitude of "
                + largest);
      }
      int rank = 0;
      double trace = 0;
      while (rank < d && eigenvalues[rank] > CUT * d * largest) {
        trace += eigenvalues[rank++];
      }
      if (rank == 0) {
        return new Factor(null, 0);
      }
      double[][] factor = new double[d][rank];
      for (int k = 0; k < rank; k++) {
        double root = Math.sqrt(eigenvalues[k]);
        double[] vector = eigen.vectors()[k];
        for (int i = 0; i < d; i++) {
          factor[i][k] = root * vector[i];
        }
      }
      return new Factor(factor, trace);
    }
  }
}
