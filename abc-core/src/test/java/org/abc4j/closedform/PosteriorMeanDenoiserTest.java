package org.abc4j.closedform;

import static org.abc4j.closedform.GaussianDenoiserTest.assertAllNaN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.Linearization;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.junit.jupiter.api.Test;

class PosteriorMeanDenoiserTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Shape PIXEL = new Shape(1, 1, 1);
  private static final Shape SHAPE = new Shape(1, 2, 3);

  @Test
  void predict_oneItem_isTheGaussianDenoiserWithoutRidge() {
    Batch item = Draws.images(1, 1, SHAPE, 1);
    Batch x = Draws.batch(1, 2, SHAPE, 4);
    for (int t : new int[] {0, 500, 999}) {
      float[] expected = GaussianDenoiser.fit(item, 0, SCHEDULE).predict(x, t).toArray();
      float[] actual = PosteriorMeanDenoiser.of(item, SCHEDULE).predict(x, t).toArray();
      for (int j = 0; j < actual.length; j++) {
        assertEquals(expected[j], actual[j], 1e-6 * Math.abs(expected[j]) + 1e-6);
      }
    }
  }

  @Test
  void predict_itemsPlusAndMinusOne_isAHyperbolicTangent() {
    // x̂₀ = tanh(√ᾱ·x/(1 − ᾱ)).
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Batch.of(PIXEL, -1, 1), SCHEDULE);
    for (int t : new int[] {100, 400, 999}) {
      double bar = Reference.alphaBar(t);
      for (float x : new float[] {-0.7f, 0, 0.01f, 1.3f}) {
        double clean = Math.tanh(Math.sqrt(bar) * x / (1 - bar));
        double expected = (x - Math.sqrt(bar) * clean) / Math.sqrt(1 - bar);
        assertEquals(expected, model.predict(Batch.of(PIXEL, x), t).get(0, 0), 1e-6);
      }
    }
  }

  @Test
  void linearize_itemsPlusAndMinusOne_isItsDerivative() {
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Batch.of(PIXEL, -1, 1), SCHEDULE);
    double bar = Reference.alphaBar(300);
    double slope = Math.sqrt(bar) / (1 - bar);
    double clean = Math.tanh(slope * 0.25);
    double expected = (1 - Math.sqrt(bar) * slope * (1 - clean * clean)) / Math.sqrt(1 - bar);
    Linearization linear = model.linearize(Batch.of(PIXEL, 0.25f), 300, Batch.of(PIXEL, 1, -2));
    assertEquals(expected, linear.tangents().get(0, 0), 1e-6);
    assertEquals(-2 * expected, linear.tangents().get(1, 0), 1e-6);
  }

  @Test
  void linearize_itemThatIsNaN_isNaNEverywhere() {
    float[] values = Draws.images(1, 1, SHAPE, 3).toArray();
    values[8] = Float.NaN;
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Batch.of(SHAPE, values), SCHEDULE);
    Batch x = Draws.batch(1, 3, SHAPE, 2);
    assertAllNaN(model.predict(x, 10), 2);
    Linearization linear = model.linearize(x, 10, Draws.batch(1, 4, SHAPE, 4));
    assertAllNaN(linear.value(), 2);
    assertAllNaN(linear.tangents(), 4);
  }

  @Test
  void linearize_farAwayState_staysFinite() {
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 5), SCHEDULE);
    Batch far =
        Batch.of(SHAPE, 1e30f, -1e30f, 1e30f, 1e20f, 0, 1, 1e4f, 1e4f, 1e4f, -1e4f, 1e4f, 1e4f);
    for (int t : new int[] {0, 1, 500, 999}) {
      Linearization linear = model.linearize(far, t, Draws.batch(1, 2, SHAPE, 4));
      for (float value : linear.value().toArray()) {
        assertTrue(Float.isFinite(value), "timestep " + t);
      }
      for (float value : linear.tangents().toArray()) {
        assertTrue(Float.isFinite(value), "tangent at timestep " + t);
      }
    }
  }

  @Test
  void predict_stateOnAnItemAtTimestepZero_isNoNoise() {
    Batch items = Draws.images(1, 1, SHAPE, 4);
    float[] x = items.row(2);
    for (int j = 0; j < x.length; j++) {
      x[j] *= (float) Math.sqrt(Reference.alphaBar(0));
    }
    Batch predicted = PosteriorMeanDenoiser.of(items, SCHEDULE).predict(Batch.of(SHAPE, x), 0);
    for (float value : predicted.toArray()) {
      assertEquals(0, value, 1e-5);
    }
  }

  @Test
  void predict_noRows_isNoRows() {
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 3), SCHEDULE);
    assertEquals(0, model.predict(Batch.of(SHAPE), 5).rows());
    assertEquals(0, model.linearize(Batch.of(SHAPE), 5, Batch.of(SHAPE)).tangents().rows());
  }

  @Test
  void of_noSchedule_isAnError() {
    assertEquals(
        "schedule",
        assertThrows(
                NullPointerException.class,
                () -> PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 2), null))
            .getMessage());
  }

  @Test
  void schedule_isThatItWasMadeWith() {
    NoiseSchedule schedule = NoiseSchedule.cosine(7);
    assertEquals(
        Optional.of(schedule),
        PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 2), schedule).schedule());
  }

  @Test
  void of_noItem_isAnError() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> PosteriorMeanDenoiser.of(Batch.of(SHAPE), SCHEDULE));
    assertEquals("a denoiser is made from at least 1 item, found none", error.getMessage());
  }

  @Test
  void linearize_wrongArguments_areErrorsNamingThem() {
    PosteriorMeanDenoiser model = PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 2), SCHEDULE);
    Batch x = Draws.batch(1, 2, SHAPE, 2);
    Batch other = Batch.of(new Shape(6, 1, 1), new float[12]);
    String shapes = "this model denoises samples of shape 1×2×3, found 6×1×1";
    assertEquals(
        shapes,
        assertThrows(IllegalArgumentException.class, () -> model.predict(other, 0)).getMessage());
    assertEquals(
        shapes,
        assertThrows(IllegalArgumentException.class, () -> model.linearize(x, 0, other))
            .getMessage());
    Batch five = Draws.batch(1, 3, SHAPE, 5);
    assertEquals(
        "each of 2 rows has as many tangents, found 5 tangents",
        assertThrows(IllegalArgumentException.class, () -> model.linearize(x, 0, five))
            .getMessage());
  }

  @Test
  void toString_statesShapeAndItems() {
    assertEquals(
        "PosteriorMeanDenoiser[1×2×3, 3 items]",
        PosteriorMeanDenoiser.of(Draws.images(1, 1, SHAPE, 3), SCHEDULE).toString());
  }
}
