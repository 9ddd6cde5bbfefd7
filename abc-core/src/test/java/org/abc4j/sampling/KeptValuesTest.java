package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that take and keep values beside the state, in round numbers. */
class KeptValuesTest {
  private static final Shape PAIR = new Shape(1, 1, 2);

  /** √ᾱ = 0.8, √(1 − ᾱ) = 0.6; x' = 2x̂₀ + 3x + 5ε̂ + 7h₀ − h₁ + z/2; keeps x̂₀ and x + 4h₁. */
  private static final SamplingStep STEP =
      new SamplingStep(
          7,
          0.64,
          new Combination(2, 3, 5, List.of(7.0, -1.0)),
          List.of(
              new Combination(1, 0, 0, List.of(0.0, 0.0)),
              new Combination(0, 1, 0, List.of(0.0, 4.0))),
          0.5,
          1);

  // x̂₀ = (x − 0.6·ε̂)/0.8: 3.5, held at 1, and 0.5.
  private static final Batch X = Batch.of(PAIR, 4, 1);
  private static final Batch PREDICTED = Batch.of(PAIR, 2, 1);
  private static final Batch FRESH = Batch.of(PAIR, -1, 1);
  private static final SamplerState STATE =
      SamplerState.of(X, List.of(Batch.of(PAIR, 10, 20), Batch.of(PAIR, 100, 200)));

  @Test
  void next_rows_areTheCombinations() {
    SamplerState next = STEP.next(STATE, PREDICTED, FRESH);
    assertEquals(
        Batch.of(
            PAIR,
            (float) (2 * 1 + 3 * 4 + 5 * 2 + 7 * 10 - 100 - 0.5),
            (float) (2 * 0.5 + 3 * 1 + 5 * 1 + 7 * 20 - 200 + 0.5)),
        next.x());
    assertEquals(List.of(Batch.of(PAIR, 1, 0.5f), Batch.of(PAIR, 4 + 400, 1 + 800)), next.kept());
  }

  @Test
  void next_linearized_followsValuesAndTangents() {
    LinearizedState start = LinearizedState.start(new double[] {4, 1}, 1);
    SamplingStep first =
        new SamplingStep(
            9,
            0.64,
            Combination.of(0, 1, 0),
            List.of(Combination.of(0, 0, 10), Combination.of(0, 0, 100)),
            0,
            1);
    // The tangent of ε̂ is (3, 5): so those of the kept values are (30, 50) and (300, 500).
    LinearizedState state =
        first.next(start, new double[] {1, 2}, new double[] {3, 5}, new float[0]);
    assertArrayEquals(new double[] {4, 1}, state.x());
    assertArrayEquals(new double[] {0, 0}, state.xTangents());
    assertArrayEquals(new double[] {10, 20}, state.kept(0));
    assertArrayEquals(new double[] {100, 200}, state.kept(1));
    assertArrayEquals(new double[] {30, 50}, state.keptTangents(0));
    LinearizedState next =
        STEP.next(state, new double[] {2, 1}, new double[] {11, 13}, new float[] {-1, 1});
    SamplerState rows = STEP.next(STATE, PREDICTED, FRESH);
    for (int p = 0; p < 2; p++) {
      assertEquals(rows.x().get(0, p), next.x()[p], 1e-12);
      assertEquals(rows.kept().get(1).get(0, p), next.kept(1)[p], 1e-12);
    }
    // The first x̂₀ is held; the second has the tangent −0.6·13/0.8.
    double clean = -0.6 * 13 / 0.8;
    assertArrayEquals(
        new double[] {5 * 11 + 7 * 30 - 300, 2 * clean + 5 * 13 + 7 * 50 - 500},
        next.xTangents(),
        1e-11);
    assertArrayEquals(new double[] {0, clean}, next.keptTangents(0), 1e-12);
    assertArrayEquals(new double[] {4 * 300, 4 * 500}, next.keptTangents(1), 1e-11);
    assertEquals("LinearizedState[2 values, 1 tangents, 2 kept]", next.toString());
  }

  @Test
  void moved_direction_isToFirstOrder() {
    LinearizedState state = LinearizedState.start(new double[] {1, 2}, 2);
    SamplingStep step =
        new SamplingStep(9, 0.64, Combination.of(0, 1, 1), List.of(Combination.of(0, 0, 10)), 0, 1);
    state = step.next(state, new double[2], new double[] {1, 2, 3, 4}, new float[0]);
    LinearizedState moved = state.moved(10, -1);
    assertArrayEquals(new double[] {1 + 10 - 3, 2 + 20 - 4}, moved.x());
    assertArrayEquals(new double[] {100 - 30, 200 - 40}, moved.kept(0));
    assertArrayEquals(new double[0], moved.xTangents());
    LinearizedState at = state;
    assertIllegal(
        "a direction has a value for each tangent, of which there are 2, found 3",
        () -> at.moved(1, 2, 3));
    assertNotEquals(moved, state);
    assertArrayEquals(state.x(), state.moved(0, 0).x());
  }

