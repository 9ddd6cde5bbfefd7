package org.abc4j.attribution;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

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
   * @throws IllegalStateException if a member answers with other shapes or numbers of rows
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
   * @throws IllegalStateException if a member answers with other shapes or numbers of rows
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static EnsembleJacobian of(Sample sample, Execution execution) {
    Ensemble ensemble = sample.ensemble().held();
    int n = ensemble.size();
    int m = sample.shape().size();
    List<SamplingStep> steps = sample.sampler().steps();
    Batch x = Batch.of(sample.shape(), sample.noise().start(sample.shape()));
    Batch tangents = Batch.of(sample.shape(), new float[Math.multiplyExact(n, m)]);
    execution.progress(0, steps.size());
    for (int k = 0; k < steps.size(); k++) {
      execution.checkCancelled();
      SamplingStep step = steps.get(k);
      Linearization mean = linearizeMean(ensemble, x, step.timestep(), tangents, execution);
      tangents = step.nextTangents(x, mean.value(), tangents, mean.tangents());
      x = step.next(x, mean.value(), step.fresh(sample.shape(), k, List.of(sample.noise())));
      execution.progress(k + 1L, steps.size());
    }
    return new EnsembleJacobian(sample, centred(tangents));
  }

  /**
   * f̄ and the centred ε̂˙ⱼ; sums in the order of the members, as the ensemble's own.
   *
   * <p>As many members at a time as there are threads: each answers with n tangents, and the
   * answers of all n would take n times the memory of the Jacobian.
   */
  private static Linearization linearizeMean(
      Ensemble ensemble, Batch x, int timestep, Batch directions, Execution execution) {
    int n = ensemble.size();
    int m = x.shape().size();
    double weight = 1.0 / n;
    double[] mean = new double[m];
    double[] tangents = new double[n * m];
    float[][] values = new float[n][];
    int window = Math.min(n, execution.threads());
    for (int first = 0; first < n; first += window) {
      int begin = first;
      Linearization[] members = new Linearization[Math.min(window, n - first)];
      execution.forEach(
          members.length,
          k -> members[k] = linearize(ensemble, begin + k, x, timestep, directions));
      for (int k = 0; k < members.length; k++) {
        values[first + k] = members[k].value().toArray();
        addScaled(mean, values[first + k], weight);
        addScaled(tangents, members[k].tangents().toArray(), weight);
        members[k] = null;
      }
    }
    for (int j = 0; j < n; j++) {
      for (int p = 0; p < m; p++) {
        tangents[j * m + p] += weight * (values[j][p] - mean[p]);
      }
    }
    return Linearization.of(Batch.rounded(x.shape(), mean), Batch.rounded(x.shape(), tangents));
  }

  private static Linearization linearize(
      Ensemble ensemble, int index, Batch x, int timestep, Batch directions) {
    NoiseModel member = ensemble.member(index);
    if (!(member instanceof DifferentiableNoiseModel differentiable)) {
      throw new IllegalArgumentException(
          "differential ablation needs members with input tangents, but member "
              + index
              + " is a "
              + member.getClass().getName()
              + ", which is no DifferentiableNoiseModel");
    }
    Linearization found = differentiable.linearize(x, timestep, directions);
    if (!fits(found.value(), x) || !fits(found.tangents(), directions)) {
      throw new IllegalStateException(
          "member "
              + index
              + " was given "
              + x
              + " with tangents "
              + directions
              + " and returned "
              + found.value()
              + " with tangents "
              + found.tangents());
    }
    return found;
  }

  private static boolean fits(Batch answer, Batch asked) {
    return answer.shape().equals(asked.shape()) && answer.rows() == asked.rows();
  }

  private static void addScaled(double[] sums, float[] values, double weight) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += weight * values[p];
    }
  }

  /** Takes off what rounding has put into the common part. */
  private static double[][] centred(Batch tangents) {
    int n = tangents.rows();
    double[][] columns = new double[n][tangents.shape().size()];
    for (int j = 0; j < n; j++) {
      float[] row = tangents.row(j);
      Arrays.setAll(columns[j], p -> row[p]);
    }
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
    int n = columns.length;
    double[][] gram = new double[n][n];
    for (int j = 0; j < n; j++) {
      double[] mapped = distance.applyMetric(columns[j], sample.shape());
      for (int k = 0; k <= j; k++) {
        gram[j][k] = EuclideanDistance.inner(columns[k], mapped);
        gram[k][j] = gram[j][k];
      }
    }
    return new JacobianGram(gram);
  }

  /**
   * The landscape by differential ablation. For a {@link EuclideanDistance} it takes O(n²) a source
   * and forms no image.
   *
   * @param distance the distance
   * @return the distances of all sources' first-order counterfactuals
   * @throws IllegalArgumentException if a distance is not a number
   */
  public Landscape landscape(Distance distance) {
    var code = sample.ensemble().code();
    double[] distances = new double[Math.toIntExact(code.sources().count())];
    if (distance instanceof EuclideanDistance euclidean) {
      JacobianGram gram = gram(euclidean);
      Arrays.setAll(distances, s -> gram.distance(Ablation.ofSources(code, s)));
    } else {
      float[] factual = sample.image();
      Arrays.setAll(
          distances,
          s ->
              distance.between(
                  factual, counterfactual(Ablation.ofSources(code, s)), sample.shape()));
    }
    return Landscape.of(distances);
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
