package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.ScalarStep;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * First-order landscapes of members that memorise, whose samples decide between training images and
 * magnify what rounding does to a state, against the same landscapes in double throughout.
 */
class EnsembleJacobianPrecisionTest {
  private static final int MEMBERS = 7;
  private static final int WEIGHT = 3;
  private static final int SOURCES = 20;
  private static final int STEPS = 25;
  private static final Shape SHAPE = new Shape(1, 6, 6);
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @ValueSource(longs = {13, 80, 97, 145, 182, 207, 254, 264})
  void landscape_ofMembersThatMemorise_isThatInDouble(long seed) {
    double[] both = compare(seed);
    assertTrue(
        both[0] <= TOLERANCE * both[1],
        () -> "seed " + seed + ": off by " + both[0] + ", largest distance " + both[1]);
  }

  /** How far the distances are off, and the largest distance. */
  private static double[] compare(long seed) {
    int[] sourceOfItem =
        IntStream.range(0, SOURCES)
            .flatMap(s -> IntStream.range(0, 1 + Draws.below(3, seed, 1, s)).map(i -> s))
            .toArray();
    Batch items = Draws.images(seed, 2, SHAPE, sourceOfItem.length);
    CodeAssignment code =
        Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.ofItems(sourceOfItem), seed);
    Sample sample =
        DdimSampler.steps(STEPS)
            .withEta(1)
            .sample(
                ClosedFormEnsembles.posteriorMean(items, code, NoiseSchedule.linear()),
                ExogenousNoise.philox(seed).of(0));
    Landscape found = new DifferentialAttributor().attribute(sample);
    double[][] tangents = tangentsInDouble(sample, items);
    double error = 0;
    double greatest = 0;
    for (int s = 0; s < SOURCES; s++) {
      double[] change = new double[SHAPE.size()];
      double[] z = Ablation.ofSources(code, s).coefficients().minusOnes();
      for (int j = 0; j < MEMBERS; j++) {
        change = Reference.minus(change, tangents[j], -z[j]);
      }
      double expected = Reference.norm(change);
      error = Math.max(error, Math.abs(expected - found.distance(s)));
      greatest = Math.max(greatest, expected);
    }
    return new double[] {error, greatest};
  }

  /** The recursion of {@link EnsembleJacobian}, with the closed form of members and JVPs. */
  private static double[][] tangentsInDouble(Sample sample, Batch items) {
    CodeAssignment code = sample.ensemble().code();
    List<double[][]> seen = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      seen.add(Draws.rows(items.select(code.splits().indices(i))));
    }
    double[] x = Reference.toDouble(sample.noise().start(SHAPE));
    double[][] tangents = new double[MEMBERS][x.length];
    List<SamplingStep> steps = sample.sampler().steps();
    for (int k = 0; k < steps.size(); k++) {
      SamplingStep step = steps.get(k);
      double[][] values = new double[MEMBERS][];
      double[] mean = new double[x.length];
      double[][] answers = new double[MEMBERS][x.length];
      for (int i = 0; i < MEMBERS; i++) {
        values[i] = Reference.posteriorMean(seen.get(i)).predict(x, step.timestep());
        mean = Reference.minus(mean, values[i], -1.0 / MEMBERS);
        for (int j = 0; j < MEMBERS; j++) {
          double[] answer = tangent(seen.get(i), x, tangents[j], step.timestep());
          answers[j] = Reference.minus(answers[j], answer, -1.0 / MEMBERS);
        }
      }
      double[] z = step.addsNoise() ? Reference.toDouble(sample.noise().step(SHAPE, k)) : null;
      for (int p = 0; p < x.length; p++) {
        for (int j = 0; j < MEMBERS; j++) {
          double predicted = answers[j][p] + (values[j][p] - mean[p]) / MEMBERS;
          tangents[j][p] = ScalarStep.tangent(step, x[p], mean[p], tangents[j][p], predicted);
        }
        x[p] = step.next(x[p], mean[p], z == null ? 0 : z[p]);
      }
    }
    return tangents;
  }

  /** The JVP of the posterior mean denoiser. */
  private static double[] tangent(double[][] items, double[] x, double[] direction, int timestep) {
    double bar = Reference.alphaBar(timestep);
    double[] p = Reference.posterior(items, x, bar);
    double[] slopes =
        Arrays.stream(items)
            .mapToDouble(
                item ->
                    IntStream.range(0, x.length).mapToDouble(j -> item[j] * direction[j]).sum()
                        * Math.sqrt(bar)
                        / (1 - bar))
            .toArray();
    double mean = IntStream.range(0, p.length).mapToDouble(k -> p[k] * slopes[k]).sum();
    double[] clean = new double[x.length];
    for (int k = 0; k < p.length; k++) {
      clean = Reference.minus(clean, items[k], -p[k] * (slopes[k] - mean));
    }
    double[] noise = Reference.minus(direction, clean, Math.sqrt(bar));
    return Arrays.stream(noise).map(value -> value / Math.sqrt(1 - bar)).toArray();
  }
}