  @Test
  void next_otherNumberOfKeptValues_isAnErrorNamingBoth() {
    String rule = "the step at timestep 7 takes 2 kept values beside the state, found ";
    assertIllegal(rule + 0, () -> STEP.next(X, PREDICTED, FRESH));
    assertIllegal(rule + 0, () -> STEP.next(1, 1, 0));
    assertIllegal(rule + 1, () -> STEP.next(SamplerState.of(X, List.of(X)), PREDICTED, FRESH));
    assertIllegal(
        rule + 0,
        () ->
            STEP.next(
                LinearizedState.start(new double[2], 0),
                new double[2],
                new double[0],
                new float[2]));
  }

  @Test
  void next_linearizedOfOtherNumbers_areAnErrorNamingThem() {
    SamplingStep step = new SamplingStep(7, 0.64, 1, 0, 0, 0.5, 1);
    LinearizedState state = LinearizedState.start(new double[2], 2);
    assertIllegal(
        "a state of 2 values takes as many of fresh noise, found 1",
        () -> step.next(state, new double[2], new double[4], new float[1]));
    assertIllegal(
        "a state of m values has m of predicted noise, and each of K tangents m values, found 2,"
            + " 2, tangents of 4 and 2",
        () -> step.next(state, new double[2], new double[2], new float[2]));
    assertIllegal(
        "there are at least 0 tangents, found -1", () -> LinearizedState.start(new double[2], -1));
  }

  @Test
  void new_combinationsOfOtherNumbers_areAnErrorNamingBoth() {
    assertIllegal(
        "the step at timestep 7 takes 1 kept values, but one that it keeps takes 2",
        () ->
            new SamplingStep(
                7,
                0.64,
                new Combination(1, 0, 0, List.of(1.0)),
                List.of(new Combination(1, 0, 0, List.of(1.0, 2.0))),
                0,
                1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void new_weightNotFinite_isAnErrorNamingIt(double weight) {
    assertIllegal(
        "the weight of x̂₀ is finite, found " + weight, () -> Combination.of(weight, 0, 0));
    assertIllegal("the weight of x is finite, found " + weight, () -> Combination.of(0, weight, 0));
    assertIllegal(
        "the weight of ε̂ is finite, found " + weight, () -> Combination.of(0, 0, weight));
    assertIllegal(
        "the weight of kept value 1 is finite, found " + weight,
        () -> new Combination(0, 0, 0, List.of(1.0, weight)));
  }

  @Test
  void next_keptValueThatOverflows_isAnErrorNamingTheStep() {
    SamplingStep step =
        new SamplingStep(
            7,
            0.64,
            Combination.of(0, 1, 0),
            List.of(Combination.of(0, 1, 0), Combination.of(0, 1e30, 0)),
            0,
            1);
    assertFails(
        ArithmeticException.class,
        "the step at timestep 7 keeps value 1 of row 0, value 1, as Infinity from state 3.0E20,"
            + " predicted noise 0.0 and fresh noise 0.0",
        () -> step.next(SamplerState.start(Batch.of(PAIR, 0, 3e20f)), Batch.of(PAIR, 0, 0), X));
  }

  @Test
  void of_keptValuesThatDoNotFit_isAnErrorNamingBoth() {
    assertIllegal(
        "kept value 1 must fit the states, Batch[1 of 1×1×2], but found Batch[2 of 1×1×2]",
        () -> SamplerState.of(X, List.of(X, X.select(0, 0))));
    assertIllegal(
        "kept value 0 must fit the states, Batch[1 of 1×1×2], but found Batch[1 of 1×2×1]",
        () -> SamplerState.of(X, List.of(Batch.of(new Shape(1, 2, 1), 1, 2))));
  }

  @Test
  void states_areEqualByTheirValues() {
    Batch x = Batch.of(PAIR, 1, 2, 3, 4);
    SamplerState two = SamplerState.of(x, List.of(Batch.of(PAIR, 10, 20, 30, 40)));
    SamplerState again = SamplerState.of(x, List.of(Batch.of(PAIR, 10, 20, 30, 40)));
    assertEquals(two, again);
    assertEquals(two.hashCode(), again.hashCode());
    assertNotEquals(two, SamplerState.of(x, List.of(Batch.of(PAIR, 30, 40, 30, 40))));
    assertNotEquals(two, SamplerState.of(x.select(1, 0), two.kept()));
    assertEquals("SamplerState[Batch[2 of 1×1×2], 1 kept]", two.toString());
  }
}
