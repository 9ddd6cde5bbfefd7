package org.abc4j.attribution;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.sampling.Sample;

/**
 * The Jacobian J = ∂𝒢(f·c, ε)/∂c at c = u of equation 1, m × n, <em>centred</em>: the mean of its
 * columns is taken off each.
 *
 * <p>Forward mode, all n columns at once. A step x' = a·x + b·ε̂ + s·z takes tangents to ẋⱼ' = a·ẋⱼ
 * + b·ε̂˙ⱼ with
 *
 * <p>ε̂˙ⱼ = (fⱼ(x) − f̄(x))/n + (1/n)·Σᵢ ∂ₓfᵢ(x)·ẋⱼ,
 *
 * <p>and each member computes its prediction once for all n tangents; as many members at a time as
 * there are threads, so memory grows with threads · n · m. Coefficients of an ablation sum to n, so
 * the entries of c − u sum to 0 and what all columns have in common never matters. It would be some
 * thirty times larger than what differs, and cost distances that many times in accuracy; hence the
 * f̄.
 *
 * <p>State and tangents are carried in {@code double} from step to step: where members decide
 * between training images, a derivative magnifies what rounding does to the state as much as it
 * magnifies anything. A {@link PreciseNoiseModel} is asked and answers in {@code double}, any other
 * member in {@code float}. So the state is the sample's own but for the sample's rounding.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnsembleJacobian {
  private final Sample sample;

  /** Column j at {@code [j][…]}. */
  private final double[][] columns;

  private EnsembleJacobian(Sample sample, double[][] columns) {
    this.sample = sample;
    this.columns = columns;
  }

  /**
   * Computes the Jacobian on the calling thread.
   *
   * @param sample the factual sample
   * @return its Jacobian
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws IllegalStateException if a member gives no answer, or one of other shapes or numbers of
   *     rows, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it and the
   *     timestep, or a step leads to one
   */
  public static EnsembleJacobian of(Sample sample) {
    return of(sample, Execution.sequential());
  }

  /**
   * Computes the Jacobian.
   *
   * @param sample the factual sample
   * @param execution where members run, who hears of progress, when it stops
   * @return its Jacobian, the same bits for any execution
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws IllegalStateException if a member gives no answer, or one of other shapes or numbers of
   *     rows, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it and the
   *     timestep, or a step leads to one
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static EnsembleJacobian of(Sample sample, Execution execution) {
    int n = sample.ensemble().size();
    int steps = sample.sampler().steps().size();
    double[] tangents =
        LinearizedSampling.follow(sample, steps, execution, (taken, state) -> {}).xTangents();
    EnsembleJacobian jacobian = new EnsembleJacobian(sample, centred(tangents, n));
    execution.checkCancelled();
    return jacobian;
  }

  /** Takes off what rounding has put into the common part. */
  private static double[][] centred(double[] tangents, int n) {
    int m = tangents.length / n;
    double[][] columns = new double[n][];
    Arrays.setAll(columns, j -> Arrays.copyOfRange(tangents, j * m, (j + 1) * m));
    for (int p = 0; p < columns[0].length; p++) {
      double mean = 0;
      for (double[] column : columns) {
        mean += column[p] / n;
      }
      for (double[] column : columns) {
        column[p] -= mean;
      }
    }
    return columns;
  }

  /**
   * The sample at which the Jacobian was taken.
   *
   * @return the factual sample
   */
  public Sample sample() {
    return sample;
  }

  /**
   * Number of columns, n.
   *
   * @return the number of members
   */
  public int members() {
    return columns.length;
  }

  /**
   * The derivative of the sample with respect to the coefficient of a member, less the mean of all
   * such derivatives.
   *
   * @param member index of the member
   * @return a copy of the column, m values
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public double[] column(int member) {
    return columns[Objects.checkIndex(member, columns.length)].clone();
  }

  /**
   * Differential ablation (equation 1): the first-order change of the sample, J·(c − u).
   *
   * @param coefficients n coefficients that sum to n
   * @return m values
   * @throws IllegalArgumentException if their number or sum is another
   */
  public double[] change(Coefficients coefficients) {
    double[] z = direction(coefficients, columns.length);
    double[] change = new double[columns[0].length];
    for (int j = 0; j < z.length; j++) {
      for (int p = 0; p < change.length; p++) {
        change[p] += z[j] * columns[j][p];
      }
    }
    return change;
  }

  /**
   * The first-order counterfactual, 𝒢(f·u, ε) + J·(c − u).
   *
   * @param ablation what is removed
   * @return its values
   */
  public float[] counterfactual(Ablation ablation) {
    double[] change = change(ablation.coefficients());
    float[] image = sample.image();
    for (int p = 0; p < image.length; p++) {
      image[p] = (float) (image[p] + change[p]);
    }
    return image;
  }

  /**
   * The Gram matrix of the columns, from which Euclidean distances follow without an image.
   *
   * @param distance the Euclidean distance, plain or scaled
   * @return G = JᵀMJ with M the metric of the distance
   */
  public JacobianGram gram(EuclideanDistance distance) {
    return gram(distance, Execution.sequential());
  }

  /**
   * The same, on other threads.
   *
   * @param distance the Euclidean distance, plain or scaled
   * @param execution where entries are computed, and whether to go on
   * @return G = JᵀMJ, the same bits for any execution
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public JacobianGram gram(EuclideanDistance distance, Execution execution) {
    int n = columns.length;
    double[][] gram = new double[n][n];
    execution.forEach(
        n,
        j -> {
          double[] mapped = distance.applyMetric(columns[j], sample.shape());
          for (int k = 0; k <= j; k++) {
            execution.checkCancelled();
            gram[j][k] = EuclideanDistance.inner(columns[k], mapped);
            gram[k][j] = gram[j][k];
          }
        });
    return new JacobianGram(gram);
  }

  /**
   * The landscape by differential ablation. For a {@link EuclideanDistance} it takes O(n²) a source
   * and forms no image; another gets the images in {@code double}, see {@link Distance}.
   *
   * @param distance the distance
   * @return the distances of all sources' first-order counterfactuals
   * @throws IllegalArgumentException if a distance is not a number
   */
  public Landscape landscape(Distance distance) {
    return landscape(distance, Execution.sequential());
  }

  /**
   * The same, on other threads.
   *
   * @param distance the distance
   * @param execution where distances are measured, and whether to go on: asked before each. It
   *     hears of no progress
   * @return the distances of all sources' first-order counterfactuals, the same bits for any
   *     execution
   * @throws IllegalArgumentException if a distance is not a number
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Landscape landscape(Distance distance, Execution execution) {
    var code = sample.ensemble().code();
    double[] distances = new double[Math.toIntExact(code.sources().count())];
    IntToDoubleFunction measure;
    if (distance instanceof EuclideanDistance euclidean) {
      JacobianGram gram = gram(euclidean, execution);
      measure = s -> gram.distance(Ablation.ofSources(code, s));
    } else {
      double[] factual = Batch.of(sample.shape(), sample.image()).toDoubleArray();
      measure =
          s -> {
            double[] image = change(Ablation.ofSources(code, s).coefficients());
            Arrays.setAll(image, p -> factual[p] + image[p]);
            return distance.between(factual.clone(), image, sample.shape());
          };
    }
    execution.forEach(
        distances.length,
        s -> {
          execution.checkCancelled();
          distances[s] = measure.applyAsDouble(s);
        });
    Landscape landscape = Landscape.of(distances);
    execution.checkCancelled();
    return landscape;
  }

  /** z = c − u, for coefficients along which a centred Jacobian is the Jacobian. */
  static double[] direction(Coefficients coefficients, int members) {
    coefficients.requireSize(members);
    double[] z = coefficients.minusOnes();
    double sum = Arrays.stream(z).sum();
    if (!(Math.abs(sum) <= 1e-9 * members)) {
      throw new IllegalArgumentException(
          "a centred Jacobian takes coefficients that sum to n = "
              + members
              + ", found the sum "
              + (sum + members));
    }
    return z;
  }
}
