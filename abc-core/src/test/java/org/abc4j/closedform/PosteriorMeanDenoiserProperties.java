package org.abc4j.closedform;

import static org.abc4j.testing.Reference.minus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;

class PosteriorMeanDenoiserProperties {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Shape SHAPE = new Shape(2, 2, 3);

  @Property(tries = 200)
  void predict_anyItems_isTheExplicitSoftmax(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll @IntRange(max = 5) int rows,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    DenoiserLaws.predictsAs(
        Reference.posteriorMean(Draws.rows(items)),
        PosteriorMeanDenoiser.of(items, SCHEDULE),
        DenoiserLaws.states(items, timestep, rows, seed),
        timestep);
  }

  @Property(tries = 200)
  void linearize_anyTimestep_isTheCovarianceOfThePosterior(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll @IntRange(max = 3) int perRow,
      @ForAll long seed) {
    Batch batch = Draws.images(seed, 1, SHAPE, count);
    double[][] items = Draws.rows(batch);
    double bar = Reference.alphaBar(timestep);
    // ∂ₓx̂₀ = √ᾱ/(1 − ᾱ)·Cov(x₀ | x), here with the covariance as a matrix.
    DenoiserLaws.tangentsAre(
        (x, tangent) -> {
          double[][] covariance = covariance(items, Reference.posterior(items, x, bar));
          double[] result = tangent.clone();
          for (int a = 0; a < x.length; a++) {
            for (int b = 0; b < x.length; b++) {
              result[a] -= bar / (1 - bar) * covariance[a][b] * tangent[b];
            }
            result[a] /= Math.sqrt(1 - bar);
          }
          return result;
        },
        PosteriorMeanDenoiser.of(batch, SCHEDULE),
        DenoiserLaws.states(batch, timestep, 3, seed),
        Draws.batch(seed, 3, SHAPE, 3 * perRow),
        timestep,
        1e-6);
  }

  private static double[][] covariance(double[][] items, double[] p) {
    int m = items[0].length;
    double[] mean = new double[m];
    for (int k = 0; k < p.length; k++) {
      for (int a = 0; a < m; a++) {
        mean[a] += p[k] * items[k][a];
      }
    }
    double[][] covariance = new double[m][m];
    for (int k = 0; k < p.length; k++) {
      for (int a = 0; a < m; a++) {
        for (int b = 0; b < m; b++) {
          covariance[a][b] += p[k] * (items[k][a] - mean[a]) * (items[k][b] - mean[b]);
        }
      }
    }
    return covariance;
  }

  @Property(tries = 100)
  void linearize_anyTangents_isTheCentralDifferenceOfTheTwin(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 100, max = 999) int timestep,
      @ForAll @IntRange(max = 3) int perRow,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    Reference.Model twin = Reference.posteriorMean(Draws.rows(items));
    double h = 1e-6;
    DenoiserLaws.tangentsAre(
        (x, tangent) ->
            Arrays.stream(
                    minus(
                        twin.predict(minus(x, tangent, -h), timestep),
                        twin.predict(minus(x, tangent, h), timestep),
                        1))
                .map(change -> change / (2 * h))
                .toArray(),
        PosteriorMeanDenoiser.of(items, SCHEDULE),
        DenoiserLaws.states(items, timestep, 3, seed),
        Draws.batch(seed, 3, SHAPE, 3 * perRow),
        timestep,
        2e-6);
  }

  @Property(tries = 60)
  void linearize_isLinearInTheTangent(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 50, max = 999) int timestep,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    DenoiserLaws.tangentsAreLinear(
        PosteriorMeanDenoiser.of(items, SCHEDULE),
        DenoiserLaws.states(items, timestep, 2, seed),
        timestep,
        seed);
  }

  @Property(tries = 60)
  void linearize_ofARow_isTheSameBitsInAnyBatch(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(max = 3) int perRow,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    DenoiserLaws.rowsDoNotDependOnTheBatch(
        PosteriorMeanDenoiser.of(items, SCHEDULE),
        DenoiserLaws.states(items, timestep, rows, seed),
        Draws.batch(seed, 3, SHAPE, rows * perRow),
        timestep);
  }

  @Property(tries = 60)
  void predict_anyItems_blendsThem(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 10, max = 999) int timestep,
      @ForAll long seed) {
    // x̂₀ lies within the items' box, whatever x is.
    Batch items = Draws.images(seed, 1, SHAPE, count);
    Batch x = Draws.batch(seed, 2, SHAPE, 1);
    Batch predicted = PosteriorMeanDenoiser.of(items, SCHEDULE).predict(x, timestep);
    double bar = Reference.alphaBar(timestep);
    for (int j = 0; j < SHAPE.size(); j++) {
      double clean = (x.get(0, j) - Math.sqrt(1 - bar) * predicted.get(0, j)) / Math.sqrt(bar);
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < count; k++) {
        low = Math.min(low, items.get(k, j));
        high = Math.max(high, items.get(k, j));
      }
      double rounding = 1e-6 / Math.sqrt(bar);
      assertEquals(Math.max(low, Math.min(high, clean)), clean, 2 * rounding);
    }
  }
}
