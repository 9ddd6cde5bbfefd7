package org.abc4j.evaluation.protocol;

import java.math.BigInteger;
import java.util.Objects;
import java.util.OptionalDouble;
import org.abc4j.codebook.CostModel;

/**
 * What the landscapes of some samples take by each of the three ways, in seconds, from measured
 * times of one training and one pass (appendix A.3; the counts are {@link CostModel}'s). It costs
 * the measurements: one training, some passes.
 *
 * <p>With T the time of a training, t of a pass, t′ of the same with a tangent and v of a product
 * with the Jacobian, for N sources, n members of which w see each source, S steps and a sample:
 *
 * <pre>
 *   retraining             (N + 1)·T     S·(N + 1)·t
 *   ablation               n·T           S·(n + N·(n − w))·t
 *   differential ablation  n·T           S·n·(t + n·t′) + N·v
 * </pre>
 *
 * <p>The first column is paid once. So where ablation takes longer a sample, retraining overtakes
 * it with enough of them ({@link #crossover}): the appendix's remark on very many samples.
 *
 * <p>Immutable and thread-safe.
 */
public final class RuntimeAnalysis {
  private final CostModel counts;
  private final double training;
  private final double pass;
  private final double tangent;
  private final double product;

  private RuntimeAnalysis(
      CostModel counts, double training, double pass, double tangent, double product) {
    this.counts = Objects.requireNonNull(counts, "counts");
    this.training = requireSeconds("training", training);
    this.pass = requireSeconds("pass", pass);
    this.tangent = requireSeconds("tangent", tangent);
    this.product = requireSeconds("product", product);
  }

  private static double requireSeconds(String what, double seconds) {
    if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the time of one " + what + " must be finite and at least 0 s, found " + seconds);
    }
    return seconds;
  }

  /** A way to compute landscapes. */
  public enum Way {
    /** One model without each source. */
    RETRAINING,
    /** Exact ablation of one ensemble. */
    ABLATION,
    /** One Jacobian a sample. */
    DIFFERENTIAL_ABLATION
  }

  /**
   * From measured times, with tangents that take as long as passes and products that take nothing.
   *
   * @param counts numbers of sources, members, samples and steps
   * @param trainingSeconds one training of one model or member, finite and at least 0
   * @param passSeconds one evaluation of one member at one step for one sample, finite and at least
   *     0
   * @return the analysis
   * @throws IllegalArgumentException if a time is out of range
   */
  public static RuntimeAnalysis of(CostModel counts, double trainingSeconds, double passSeconds) {
    return new RuntimeAnalysis(counts, trainingSeconds, passSeconds, passSeconds, 0);
  }

  /**
   * With a measured time for tangents, which share their primal pass.
   *
   * @param seconds one tangent through one member at one step, finite and at least 0
   * @return a copy that has it
   * @throws IllegalArgumentException if the time is out of range
   */
  public RuntimeAnalysis withTangent(double seconds) {
    return new RuntimeAnalysis(counts, training, pass, seconds, product);
  }

  /**
   * With a measured time for products with the Jacobian.
   *
   * @param seconds the distance of one source to first order, finite and at least 0
   * @return a copy that has it
   * @throws IllegalArgumentException if the time is out of range
   */
  public RuntimeAnalysis withProduct(double seconds) {
    return new RuntimeAnalysis(counts, training, pass, tangent, seconds);
  }

  /**
   * The numbers that the analysis is of.
   *
   * @return sources, members, weight, samples and steps
   */
  public CostModel counts() {
    return counts;
  }

  /**
   * Trainings and passes, without products.
   *
   * @param way the way
   * @return the counts for all samples
   */
  public CostModel.Cost cost(Way way) {
    return switch (way) {
      case RETRAINING -> counts.retraining();
      case ABLATION -> counts.exactAblation();
      case DIFFERENTIAL_ABLATION -> counts.differentialAblation();
    };
  }

  /**
   * The time of all trainings, paid once.
   *
   * @param way the way
   * @return seconds, at least 0
   */
  public double trainingSeconds(Way way) {
    return cost(way).trainings().doubleValue() * training;
  }

  /**
   * The time of one sample's landscape, once everything is trained.
   *
   * @param way the way
   * @return seconds, at least 0
   */
  public double sampleSeconds(Way way) {
    double passes = cost(way).passes().divide(BigInteger.valueOf(counts.samples())).doubleValue();
    if (way != Way.DIFFERENTIAL_ABLATION) {
      return passes * pass;
    }
    double primal = (double) counts.members() * counts.steps();
    return primal * pass + (passes - primal) * tangent + counts.sources() * product;
  }

  /**
   * The time of everything, one thing after another.
   *
   * @param way the way
   * @return seconds, at least 0
   */
  public double totalSeconds(Way way) {
    return trainingSeconds(way) + counts.samples() * sampleSeconds(way);
  }

  /**
   * From how many samples on the way that is dearer to train is the quicker of two in all.
   *
   * @param way one way
   * @param other another
   * @return the number of samples, at which both take the same, not rounded; empty if one is as
   *     quick as the other or quicker both in training and by sample
   */
  public OptionalDouble crossover(Way way, Way other) {
    double ahead = trainingSeconds(other) - trainingSeconds(way);
    double bySample = sampleSeconds(way) - sampleSeconds(other);
    return ahead * bySample > 0 ? OptionalDouble.of(ahead / bySample) : OptionalDouble.empty();
  }

  @Override
  public String toString() {
    return "RuntimeAnalysis["
        + counts
        + ", "
        + training
        + " s a training, "
        + pass
        + " s a pass, "
        + tangent
        + " s a tangent, "
        + product
        + " s a product]";
  }
}
