package org.abc4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The landscape of a Jacobian that is there already (n = 22, w = 11, samples of 1×32×32): from G =
 * JᵀJ, against forming the image of every first-order counterfactual.
 *
 * <p>How long that takes does not depend on what the members have learnt, so here each is made from
 * a few images of its own and not from a split of N sources.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GramBenchmark {
  private static final Shape SHAPE = new Shape(1, 32, 32);
  private static final int MEMBERS = 22;
  private static final int IMAGES_EACH = 8;

  /** Half a unit in the last place of a float, relative. */
  private static final double ROUNDING = 0x1.0p-24;

  /** Number of sources N. */
  @Param({"256", "4096"})
  int sources;

  private EnsembleJacobian jacobian;
  private Distance plain;
  private Distance opaque;

  /** For JMH. */
  public GramBenchmark() {}

  /** Takes the Jacobian and compares both landscapes with the norms of the changes in double. */
  @Setup
  public void setUp() {
    plain = Distance.euclidean();
    // The same distance under another type: the library cannot see through it and forms images.
    opaque = (a, b, shape) -> plain.between(a, b, shape);
    CodeAssignment code =
        Codebook.allWords(MEMBERS, MEMBERS / 2).assign(DataSources.oneItemEach(sources), 1);
    Sample sample =
        ClosedForm.SAMPLER.sample(Ensemble.of(code, members()), ExogenousNoise.philox(1).of(0));
    jacobian = EnsembleJacobian.of(sample);
    Landscape byGram = gram();
    Landscape byImages = images();
    for (int s = 0; s < sources; s++) {
      double[] z = Ablation.ofSources(code, s).coefficients().minusOnes();
      double expected = norm(change(z));
      Twins.requireClose(
          "distance of source " + s + " by Gram matrix",
          byGram.distance(s),
          expected,
          1e-9 * expected);
      // An image holds the change to within the rounding of its own values.
      double rounding = 2 * ROUNDING * (norm(sample.image()) + expected);
      Twins.requireClose(
          "distance of source " + s + " by images", byImages.distance(s), expected, rounding);
    }
  }

  private static List<NoiseModel> members() {
    Batch images = ClosedForm.images(SHAPE, MEMBERS * IMAGES_EACH);
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int[] own = IntStream.range(i * IMAGES_EACH, (i + 1) * IMAGES_EACH).toArray();
      members.add(PosteriorMeanDenoiser.of(images.select(own), ClosedForm.SAMPLER.schedule()));
    }
    return members;
  }

  private double[] change(double[] z) {
    double[] change = new double[SHAPE.size()];
    for (int j = 0; j < z.length; j++) {
      double[] column = jacobian.column(j);
      for (int p = 0; p < change.length; p++) {
        change[p] += z[j] * column[p];
      }
    }
    return change;
  }

  private static double norm(double[] values) {
    double squared = 0;
    for (double value : values) {
      squared += value * value;
    }
    return Math.sqrt(squared);
  }

  private static double norm(float[] values) {
    return norm(IntStream.range(0, values.length).mapToDouble(p -> values[p]).toArray());
  }

  /**
   * Distances from the Gram matrix, which is computed too.
   *
   * @return a distance for each source
   */
  @Benchmark
  public Landscape gram() {
    return jacobian.landscape(plain);
  }

  /**
   * Distances from the image of every first-order counterfactual.
   *
   * @return a distance for each source
   */
  @Benchmark
  public Landscape images() {
    return jacobian.landscape(opaque);
  }
}
