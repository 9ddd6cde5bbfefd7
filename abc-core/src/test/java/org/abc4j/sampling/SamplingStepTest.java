package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingStepTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final Shape PAIR = new Shape(1, 1, 2);

  /** √ᾱ = 0.8 and √(1 − ᾱ) = 0.6; x̂₀ = (x − 0.6·ε̂)/0.8. */
  private static SamplingStep step(double clip) {
    return new SamplingStep(7, 0.64, 2, 3, 5, 0.5, clip);
  }

  @Test
  void aAndB_ofRoundNumbers() {
    assertEquals(3 + 2 / 0.8, step(INFINITE).a(), 1e-15);
    assertEquals(5 - 2 * 0.6 / 0.8, step(INFINITE).b(), 1e-15);
  }

  @Test
  void next_unclipped_isTheFormula() {
    // x̂₀ = (4 − 0.6·2)/0.8 = 3.5.
    assertEquals(2 * 3.5 + 3 * 4 + 5 * 2 + 0.5 * -1, step(INFINITE).next(4, 2, -1), 1e-13);
  }

  @Test
  void next_noNoiseAdded_doesNotEvenTurnASign() {
    SamplingStep quiet = new SamplingStep(7, 0.64, 2, 3, 5, 0, INFINITE);
    assertEquals(0.0, quiet.next(-0.0, -0.0, -1));
    assertEquals(quiet.next(4, 2, 0), quiet.next(4, 2, Double.NaN));
  }

  @Test
  void next_clipped_holdsTheCleanSampleAndKeepsThePrediction() {
    assertEquals(2 * 1 + 3 * 4 + 5 * 2 + 0.5 * -1, step(1).next(4, 2, -1), 1e-13);
    assertEquals(2 * -1 + 3 * -4 + 5 * -2, step(1).next(-4, -2, 0), 1e-13);
    // Within the bound nothing is held.
    assertEquals(2 * 3.5 + 3 * 4 + 5 * 2, step(3.6).next(4, 2, 0), 1e-13);
  }

  @Test
  void tangent_saturated_isThatOfStateAndPredictionAlone() {
    for (int sign : new int[] {1, -1}) {
      assertEquals(3 * 10 + 5 * 100, step(3.4).tangent(sign * 4, sign * 2, 10, 100), 1e-12);
    }
    SamplingStep free = step(3.6);
    assertEquals(free.a() * 10 + free.b() * 100, free.tangent(4, 2, 10, 100), 1e-12);
  }

  @Test
  void next_notANumber_staysOne() {
    assertTrue(Double.isNaN(step(1).next(Double.NaN, 0, 0)));
    assertTrue(Double.isNaN(step(INFINITE).next(0, Double.NaN, 0)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
  void new_clipNotPositive_isAnErrorNamingIt(double clip) {
    assertIllegal("a clip bound is positive, found " + clip, () -> step(clip));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void new_alphaBarOutOfRange_isAnErrorNamingTimestepAndValue(double alphaBar) {
    assertIllegal(
        "ᾱ lies in (0, 1), but that of timestep 7 is " + alphaBar,
        () -> new SamplingStep(7, alphaBar, 1, 0, 0, 0, INFINITE));
  }

  @Test
  void addsNoise_byItsWeight() {
    assertTrue(step(1).addsNoise());
    assertFalse(new SamplingStep(7, 0.64, 2, 3, 5, 0, 1).addsNoise());
  }

  @Test
  void next_oneRowOfNoise_isSharedByAll() {
    SamplingStep step = step(INFINITE);
    Batch x = Batch.of(PAIR, 1, 2, 3, 4);
    Batch predicted = Batch.of(PAIR, 5, 6, 7, 8);
    Batch shared = Batch.of(PAIR, -1, 1);
    assertEquals(step.next(x, predicted, shared.select(0, 0)), step.next(x, predicted, shared));
    assertNotEquals(step.next(x, predicted, Batch.of(PAIR, 0, 0)), step.next(x, predicted, shared));
  }

  @Test
  void next_noNoiseAdded_ignoresWhatIsGiven() {
    SamplingStep step = new SamplingStep(7, 0.64, 2, 3, 5, 0, INFINITE);
    Batch x = Batch.of(PAIR, 1, 2);
    Batch quiet = step.next(x, x, Batch.of(PAIR));
    assertEquals(quiet, step.next(x, x, Batch.of(PAIR, Float.NaN, 1)));
    assertEquals((float) step.next(2, 2, 0), quiet.get(0, 1));
  }

  @Test
  void next_rowsThatDoNotFit_areAnErrorNamingBoth() {
    Batch three = Batch.of(PAIR, new float[6]);
    Batch two = Batch.of(PAIR, new float[4]);
    Batch other = Batch.of(new Shape(1, 2, 1), new float[6]);
    assertIllegal(
        "predicted noise must fit the states, Batch[3 of 1×1×2], but found Batch[2 of 1×1×2]",
        () -> step(1).next(three, two, three));
    assertIllegal(
        "fresh noise must fit the states, Batch[3 of 1×1×2], but found Batch[2 of 1×1×2]",
        () -> step(1).next(three, three, two));
    assertIllegal(
        "fresh noise must fit the states, Batch[3 of 1×1×2], but found Batch[3 of 1×2×1]",
        () -> step(1).next(three, three, other));
  }

  @Test
  void nextTangents_rowsThatDoNotFit_areAnErrorNamingBoth() {
    Batch two = Batch.of(PAIR, new float[4]);
    Batch three = Batch.of(PAIR, new float[6]);
    Batch four = Batch.of(PAIR, new float[8]);
    assertIllegal(
        "tangents of the states must fit the states, Batch[2 of 1×1×2], but found"
            + " Batch[3 of 1×1×2]",
        () -> step(1).nextTangents(two, two, three, three));
    assertIllegal(
        "tangents of the predicted noise must fit the states, Batch[2 of 1×1×2], but found"
            + " Batch[2 of 1×1×2]",
        () -> step(1).nextTangents(two, two, four, two));
  }

  @Test
  void nextTangents_none_areNone() {
    Batch none = Batch.of(PAIR);
    Batch two = Batch.of(PAIR, new float[4]);
    assertEquals(none, step(1).nextTangents(two, two, none, none));
    assertEquals(none, step(1).nextTangents(none, none, none, none));
    assertEquals(none, step(1).next(none, none, none));
  }

  @Test
  void nextTangents_inDouble_areThoseOfABatchBeforeTheyAreRounded() {
    Batch x = Batch.of(PAIR, 0.3f, 2);
    Batch predicted = Batch.of(PAIR, -0.2f, -3);
    Batch tangents = Batch.of(PAIR, 1, 2, 3, 4, 5, 6);
    Batch slopes = Batch.of(PAIR, 6, 5, 4, 3, 2, 1);
    double[] found =
        step(1)
            .nextTangents(
                x.toDoubleArray(),
                predicted.toDoubleArray(),
                tangents.toDoubleArray(),
                slopes.toDoubleArray());
    assertEquals(step(1).nextTangents(x, predicted, tangents, slopes), Batch.rounded(PAIR, found));
    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(
            step(1).tangent(x.get(0, j), predicted.get(0, j), tangents.get(k, j), slopes.get(k, j)),
            found[2 * k + j]);
      }
    }
  }

  @Test
  void nextTangents_inDoubleOfOtherNumbers_areAnErrorNamingThem() {
    double[] two = new double[2];
    double[] three = new double[3];
    double[] four = new double[4];
    String rule = "a state of m values has m of predicted noise, and each of K tangents m values,";
    assertIllegal(
        rule + " found 2, 3, tangents of 4 and 4",
        () -> step(1).nextTangents(two, three, four, four));
    assertIllegal(
        rule + " found 2, 2, tangents of 3 and 3",
        () -> step(1).nextTangents(two, two, three, three));
    assertIllegal(
        rule + " found 2, 2, tangents of 4 and 2", () -> step(1).nextTangents(two, two, four, two));
  }

  /** In each of two rows one element is held by the bound and the other free. */
  @Test
  void nextTangents_twoOfEachRow_areThoseOfTheirElements() {
    SamplingStep step = step(1);
    // x̂₀ = (x − 0.6·ε̂)/0.8 is 3.5 and 0.5 in the first row, 0.1 and −3.5 in the second.
    Batch x = Batch.of(PAIR, 4, 1, 0.2f, -4);
    Batch predicted = Batch.of(PAIR, 2, 1, 0.2f, -2);
    Batch xTangents = Batch.of(PAIR, 1, 2, 3, 4, 5, 6, 7, 8);
    Batch predictedTangents = Batch.of(PAIR, 10, 20, 30, 40, 50, 60, 70, 80);
    Batch next = step.nextTangents(x, predicted, xTangents, predictedTangents);
    // Held: 3·ẋ + 5·ε̇; free: (3 + 2/0.8)·ẋ + (5 − 2·0.6/0.8)·ε̇ = 5.5·ẋ + 3.5·ε̇.
    double[] expected = {
      3 * 1 + 5 * 10, 5.5 * 2 + 3.5 * 20,
      3 * 3 + 5 * 30, 5.5 * 4 + 3.5 * 40,
      5.5 * 5 + 3.5 * 50, 3 * 6 + 5 * 60,
      5.5 * 7 + 3.5 * 70, 3 * 8 + 5 * 80
    };
    assertArrayEquals(expected, next.toDoubleArray(), 1e-4);
  }

  @Test
  void tangent_exactlyAtTheBound_isFree() {
    SamplingStep step = new SamplingStep(7, 0.25, 2, 3, 5, 0, 2);
    assertEquals(step.a(), step.tangent(1, 0, 1, 0));
    assertEquals(step.a(), step.tangent(-1, 0, 1, 0));
    assertEquals(3, step.tangent(Math.nextUp(1.0), 0, 1, 0));
  }

  @Test
  void nextTangents_predictedNoiseThatDoesNotFit_isAnErrorNamingBoth() {
    Batch two = Batch.of(PAIR, new float[4]);
    Batch three = Batch.of(PAIR, new float[6]);
    assertIllegal(
        "predicted noise must fit the states, Batch[2 of 1×1×2], but found Batch[3 of 1×1×2]",
        () -> step(1).nextTangents(two, three, two, two));
  }
}
