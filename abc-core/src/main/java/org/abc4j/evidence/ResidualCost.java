package org.abc4j.evidence;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;

/**
 * What calibrated influence takes before it says anything: the ensemble's residuals on its training
 * points, once for all samples; and what it holds in memory then.
 *
 * @param points training points, mirror images among them, at least 1
 * @param values values of a point m, at least 1
 * @param sources number of sources N, at least 1
 * @param members number of members n, at least 1
 * @param draws draws of noise a point and timestep, at least 1
 * @param timesteps at which residuals are taken, at least one
 */
public record ResidualCost(
    long points, int values, long sources, int members, int draws, List<Integer> timesteps) {
  private static final double MEGABYTE = 1e6;

  /**
   * Checks the ranges.
   *
   * @param points training points, mirror images among them, at least 1
   * @param values values of a point m, at least 1
   * @param sources number of sources N, at least 1
   * @param members number of members n, at least 1
   * @param draws draws of noise a point and timestep, at least 1
   * @param timesteps at which residuals are taken, at least one
   * @throws IllegalArgumentException if a number is out of range
   */
  public ResidualCost {
    timesteps = List.copyOf(timesteps);
    requirePositive("points", points);
    requirePositive("values of a point", values);
    requirePositive("sources", sources);
    requirePositive("members", members);
    requirePositive("draws", draws);
    requirePositive("timesteps", timesteps.size());
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }

  /**
   * Of an ensemble that is there or only planned, at the timesteps that are chosen unless told
   * otherwise: those of {@link TrainingResiduals#lateSteps}, a last quarter of the sampler's.
   *
   * @param code gives members, sources and items
   * @param shape shape of an item
   * @param sampler the sampler whose samples will be attributed
   * @param draws the noise
   * @return the cost, with each item one point
   */
  public static ResidualCost of(
      CodeAssignment code, Shape shape, Sampler sampler, ResidualDraws draws) {
    return new ResidualCost(
        code.sources().items(),
        shape.size(),
        code.sources().count(),
        code.codebook().length(),
        draws.count(),
        TrainingResiduals.lateSteps(sampler).stream().map(SamplingStep::timestep).toList());
  }

  /**
   * With the mirror image of each point as a further one ({@link TrainingPoints#withFlips}).
   *
   * @return a copy of twice as many points
   */
  public ResidualCost withFlips() {
    return new ResidualCost(
        Math.multiplyExact(points, 2), values, sources, members, draws, timesteps);
  }

  /**
   * How often a member predicts the noise of one point.
   *
   * @return n · draws · points · timesteps
   */
  public BigInteger predictions() {
    return BigInteger.valueOf(points)
        .multiply(BigInteger.valueOf(members))
        .multiply(BigInteger.valueOf(draws))
        .multiply(BigInteger.valueOf(timesteps.size()));
  }

  /**
   * Room that residuals take: in files, beside some hundred bytes each, by {@link ResidualFolder},
   * which maps them; or in the Java heap by {@link TrainingResiduals#compute}.
   *
   * @return 2 bytes a value, point and timestep
   * @throws ArithmeticException if these are 2⁶³ or more
   */
  public long bytes() {
    return product(Short.BYTES, values, timesteps.size(), points);
  }

  /**
   * Java heap that attributing samples together takes at most with the usual templates and four
   * folds and as many placebos as serve, beside points, residuals, members and code.
   *
   * @param samples number of samples, at least 1
   * @param threads how many work, at least 1
   * @return bytes
   * @throws IllegalArgumentException if a number is less
   * @throws ArithmeticException if these are 2⁶³ or more
   */
  public long attributionBytes(int samples, int threads) {
    requirePositive("samples", samples);
    requirePositive("threads", threads);
    int templates = Templates.usual().size();
    long fields = product(Double.BYTES, members, values);
    long states = product(samples, timesteps.size());
    long sums = product(CalibratedAttributor.FOLDS * templates, threads, fields);
    long block = Math.max(TemplateSums.VALUES_OF_BLOCK, product(templates, values));
    long working = sum(sums, product(Double.BYTES, threads, block));
    long done = product(templates + 1, states, fields);
    long weights = product(Double.BYTES, templates, states, points);
    long evidence = product(Double.BYTES, members, samples, sources);
    // A square of at most 1,024 points, three times, and those points themselves.
    long some = Math.min(PointMoments.MOST, points);
    long moments = product(Double.BYTES, some, 3 * some + values);
    long seen = product(SeenPoints.MOST_BYTES_OF_POINT, threads, points);
    // As if the code had no end of words.
    long reserved = SourceEvidence.placebosOf(sources, Long.MAX_VALUE);
    long placebos = product(reserved, WordGroups.mostBytesOfWord(members));
    return sum(working, done, weights, evidence, moments, seen, placebos);
  }

  private static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      product = Math.multiplyExact(product, factor);
    }
    return product;
  }

  private static long sum(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = Math.addExact(sum, term);
    }
    return sum;
  }

  /** One line, for plans. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "residuals of %,d points at timesteps %s, %d draws each: %,d predictions, %,.1f MB",
        points,
        timesteps,
        draws,
        predictions(),
        bytes() / MEGABYTE);
  }
}
