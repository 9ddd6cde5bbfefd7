package org.abc4j.attribution;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codec.Codec;
import org.abc4j.codec.DecoderTangents;
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
 * <p>Of an ensemble from which members were removed, the Jacobian is taken at its factual
 * coefficients c⁰, along those of the members that are there: J = ∂𝒢(f·c, ε)/∂c at c⁰, each
 * member's prediction and derivative weighted by cᵢ⁰/n, centred over the members that are there;
 * the columns of the others are 0 and nobody asks them.
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
  private final FactualPoint at;

  /** Column j at {@code [j][…]}; zeros for a member that was removed. */
  private final double[][] columns;

  /** The sample as it is measured, and its shape. */
  private final Shape shape;

  private final float[] image;

  /** What decoding may have put each column off by; 0 where it was exact. */
  private final double[] errors;

  private EnsembleJacobian(
      Sample sample,
      FactualPoint at,
      double[][] columns,
      Shape shape,
      float[] image,
      double[] errors) {
    this.sample = sample;
    this.at = at;
    this.columns = columns;
    this.shape = shape;
    this.image = image;
    this.errors = errors;
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
    int members = FactualPoint.of(sample.ensemble()).members().length;
    return of(
        sample, LinearizedSampling.follow(sample, 0, members, execution).xTangents(), execution);
  }

  /**
   * The Jacobian of columns that were computed apart, to the same bits as all at once.
   *
   * @param sample the factual sample
   * @param parts all columns, in order
   * @return its Jacobian
   * @throws IllegalArgumentException if a column is missing or there twice, or is of another length
   */
  public static EnsembleJacobian of(Sample sample, List<JacobianColumns> parts) {
    int members = FactualPoint.of(sample.ensemble()).members().length;
    double[] tangents = JacobianColumns.joined(parts, members, sample.shape().size());
    return of(sample, tangents, Execution.sequential());
  }

  private static EnsembleJacobian of(Sample sample, double[] tangents, Execution execution) {
    FactualPoint at = FactualPoint.of(sample.ensemble());
    double[][] columns = centred(tangents, at);
    EnsembleJacobian jacobian =
        new EnsembleJacobian(
            sample, at, columns, sample.shape(), sample.image(), new double[columns.length]);
    execution.checkCancelled();
    return jacobian;
  }

  /** Takes off what rounding has put into the common part. */
  private static double[][] centred(double[] tangents, FactualPoint at) {
    int[] members = at.members();
    int m = tangents.length / members.length;
    double[][] columns = new double[at.size()][m];
    for (int k = 0; k < members.length; k++) {
      columns[members[k]] = Arrays.copyOfRange(tangents, k * m, (k + 1) * m);
    }
    centre(columns, members);
    return columns;
  }

  private static void centre(double[][] columns, int[] members) {
    for (int p = 0; p < columns[0].length; p++) {
      double mean = 0;
      for (int j : members) {
        mean += columns[j][p] / members.length;
      }
      for (int j : members) {
        columns[j][p] -= mean;
      }
    }
  }

  /**
   * The Jacobian of what samples of a latent space decode to: the decoder's derivative at the
   * sample along each column. All else that this class says is then said of images: columns,
   * changes, counterfactuals, distances. It is first order twice, in the coefficients and in the
   * latent: exact counterfactuals go through the decoder itself.
   *
   * @param codec the codec of the space that the sample is of, its normalisation included
   * @param execution whose threads compute, and whether to go on
   * @return the Jacobian of images
   * @throws IllegalArgumentException if the codec's latents have another shape than the sample
   * @throws IllegalStateException if it is decoded already
   * @throws ArithmeticException if a derivative is not finite, naming the member
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleJacobian decodedBy(Codec codec, Execution execution) {
    ExactCounterfactuals.requireLatents(codec, sample);
    if (!shape.equals(sample.shape())) {
      throw new IllegalStateException("this Jacobian is one of decoded images already");
    }
    int[] members = at.members();
    double[] directions = new double[members.length * columns[0].length];
    for (int k = 0; k < members.length; k++) {
      System.arraycopy(
          columns[members[k]], 0, directions, k * columns[0].length, columns[0].length);
    }
    DecoderTangents decoded =
        codec.tangents(
            Batch.of(sample.shape(), sample.image()),
            Batch.rounded(sample.shape(), directions),
            execution);
    double[][] ofImages = new double[columns.length][codec.imageShape().size()];
    double[] off = new double[columns.length];
    for (int k = 0; k < members.length; k++) {
      float[] column = decoded.tangents().row(k);
      for (int p = 0; p < column.length; p++) {
        if (!Float.isFinite(column[p])) {
          throw new ArithmeticException(
              "the decoder's derivative along that of member " + members[k] + " is " + column[p]);
        }
        ofImages[members[k]][p] = column[p];
      }
      off[members[k]] = decoded.error(k);
    }
    centre(ofImages, members);
    return new EnsembleJacobian(
        sample, at, ofImages, codec.imageShape(), decoded.image().row(0), off);
  }

  /**
   * The shape of a column.
   *
   * @return that of the sample, or of decoded images
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The sample that changes are of, as it is measured.
   *
   * @return its values, decoded where the Jacobian is
   */
  public float[] factual() {
    return image.clone();
  }

  /**
   * How far a column may be off because the decoder's derivative was found by differences.
   *
   * @param member index of the member
   * @return the Euclidean length of the estimated error, see {@link DecoderTangents#byDifferences};
   *     0 where derivatives are exact but for rounding
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public double error(int member) {
    return errors[Objects.checkIndex(member, errors.length)];
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
   * @return a copy of the column, m values; zeros if the member was removed
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
   * @throws IllegalArgumentException if their number or sum is another, or that of a removed member
   *     is not 0
   */
  public double[] change(Coefficients coefficients) {
    return change(at.direction(coefficients));
  }

  private double[] change(double[] z) {
    double[] change = new double[columns[0].length];
    for (int j = 0; j < z.length; j++) {
      for (int p = 0; p < change.length; p++) {
        change[p] += z[j] * columns[j][p];
      }
    }
    return change;
  }

  /**
   * The first-order counterfactual, 𝒢(f·c⁰, ε) + J·(c − c⁰).
   *
   * @param ablation what is removed, beside what the ensemble had lost before
   * @return its values
   */
  public float[] counterfactual(Ablation ablation) {
    double[] change = change(at.direction(ablation));
    float[] counterfactual = image.clone();
    for (int p = 0; p < counterfactual.length; p++) {
      counterfactual[p] = (float) (counterfactual[p] + change[p]);
    }
    return counterfactual;
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
          double[] mapped = distance.applyMetric(columns[j], shape);
          for (int k = 0; k <= j; k++) {
            execution.checkCancelled();
            gram[j][k] = EuclideanDistance.inner(columns[k], mapped);
            gram[k][j] = gram[j][k];
          }
        });
    return new JacobianGram(gram, at);
  }

  /**
   * The landscape by differential ablation. For a {@link EuclideanDistance} it takes O(n²) a source
   * and forms no image; another gets the images in {@code double}, see {@link Distance}.
   *
   * @param distance the distance
   * @return the distances of all sources' first-order counterfactuals
   * @throws IllegalArgumentException if a distance is not a number, or a {@link PerceptualDistance}
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
   * @throws IllegalArgumentException if a distance is not a number, or a {@link PerceptualDistance}
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Landscape landscape(Distance distance, Execution execution) {
    PerceptualDistance.requireFirstOrder(distance);
    var code = sample.ensemble().code();
    var separation = sample.ensemble().separation().requireCounterfactuals();
    double[] distances = new double[Math.toIntExact(code.sources().count())];
    IntToDoubleFunction measure;
    if (distance instanceof EuclideanDistance euclidean) {
      JacobianGram gram = gram(euclidean, execution);
      measure = s -> gram.distance(Ablation.ofSources(code, s));
    } else {
      double[] factual = Batch.of(shape, image).toDoubleArray();
      measure =
          s -> {
            double[] moved = change(at.direction(Ablation.ofSources(code, s)));
            Arrays.setAll(moved, p -> factual[p] + moved[p]);
            return distance.between(factual.clone(), moved, shape);
          };
    }
    execution.forEach(
        distances.length,
        s -> {
          execution.checkCancelled();
          distances[s] = measure.applyAsDouble(s);
        });
    Landscape landscape = Landscape.of(distances, null, separation);
    execution.checkCancelled();
    return landscape;
  }
}
