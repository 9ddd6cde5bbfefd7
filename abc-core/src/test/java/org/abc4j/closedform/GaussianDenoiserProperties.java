package org.abc4j.closedform;

import static org.abc4j.testing.Reference.minus;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;

class GaussianDenoiserProperties {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Shape SHAPE = new Shape(2, 2, 3);

  @Property(tries = 100)
  void predict_anyItems_solvesTheNormalEquations(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll @DoubleRange(max = 1) double ridge,
      @ForAll @IntRange(max = 5) int rows,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    DenoiserLaws.predictsAs(
        Reference.gaussian(Draws.rows(items), ridge),
        GaussianDenoiser.fit(items, ridge, SCHEDULE),
        DenoiserLaws.states(items, timestep, rows, seed),
        timestep);
  }

  @Property(tries = 60)
  void linearize_anyTangents_isTheCentralDifferenceOfTheTwin(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll @DoubleRange(max = 1) double ridge,
      @ForAll @IntRange(max = 3) int perRow,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    Reference.Model twin = Reference.gaussian(Draws.rows(items), ridge);
    // The predictor is affine in x, so a long step costs nothing and rounds least.
    DenoiserLaws.tangentsAre(
        (x, tangent) ->
            halved(
                minus(
                    twin.predict(minus(x, tangent, -1), timestep),
                    twin.predict(minus(x, tangent, 1), timestep),
                    1)),
        GaussianDenoiser.fit(items, ridge, SCHEDULE),
        DenoiserLaws.states(items, timestep, 3, seed),
        Draws.batch(seed, 3, SHAPE, 3 * perRow),
        timestep,
        1e-6);
  }

  private static double[] halved(double[] values) {
    return minus(new double[values.length], values, -0.5);
  }

  @Property(tries = 60)
  void linearize_isLinearInTheTangent(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    DenoiserLaws.tangentsAreLinear(
        GaussianDenoiser.fit(items, 0.01, SCHEDULE),
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
        GaussianDenoiser.fit(items, 0.01, SCHEDULE),
        DenoiserLaws.states(items, timestep, rows, seed),
        Draws.batch(seed, 3, SHAPE, rows * perRow),
        timestep);
  }

  @Property(tries = 60)
  void predict_itemsGivenTwice_isTheSameFilter(
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll long seed) {
    Batch items = Draws.images(seed, 1, SHAPE, count);
    float[] twice = new float[2 * count * SHAPE.size()];
    for (int j = 0; j < twice.length; j++) {
      twice[j] = items.toArray()[j % (twice.length / 2)];
    }
    GaussianDenoiser doubled = GaussianDenoiser.fit(Batch.of(SHAPE, twice), 0.01, SCHEDULE);
    GaussianDenoiser once = GaussianDenoiser.fit(items, 0.01, SCHEDULE);
    Batch x = DenoiserLaws.states(items, timestep, 1, seed);
    DenoiserLaws.predictsAs(
        (state, t) -> Reference.toDouble(once.predict(x, t).row(0)), doubled, x, timestep);
  }
}
