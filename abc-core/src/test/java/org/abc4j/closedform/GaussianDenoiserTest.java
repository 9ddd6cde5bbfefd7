package org.abc4j.closedform;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.Linearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianDenoiserTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Shape PIXEL = new Shape(1, 1, 1);
  private static final Shape SHAPE = new Shape(1, 2, 3);

  @Test
  void predict_oneItemWithoutRidge_isTheNoiseThatWasAdded() {
    Batch item = Draws.images(1, 1, SHAPE, 1);
    float[] noise = Draws.gaussians(1, 2, SHAPE.size());
    for (int t : new int[] {0, 500, 999}) {
      float[] x = new float[SHAPE.size()];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) SCHEDULE.noisy(item.get(0, j), noise[j], t);
      }
      Batch predicted = GaussianDenoiser.fit(item, 0, SCHEDULE).predict(Batch.of(SHAPE, x), t);
      for (int j = 0; j < x.length; j++) {
        assertEquals(noise[j], predicted.get(0, j), 2e-5, "timestep " + t);
      }
    }
  }

  @Test
  void predict_unitVarianceWithoutRidge_isAShrunkenState() {
    // x = √ᾱ·x₀ + √(1 − ᾱ)·ε has unit variance, so E[ε | x] = √(1 − ᾱ)·x.
    GaussianDenoiser model = GaussianDenoiser.fit(Batch.of(PIXEL, -1, 1), 0, SCHEDULE);
    for (int t : new int[] {0, 250, 999}) {
      double expected = Math.sqrt(1 - Reference.alphaBar(t)) * 1.5;
      assertEquals(expected, model.predict(Batch.of(PIXEL, 1.5f), t).get(0, 0), 1e-6);
    }
  }

  @Test
  void predict_ridge_countsAsVariance() {
    GaussianDenoiser wide = GaussianDenoiser.fit(Batch.of(PIXEL, -1, 1), 0, SCHEDULE);
    GaussianDenoiser ridged = GaussianDenoiser.fit(Batch.of(PIXEL, -0.5f, 0.5f), 0.75, SCHEDULE);
    Batch x = Batch.of(PIXEL, 0.7f, -2);
    assertEquals(wide.predict(x, 300), ridged.predict(x, 300));
  }

  // What real images look like to an eigensolver: deficient ranks, and many variances alike.
  static List<Arguments> redundantItems() {
    Shape shape = new Shape(3, 8, 8);
    Shape channel = new Shape(1, 8, 8);
    List<Arguments> all = new ArrayList<>();
    for (int rows : new int[] {12, 60, 150, 250}) {
      Batch plain = Draws.images(rows, 1, shape, rows);
      Batch gray = Draws.images(rows, 2, channel, rows);
      all.add(
          arguments(
              "duplicates", made(shape, rows, (r, c, y, x) -> plain.get(r / 3, at(c, y, x)))));
      all.add(
          arguments(
              "constant border",
              made(shape, rows, (r, c, y, x) -> x * y % 7 == 0 ? -1 : plain.get(r, at(c, y, x)))));
      all.add(
          arguments("gray as RGB", made(shape, rows, (r, c, y, x) -> gray.get(r, at(0, y, x)))));
      all.add(
          arguments(
              "doubled pixels",
              made(shape, rows, (r, c, y, x) -> plain.get(r, at(c, y / 2 * 2, x / 2 * 2)))));
      all.add(
          arguments(
              "one pixel each",
              made(shape, rows, (r, c, y, x) -> at(c, y, x) == r % 192 ? 1f : -1f)));
      all.add(
          arguments("all the same", made(shape, rows, (r, c, y, x) -> plain.get(0, at(c, y, x)))));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("redundantItems")
  void predict_redundantItems_solvesTheLinearSystem(String kind, Batch items) {
    Reference.Model twin = Reference.gaussian(Draws.rows(items), 0.01);
    GaussianDenoiser model = GaussianDenoiser.fit(items, 0.01, SCHEDULE);
    for (int t : new int[] {3, 400}) {
      DenoiserLaws.predictsAs(twin, model, DenoiserLaws.states(items, t, 2, 5), t);
    }
  }

  @FunctionalInterface
  private interface Pixel {
    float at(int row, int channel, int y, int x);
  }

  private static int at(int channel, int y, int x) {
    return (channel * 8 + y) * 8 + x;
  }

  private static Batch made(Shape shape, int rows, Pixel pixel) {
    float[] values = new float[rows * shape.size()];
    for (int j = 0; j < values.length; j++) {
      int inside = j % shape.size();
      values[j] = pixel.at(j / shape.size(), inside / 64, inside / 8 % 8, inside % 8);
    }
    return Batch.of(shape, values);
  }

  @Test
  void fit_interruptedThread_isCancelled() {
    Batch items = Draws.images(1, 1, SHAPE, 3);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> GaussianDenoiser.fit(items, 0, SCHEDULE));
    assertTrue(Thread.interrupted());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void linearize_itemThatIsNotFinite_isNaNEverywhere(float bad) {
    float[] values = Draws.images(1, 1, SHAPE, 3).toArray();
    values[8] = bad;
    GaussianDenoiser model = GaussianDenoiser.fit(Batch.of(SHAPE, values), 0.1, SCHEDULE);
    Batch x = Draws.batch(1, 3, SHAPE, 2);
    assertAllNaN(model.predict(x, 10), 2);
    Linearization linear = model.linearize(x, 10, Draws.batch(1, 4, SHAPE, 4));
    assertAllNaN(linear.value(), 2);
    assertAllNaN(linear.tangents(), 4);
  }

  static void assertAllNaN(Batch batch, int rows) {
    assertEquals(rows, batch.rows());
    for (float value : batch.toArray()) {
      assertTrue(Float.isNaN(value));
    }
  }

  @Test
  void predict_noRows_isNoRows() {
    GaussianDenoiser model = GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 3), 0, SCHEDULE);
    assertEquals(0, model.predict(Batch.of(SHAPE), 5).rows());
    Linearization linear = model.linearize(Batch.of(SHAPE), 5, Batch.of(SHAPE));
    assertEquals(0, linear.value().rows());
    assertEquals(0, linear.tangents().rows());
  }

  @Test
  void predict_farAwayState_staysFinite() {
    GaussianDenoiser model = GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 3), 0, SCHEDULE);
    Batch far = Batch.of(SHAPE, 1e30f, -1e30f, 1e30f, 1e20f, 0, 1);
    for (int t : new int[] {0, 999}) {
      for (float value : model.predict(far, t).toArray()) {
        assertTrue(Float.isFinite(value), "timestep " + t);
      }
    }
  }

  @Test
  void fit_noSchedule_isAnError() {
    assertEquals(
        "schedule",
        assertThrows(
                NullPointerException.class,
                () -> GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), 0, null))
            .getMessage());
  }

  @Test
  void schedule_isThatOfTheFit() {
    NoiseSchedule schedule = NoiseSchedule.cosine(7);
    assertEquals(
        Optional.of(schedule),
        GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), 0, schedule).schedule());
  }

  @Test
  void fit_noItem_isAnError() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianDenoiser.fit(Batch.of(SHAPE), 0, SCHEDULE));
    assertEquals("a denoiser is made from at least 1 item, found none", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
  void fit_ridgeOutOfRange_isAnErrorNamingIt(double ridge) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), ridge, SCHEDULE));
    assertEquals("a ridge is finite and at least 0, found " + ridge, error.getMessage());
  }

  @Test
  void predict_anotherShape_isAnErrorNamingBoth() {
    GaussianDenoiser model = GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), 0, SCHEDULE);
    Batch other = Batch.of(new Shape(1, 3, 2), new float[6]);
    String expected = "this model denoises samples of shape 1×2×3, found 1×3×2";
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> model.predict(other, 0)).getMessage());
    Batch x = Batch.of(SHAPE, new float[6]);
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> model.linearize(x, 0, other))
            .getMessage());
  }

  @Test
  void linearize_tangentsNoMultipleOfRows_isAnErrorNamingBoth() {
    GaussianDenoiser model = GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), 0, SCHEDULE);
    Batch two = Draws.batch(1, 2, SHAPE, 2);
    Batch three = Draws.batch(1, 3, SHAPE, 3);
    assertEquals(
        "each of 2 rows has as many tangents, found 3 tangents",
        assertThrows(IllegalArgumentException.class, () -> model.linearize(two, 0, three))
            .getMessage());
    assertEquals(
        "each of 0 rows has as many tangents, found 3 tangents",
        assertThrows(
                IllegalArgumentException.class, () -> model.linearize(Batch.of(SHAPE), 0, three))
            .getMessage());
  }

  @Test
  void predict_unknownTimestep_isAnError() {
    GaussianDenoiser model = GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 2), 0, SCHEDULE);
    Batch x = Draws.batch(1, 2, SHAPE, 1);
    assertThrows(IndexOutOfBoundsException.class, () -> model.predict(x, 1000));
    assertThrows(IndexOutOfBoundsException.class, () -> model.predict(x, -1));
  }

  @Test
  void toString_statesShapeRankAndRidge() {
    assertEquals(
        "GaussianDenoiser[1×2×3, rank 2, ridge 0.5]",
        GaussianDenoiser.fit(Draws.images(1, 1, SHAPE, 3), 0.5, SCHEDULE).toString());
  }

  @Test
  void linearize_inDoubleOfOtherNumbers_isAnErrorNamingThem() {
    Batch items = Draws.images(1, 1, SHAPE, 3);
    for (PreciseNoiseModel model :
        new PreciseNoiseModel[] {
          GaussianDenoiser.fit(items, 0.1, SCHEDULE), PosteriorMeanDenoiser.of(items, SCHEDULE)
        }) {
      String rule = "this model denoises samples of 6 values, and each tangent has as many, found ";
      assertIllegal(
          rule + "5 and, of tangents, 6", () -> model.linearize(new double[5], 3, new double[6]));
      assertIllegal(
          rule + "6 and, of tangents, 7", () -> model.linearize(new double[6], 3, new double[7]));
      assertEquals(0, model.linearize(new double[6], 3, new double[0]).tangents().length);
    }
  }
}
