package org.abc4j.model;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.ElementwiseModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleTest {
  private static final Shape PAIR = new Shape(1, 1, 2);
  private static final Execution ALONE = Execution.sequential();
  private static final Batch X = Batch.of(PAIR, 0.5f, -1, 2, 0.25f);

  @Test
  void of_membersAtHand_givesThemBack() {
    CodeAssignment code = TestEnsembles.code(3);
    List<ElementwiseModel> members = TestEnsembles.members(PAIR, 3);
    Ensemble ensemble = Ensemble.of(code, members);
    assertSame(code, ensemble.code());
    assertSame(members.get(2), ensemble.member(2));
    assertEquals(PAIR, ensemble.shape());
    assertEquals(3, ensemble.size());
    assertThrows(IndexOutOfBoundsException.class, () -> ensemble.member(3));
    assertEquals("Ensemble[3 members of shape 1×1×2, " + code + "]", ensemble.toString());
  }

  @Test
  void of_listChangedLater_staysTheSame() {
    List<NoiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 3));
    Ensemble ensemble = Ensemble.of(TestEnsembles.code(3), members);
    NoiseModel first = members.set(0, TestEnsembles.failing(PAIR));
    assertSame(first, ensemble.member(0));
  }

  @Test
  void of_wrongNumberOfMembers_isAnErrorNamingBoth() {
    assertIllegal(
        "a code of length 3 needs 3 members, found 2",
        () -> Ensemble.of(TestEnsembles.code(3), TestEnsembles.members(PAIR, 2)));
  }

  @Test
  void of_memberOfAnotherShape_isAnErrorNamingItAndBothShapes() {
    List<NoiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 3));
    members.set(2, TestEnsembles.notANumber(new Shape(2, 1, 1)));
    assertIllegal(
        "members share one shape, but member 2 has 2×1×1 and member 0 has 1×1×2",
        () -> Ensemble.of(TestEnsembles.code(3), members));
  }

  @Test
  void of_membersOfTwoSchedules_isAnErrorNamingBothMembers() {
    List<ElementwiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 4));
    members.set(1, members.get(1).withSchedule(NoiseSchedule.linear()));
    members.set(2, members.get(2).withSchedule(NoiseSchedule.linear()));
    members.set(3, members.get(3).withSchedule(NoiseSchedule.cosine(10)));
    assertIllegal(
        "members share one noise schedule, but member 3 was made for cosine(10) and member 1 for"
            + " linear(1000, 1.0E-4, 0.02)",
        () -> Ensemble.of(TestEnsembles.code(4), members));
  }

  @Test
  void schedule_isThatOfTheMembersThatKnowIt() {
    Ensemble unknown = TestEnsembles.of(PAIR, 3);
    assertEquals(Optional.empty(), unknown.schedule());
    assertEquals(Optional.empty(), unknown.with(Coefficients.ones(3)).schedule());
    assertEquals(Optional.empty(), new OnDemand().schedule());
    List<ElementwiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 3));
    members.set(1, members.get(1).withSchedule(NoiseSchedule.cosine(10)));
    Ensemble known = Ensemble.of(TestEnsembles.code(3), members);
    assertEquals(Optional.of(NoiseSchedule.cosine(10)), known.schedule());
    assertEquals(known.schedule(), known.with(Coefficients.ones(3)).schedule());
  }

  @Test
  void with_execution_runsMembersThereWithTheSameBits() {
    Ensemble ensemble = TestEnsembles.of(PAIR, 5);
    Coefficients c = Coefficients.of(1, 0, 2, 0.5, 1.5);
    Batch alone = ensemble.with(c).predict(X, 3);
    for (int threads = 1; threads <= 3; threads++) {
      int helpers = threads - 1;
      AtomicInteger begun = new AtomicInteger();
      Execution execution =
          ALONE.on(
              task -> {
                begun.incrementAndGet();
                new Thread(task).start();
              },
              threads);
      assertEquals(alone, ensemble.with(c, execution).predict(X, 3));
      assertEquals(helpers, begun.get());
    }
    assertIllegal(
        "an ensemble of 5 members takes 5 coefficients, found 2",
        () -> ensemble.with(Coefficients.ones(2), ALONE));
  }

  @Test
  void predict_otherShape_isAnErrorNamingBoth() {
    assertIllegal(
        "this ensemble denoises samples of shape 1×1×2, found 1×2×1",
        () ->
            TestEnsembles.of(PAIR, 3)
                .predict(
                    Batch.of(new Shape(1, 2, 1), 1, 2), 0, List.of(Coefficients.ones(3)), ALONE));
  }

  @Test
  void predict_notOneVectorARow_isAnErrorNamingBothNumbers() {
    assertIllegal(
        "each of 2 rows takes a coefficient vector, found 1",
        () -> TestEnsembles.of(PAIR, 3).predict(X, 0, List.of(Coefficients.ones(3)), ALONE));
  }

  @Test
  void predict_wrongNumberOfCoefficients_isAnErrorNamingBoth() {
    String message = "an ensemble of 3 members takes 3 coefficients, found 2";
    Ensemble ensemble = TestEnsembles.of(PAIR, 3);
    assertIllegal(
        message,
        () -> ensemble.predict(X, 0, List.of(Coefficients.ones(3), Coefficients.ones(2)), ALONE));
    assertIllegal(message, () -> ensemble.with(Coefficients.ones(2)));
  }

  @Test
  void predict_memberAnswersWithAnotherBatch_isAnErrorNamingMemberAndBoth() {
    Batch otherRows = Batch.of(PAIR, 1, 2, 3, 4, 5, 6);
    Batch otherShape = Batch.of(new Shape(2, 1, 1), 1, 2, 3, 4);
    for (Batch answer : Arrays.asList(otherRows, otherShape, null)) {
      List<NoiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 3));
      members.set(1, TestEnsembles.answering(PAIR, answer));
      assertFails(
          IllegalStateException.class,
          "member 1 was given Batch[2 of 1×1×2] at timestep 0 and returned " + answer,
          () ->
              Ensemble.of(TestEnsembles.code(3), members).with(Coefficients.ones(3)).predict(X, 0));
    }
  }

  @Test
  void predict_ablated_isTheMeanOfTheSurvivors() {
    Ensemble ensemble = TestEnsembles.of(PAIR, 4);
    Coefficients c = Ablation.ofMembers(Codeword.parse("0101")).coefficients();
    Batch found = ensemble.with(c).predict(X, 10);
    for (int row = 0; row < 2; row++) {
      for (int j = 0; j < 2; j++) {
        double x = X.get(row, j);
        double mean = (TestEnsembles.member(0, x, 10) + TestEnsembles.member(2, x, 10)) / 2;
        assertEquals(mean, found.get(row, j), 1e-6);
      }
    }
  }

  @Test
  void predict_coefficientZero_neverEvaluatesTheMember() {
    List<ElementwiseModel> good = TestEnsembles.members(PAIR, 3);
    Ensemble clean = Ensemble.of(TestEnsembles.code(3), good);
    Ensemble spoiled =
        Ensemble.of(
            TestEnsembles.code(3),
            List.of(TestEnsembles.notANumber(PAIR), good.get(1), TestEnsembles.failing(PAIR)));
    for (double zero : new double[] {0.0, -0.0}) {
      Coefficients c = Coefficients.of(zero, 3, zero);
      assertEquals(clean.with(c).predict(X, 5), spoiled.with(c).predict(X, 5));
    }
    assertEquals(List.of(), good.get(0).calls());
    assertFails(
        IllegalStateException.class,
        "this member was evaluated",
        () -> spoiled.with(Coefficients.of(0, 1, 1e-300)).predict(X, 5));
    assertFails(
        ArithmeticException.class,
        "member 0 predicted NaN at timestep 5 for row 0, value 0 of 2",
        () -> spoiled.with(Coefficients.of(1e-300, 1, 0)).predict(X, 5));
  }

  /** Rows are named by their places in the whole batch, not among those that the member sees. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void predict_memberPredictsWhatIsNotFinite_isAnErrorNamingItTimestepRowAndValue(float value) {
    List<NoiseModel> members = new ArrayList<>(TestEnsembles.members(PAIR, 3));
    members.set(2, new ElementwiseModel(PAIR, (x, t) -> x == 8 ? value : x));
    assertFails(
        ArithmeticException.class,
        "member 2 predicted " + value + " at timestep 980 for row 3, value 1 of 2",
        () ->
            Ensemble.of(TestEnsembles.code(3), members)
                .predict(
                    Batch.of(PAIR, 1, 2, 8, 8, 5, 6, 7, 8),
                    980,
                    List.of(
                        Coefficients.of(1, 1, 1),
                        Coefficients.of(1, 1, 0),
                        Coefficients.of(1, 1, 1),
                        Coefficients.of(1, 1, 1)),
                    ALONE));
  }

  @Test
  void predict_rowThatIsNotFinite_isBlamedItselfAndNotTheMember() {
    assertFails(
        ArithmeticException.class,
        "row 1, value 0 of 2 was already NaN when it was given to member 0 at timestep 3",
        () ->
            TestEnsembles.of(PAIR, 3)
                .with(Coefficients.ones(3))
                .predict(Batch.of(PAIR, 1, 2, Float.NaN, 4), 3));
  }

  @Test
  void predict_coefficientsByRow_eachMemberSeesItsRowsOnceAsOneBatch() {
    List<ElementwiseModel> members = TestEnsembles.members(PAIR, 3);
    Ensemble ensemble = Ensemble.of(TestEnsembles.code(3), members);
    Batch four = Batch.of(PAIR, 1, 2, 3, 4, 5, 6, 7, 8);
    ensemble.predict(
        four,
        0,
        List.of(
            Coefficients.of(1, 1, 0),
            Coefficients.of(0, 3, 0),
            Coefficients.of(1, 2, 0),
            Coefficients.of(-1, 4, 0)),
        ALONE);
    assertEquals(List.of(3), members.get(0).calls());
    assertEquals(List.of(4), members.get(1).calls());
    assertEquals(List.of(), members.get(2).calls());
  }

  @Test
  void predict_allZero_isZeroWithoutAnyMember() {
    Ensemble ensemble =
        Ensemble.of(TestEnsembles.code(2), Collections.nCopies(2, TestEnsembles.failing(PAIR)));
    assertArrayEquals(new float[4], ensemble.with(Coefficients.of(0, 0)).predict(X, 0).toArray());
  }

  @Test
  void predict_noRows_isNoRows() {
    Ensemble ensemble =
        Ensemble.of(TestEnsembles.code(2), Collections.nCopies(2, TestEnsembles.failing(PAIR)));
    Batch none = Batch.of(PAIR);
    assertEquals(none, ensemble.predict(none, 0, List.of(), ALONE));
    assertEquals(none, ensemble.with(Coefficients.ones(2)).predict(none, 0));
  }

  /** Each small value alone rounds away beside 1, the three together do not. */
  @Test
  void predict_sum_isRoundedOnce() {
    Shape one = new Shape(1, 1, 1);
    double small = 0x1.8p-25;
    List<NoiseModel> members = new ArrayList<>();
    for (double value : new double[] {1, small, small, small}) {
      members.add(new ElementwiseModel(one, (x, t) -> value));
    }
    Batch found =
        Ensemble.of(TestEnsembles.code(4), members)
            .with(Coefficients.of(4, 4, 4, 4))
            .predict(Batch.of(one, 0), 0);
    assertEquals((float) (1 + 3 * small), found.get(0, 0));
    assertTrue(found.get(0, 0) > 1);
  }

  @Test
  void with_model_hasTheEnsemblesShapeAndTimestep() {
    Ensemble ensemble = TestEnsembles.of(PAIR, 2);
    NoiseModel model = ensemble.with(Coefficients.of(2, 0));
    assertEquals(PAIR, model.shape());
    assertEquals((float) TestEnsembles.member(0, 0.5, 77), model.predict(X, 77).get(0, 0));
  }

  /** An implementation that makes a member when it is asked for. */
  private static final class OnDemand implements Ensemble {
    private final List<Integer> made = Collections.synchronizedList(new ArrayList<>());

    @Override
    public CodeAssignment code() {
      return TestEnsembles.code(5);
    }

    @Override
    public Shape shape() {
      return PAIR;
    }

    @Override
    public NoiseModel member(int index) {
      made.add(index);
      return TestEnsembles.members(PAIR, 5).get(index);
    }
  }

  @Test
  void predict_membersOnDemand_makesOnlyTheSurvivors() {
    OnDemand ensemble = new OnDemand();
    Coefficients c = Ablation.ofMembers(Codeword.parse("11001")).coefficients();
    Batch found = ensemble.with(c).predict(X, 3);
    assertEquals(List.of(2, 3), ensemble.made);
    assertEquals(TestEnsembles.of(PAIR, 5).with(c).predict(X, 3), found);
  }
}
