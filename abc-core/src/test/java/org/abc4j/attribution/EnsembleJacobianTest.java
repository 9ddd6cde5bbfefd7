package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Reference.minus;
import static org.abc4j.testing.Reference.norm;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Coefficients;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.SwitchedEnsemble;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class EnsembleJacobianTest {
  private static final Scenario SCENARIO = Scenario.of(5, Kind.GAUSSIAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final EnsembleJacobian JACOBIAN = EnsembleJacobian.of(SAMPLE);
  private static final CodeAssignment PAIR =
      Codebook.allWords(2, 1).assignInOrder(DataSources.oneItemEach(2));

  /** The timestep of the first step, at which no tangent is other than 0. */
  private static final int FIRST = 999;

  /** A model that predicts the same noise for any state. */
  private record Constant(Shape shape, float value) implements NoiseModel {
    @Override
    public Batch predict(Batch x, int timestep) {
      float[] values = x.toArray();
      Arrays.fill(values, value);
      return Batch.of(shape, values);
    }
  }

  @Test
  void of_oneStepOfTwoItems_isTheClosedForm() {
    // Each member memorises one item, so one step from pure noise ends at the members' mean item,
    // and the derivative along a member's coefficient is half its item less half the mean.
    Shape shape = new Shape(1, 1, 2);
    NoiseSchedule schedule = NoiseSchedule.linear();
    Ensemble ensemble =
        Ensemble.of(
            PAIR,
            List.of(
                PosteriorMeanDenoiser.of(Batch.of(shape, 0.5f, -1), schedule),
                PosteriorMeanDenoiser.of(Batch.of(shape, -0.25f, 0.75f), schedule)));
    Sample sample =
        DdimSampler.steps(1)
            .sample(ensemble, SampleNoise.recorded(new float[] {0.3f, -0.6f}, List.of()));
    assertArrayEquals(new float[] {0.125f, -0.125f}, sample.image(), 1e-4f);
    EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
    assertArrayEquals(new double[] {0.1875, -0.4375}, jacobian.column(0), 1e-4);
    assertArrayEquals(new double[] {-0.1875, 0.4375}, jacobian.column(1), 1e-4);
    assertEquals(2, jacobian.members());
    assertSame(sample, jacobian.sample());
    // And with c = (0, 2) first order is exact: the other item.
    assertArrayEquals(new double[] {-0.375, 0.875}, jacobian.change(Coefficients.of(0, 2)), 1e-4);
    assertEquals(
        Math.hypot(0.375, 0.875),
        jacobian.gram(Distance.euclidean()).distance(Coefficients.of(0, 2)),
        1e-4);
  }

  @Test
  void of_membersThatAreAlike_keepsTheAccuracyThatCentringGives() {
    // Members of like images differ by little beside what they have in common. Tangents that carry
    // the common part too are off by 3e-5 here.
    for (int seed = 0; seed < 5; seed++) {
      Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, Walk.DDIM).withSteps(50);
      float[] values = scenario.items().toArray();
      for (int p = 0; p < values.length; p++) {
        values[p] = 0.5f + 0.02f * values[p];
      }
      Scenario alike = scenario.withItems(Batch.of(Scenario.SHAPE, values));
      double[][] expected = alike.centredJacobian(1e-4);
      EnsembleJacobian jacobian = EnsembleJacobian.of(alike.sample());
      double error = 0;
      double size = 0;
      for (int j = 0; j < Scenario.MEMBERS; j++) {
        error = Math.max(error, norm(minus(expected[j], jacobian.column(j), 1)));
        size = Math.max(size, norm(expected[j]));
      }
      assertEquals(0, error / size, 5e-6, "seed " + seed);
    }
  }

  @Test
  void of_everyPixelClippedAtTheLastStep_isNought() {
    // The last step returns the clipped x̂₀ alone.
    Sample clipped =
        DdimSampler.steps(4).withClipping(1e-3).sample(SCENARIO.ensemble(), SCENARIO.noise());
    float[] image = clipped.image();
    EnsembleJacobian jacobian = EnsembleJacobian.of(clipped);
    EnsembleJacobian free =
        EnsembleJacobian.of(DdimSampler.steps(4).sample(SCENARIO.ensemble(), SCENARIO.noise()));
    int saturated = 0;
    for (int p = 0; p < image.length; p++) {
      boolean held = Math.abs(image[p]) == 1e-3f;
      saturated += held ? 1 : 0;
      for (int j = 0; j < Scenario.MEMBERS; j++) {
        assertEquals(held, jacobian.column(j)[p] == 0, "pixel " + p + " at " + image[p]);
        assertNotEquals(0, free.column(j)[p]);
      }
    }
    assertTrue(saturated > image.length / 2, "saturated " + saturated);
  }

  @Test
  void of_boundThatNothingReaches_isThatWithoutBound() {
    EnsembleJacobian bounded =
        EnsembleJacobian.of(
            DdimSampler.steps(6).withClipping(1e6).sample(SCENARIO.ensemble(), SCENARIO.noise()));
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      assertArrayEquals(JACOBIAN.column(j), bounded.column(j), 1e-6);
    }
  }

  @Test
  void of_memberThatIsNotDifferentiable_isAnErrorNamingIndexAndClass() {
    Ensemble ensemble = SCENARIO.ensemble();
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(i == 3 ? new Constant(Scenario.SHAPE, 0.1f) : ensemble.member(i));
    }
    Sample sample =
        SCENARIO.sampler().sample(Ensemble.of(SCENARIO.code(), members), SCENARIO.noise());
    assertEquals(
        "differential ablation needs members with input tangents, but member 3 is a "
            + Constant.class.getName()
            + ", which is no DifferentiableNoiseModel",
        assertThrows(IllegalArgumentException.class, () -> EnsembleJacobian.of(sample))
            .getMessage());
  }

  /**
   * A model whose answer to {@link #linearize} goes through a function, from the second step on.
   */
  private record Altered(
      DifferentiableNoiseModel model, BiFunction<Batch, Linearization, Linearization> answer)
      implements DifferentiableNoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return model.predict(x, timestep);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      Linearization own = model.linearize(x, timestep, tangents);
      return timestep == FIRST ? own : answer.apply(x, own);
    }
  }

  /** The scenario's sample, some of whose members are altered. */
  private static Sample altered(IntFunction<BiFunction<Batch, Linearization, Linearization>> by) {
    Ensemble ensemble = SCENARIO.ensemble();
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(new Altered((DifferentiableNoiseModel) ensemble.member(i), by.apply(i)));
    }
    return SCENARIO.sampler().sample(Ensemble.of(SCENARIO.code(), members), SCENARIO.noise());
  }

  @Test
  void of_memberAnswersWithOtherBatches_isAnErrorNamingItAndBoth() {
    Batch one = Batch.of(Scenario.SHAPE, new float[16]);
    Batch five = one.select(0, 0, 0, 0, 0);
    Shape turned = new Shape(4, 2, 2);
    Batch otherOne = Batch.of(turned, new float[16]);
    Batch otherFive = Batch.of(turned, new float[80]);
    for (Linearization answer :
        List.of(
            Linearization.of(one.select(0, 0), five),
            Linearization.of(one.select(), five),
            Linearization.of(one, five.select(0, 1, 2, 3)),
            Linearization.of(one, five.select(0, 1, 2, 3, 4, 0)),
            Linearization.of(otherOne, five),
            Linearization.of(one, otherFive))) {
      Sample sample = altered(i -> (x, own) -> i == 3 ? answer : own);
      assertFails(
          IllegalStateException.class,
          "member 3 was given Batch[1 of 1×4×4] with tangents Batch[5 of 1×4×4] at timestep 832"
              + " and returned "
              + answer.value()
              + " with tangents "
              + answer.tangents(),
          () -> EnsembleJacobian.of(sample));
    }
  }

  /** Their answers, n tangents each, are not all held at once. */
  @Test
  void of_members_runInWindowsOfTheNumberOfThreads() {
    EnsembleJacobian alone = EnsembleJacobian.of(altered(i -> (x, own) -> own));
    for (int threads = 1; threads <= 3; threads++) {
      AtomicBoolean firstRuns = new AtomicBoolean();
      int window = threads;
      Sample sample =
          altered(
              i ->
                  (x, own) -> {
                    if (i == 0) {
                      // Others may pass it, as far as the window reaches.
                      firstRuns.set(true);
                      LockSupport.parkNanos(20_000_000);
                      firstRuns.set(false);
                    }
                    assertFalse(i >= window && firstRuns.get(), "member " + i + " beside 0");
                    return own;
                  });
      Threads.with(
          threads,
          execution -> {
            EnsembleJacobian found = EnsembleJacobian.of(sample, execution);
            for (int j = 0; j < Scenario.MEMBERS; j++) {
              assertArrayEquals(alone.column(j), found.column(j));
            }
          });
    }
  }

  /** Models that do not compute in double, or do not say so, get and give float. */
  @Test
  void of_membersInFloat_isThatOfMembersInDoubleButForRounding() {
    EnsembleJacobian inFloat = EnsembleJacobian.of(altered(i -> (x, own) -> own));
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      assertFalse(Arrays.equals(JACOBIAN.column(j), inFloat.column(j)));
      assertArrayEquals(JACOBIAN.column(j), inFloat.column(j), 1e-6);
    }
  }

  @Test
  void change_coefficientsOfOtherSum_isAnErrorNamingBothSums() {
    Coefficients c = Coefficients.of(1, 1, 1, 1, 1.5);
    String expected = "a centred Jacobian takes coefficients that sum to n = 5, found the sum 5.5";
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> JACOBIAN.change(c)).getMessage());
    JacobianGram gram = JACOBIAN.gram(Distance.euclidean());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> gram.distance(c)).getMessage());
  }

  @Test
  void change_coefficientsOfOtherNumber_isAnErrorNamingBoth() {
    Coefficients c = Coefficients.ones(4);
    assertEquals(
        "an ensemble of 5 members takes 5 coefficients, found 4",
        assertThrows(IllegalArgumentException.class, () -> JACOBIAN.change(c)).getMessage());
  }

  @Test
  void change_ofOnes_isNought() {
    Coefficients u = Coefficients.ones(Scenario.MEMBERS);
    assertArrayEquals(new double[Scenario.SHAPE.size()], JACOBIAN.change(u));
    assertEquals(0, JACOBIAN.gram(Distance.euclidean()).distance(u));
  }

  @Test
  void change_negativeCoefficients_areAllowed() {
    // Linear: twice as far along the same direction.
    double[] once = JACOBIAN.change(Coefficients.of(0, 2, 1, 1, 1));
    double[] twice = JACOBIAN.change(Coefficients.of(-1, 3, 1, 1, 1));
    for (int p = 0; p < once.length; p++) {
      assertEquals(2 * once[p], twice[p], 1e-12);
    }
  }

  @Test
  void column_changedOutside_staysAsItWas() {
    double[] column = JACOBIAN.column(1);
    double first = column[0];
    column[0] = 99;
    assertEquals(first, JACOBIAN.column(1)[0]);
    assertThrows(IndexOutOfBoundsException.class, () -> JACOBIAN.column(5));
    assertThrows(IndexOutOfBoundsException.class, () -> JACOBIAN.column(-1));
  }

  @Test
  void gram_entries_areInnerProductsOfColumns() {
    JacobianGram gram = JACOBIAN.gram(Distance.euclidean());
    assertEquals(Scenario.MEMBERS, gram.members());
    for (int j = 0; j < 5; j++) {
      for (int k = 0; k < 5; k++) {
        double product = 0;
        for (int p = 0; p < Scenario.SHAPE.size(); p++) {
          product += JACOBIAN.column(j)[p] * JACOBIAN.column(k)[p];
        }
        assertEquals(product, gram.get(j, k), 1e-14);
        assertEquals(gram.get(k, j), gram.get(j, k));
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> gram.get(5, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> gram.get(0, -1));
  }

  @Test
  void progress_countsSteps_andCancellationStops() {
    List<Long> reported = new ArrayList<>();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> reported.add(10 * done + total));
    EnsembleJacobian.of(SAMPLE, execution);
    assertEquals(List.of(6L, 16L, 26L, 36L, 46L, 56L, 66L), reported);
    reported.clear();
    assertThrows(
        CancellationException.class,
        () -> EnsembleJacobian.of(SAMPLE, execution.until(() -> reported.size() == 3)));
    assertEquals(List.of(6L, 16L, 26L), reported);
  }

  @Test
  void of_memberThatIsNaN_givesNoLandscape() {
    float[] values = SCENARIO.items().toArray();
    Arrays.fill(values, Float.NaN);
    Scenario spoilt = SCENARIO.withItems(Batch.of(Scenario.SHAPE, values));
    assertFails(
        ArithmeticException.class,
        "member 0 predicted NaN at timestep 999 for row 0, value 0 of 16",
        spoilt::sample);
    SwitchedEnsemble ensemble = new SwitchedEnsemble(SCENARIO.ensemble());
    Sample sample = SCENARIO.sampler().sample(ensemble, SCENARIO.noise());
    ensemble.switchTo(spoilt.ensemble());
    assertFails(
        ArithmeticException.class,
        "member 0 predicted NaN at timestep 999 for row 0, value 0 of 16",
        () -> EnsembleJacobian.of(sample));
  }

  @Test
  void of_memberAnswersNothing_isAnErrorNamingItAndTheTimestep() {
    Sample sample = altered(i -> (x, own) -> i == 2 ? null : own);
    assertFails(
        IllegalStateException.class,
        "member 2 was given Batch[1 of 1×4×4] with tangents Batch[5 of 1×4×4] at timestep 832 and"
            + " returned null",
        () -> EnsembleJacobian.of(sample));
  }

  @Test
  void of_tangentThatIsNotFinite_isAnErrorNamingMemberTimestepTangentAndValue() {
    Sample sample =
        altered(
            i ->
                (x, own) -> {
                  float[] tangents = own.tangents().toArray();
                  tangents[2 * 16 + 7] = i == 4 ? Float.NEGATIVE_INFINITY : tangents[2 * 16 + 7];
                  return Linearization.of(own.value(), Batch.of(Scenario.SHAPE, tangents));
                });
    assertFails(
        ArithmeticException.class,
        "member 4 answered -Infinity at timestep 832 for tangent 2, value 7 of 16",
        () -> EnsembleJacobian.of(sample));
  }

  /** A model that computes in double, whose answer in it goes through one. */
  private record PreciselyAltered(
      PreciseNoiseModel model, UnaryOperator<PreciseLinearization> answer)
      implements PreciseNoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return model.predict(x, timestep);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      return model.linearize(x, timestep, tangents);
    }

    @Override
    public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
      PreciseLinearization own = model.linearize(x, timestep, tangents);
      return timestep == FIRST ? own : answer.apply(own);
    }
  }

  private static Sample preciselyAltered(UnaryOperator<PreciseLinearization> answer) {
    return preciselyAltered(SCENARIO.sampler(), answer);
  }

  private static Sample preciselyAltered(
      Sampler sampler, UnaryOperator<PreciseLinearization> answer) {
    Ensemble ensemble = SCENARIO.ensemble();
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      PreciseNoiseModel member = (PreciseNoiseModel) ensemble.member(i);
      members.add(new PreciselyAltered(member, i == 1 ? answer : own -> own));
    }
    return sampler.sample(Ensemble.of(SCENARIO.code(), members), SCENARIO.noise());
  }

  private static void assertPreciseAnswerFails(
      Class<? extends Throwable> type, String message, UnaryOperator<PreciseLinearization> answer) {
    Sample sample = preciselyAltered(answer);
    assertFails(type, message, () -> EnsembleJacobian.of(sample));
  }

  @Test
  void of_wrongAnswersInDouble_areErrorsNamingMemberAndTimestep() {
    assertPreciseAnswerFails(
        IllegalStateException.class,
        "member 1 was given a state of 16 values with tangents of 80 at timestep 832 and returned"
            + " null",
        own -> null);
    assertPreciseAnswerFails(
        IllegalStateException.class,
        "member 1 was given a state of 16 values with tangents of 80 at timestep 832 and returned"
            + " 16 and 64",
        own -> PreciseLinearization.of(own.value(), new double[64]));
    assertPreciseAnswerFails(
        ArithmeticException.class,
        "member 1 predicted Infinity at timestep 832 for row 0, value 15 of 16",
        own -> {
          double[] value = own.value();
          value[15] = Double.POSITIVE_INFINITY;
          return PreciseLinearization.of(value, own.tangents());
        });
    assertPreciseAnswerFails(
        ArithmeticException.class,
        "member 1 answered NaN at timestep 832 for tangent 4, value 15 of 16",
        own -> {
          double[] tangents = own.tangents();
          tangents[79] = Double.NaN;
          return PreciseLinearization.of(own.value(), tangents);
        });
  }

  /** Each answer is finite, but not what the step makes of them. */
  @Test
  void of_tangentThatOverflowsInAStep_isAnErrorNamingStepAndMember() {
    Sample sample =
        preciselyAltered(
            own -> {
              double[] tangents = own.tangents();
              tangents[3 * 16] = Double.MAX_VALUE;
              return PreciseLinearization.of(own.value(), tangents);
            });
    String message =
        assertThrows(ArithmeticException.class, () -> EnsembleJacobian.of(sample)).getMessage();
    assertTrue(
        message.matches(
            "the step at timestep 666 takes the tangent of member 3 to -Infinity at value 0, beside"
                + " a state of 0[.][0-9]+"),
        message);
  }

  /** The tangent of x̂₀ overflows at much noise, where that of the next state does not. */
  @Test
  void of_tangentOfAKeptValueThatOverflows_isAnErrorNamingStepValueAndMember() {
    Sample sample =
        preciselyAltered(
            UniPcSampler.steps(6),
            own -> {
              double[] tangents = own.tangents();
              tangents[3 * 16] = Double.MAX_VALUE;
              return PreciseLinearization.of(own.value(), tangents);
            });
    String message =
        assertThrows(ArithmeticException.class, () -> EnsembleJacobian.of(sample)).getMessage();
    assertTrue(
        message.matches(
            "the step at timestep 832 keeps with value 1 the tangent of member 3 as -Infinity at"
                + " value 0, beside a value 1 of -?[0-9.]+"),
        message);
  }

  @Test
  void landscape_scaledToOtherChannels_isAnErrorNamingBothShapes() {
    EuclideanDistance distance = Distance.euclidean().scaledTo(new Shape(3, 2, 2));
    Scenario scenario =
        SCENARIO.withItems(Draws.images(1, 2, new Shape(2, 2, 4), SCENARIO.items().rows()));
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    assertEquals(
        "samples of shape 2×2×4 cannot be scaled to the channels of 3×2×2",
        assertThrows(IllegalArgumentException.class, () -> jacobian.landscape(distance))
            .getMessage());
  }
}
