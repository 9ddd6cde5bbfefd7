package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.ContractReport.Rule;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelContractTest {
  private static final Shape SHAPE = new Shape(2, 3, 3);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Batch ITEMS = Draws.images(1, 1, SHAPE, 6);
  private static final PreciseNoiseModel GOOD = GaussianDenoiser.fit(ITEMS, 0.1, SCHEDULE);

  static Stream<Arguments> ownModels() {
    Scenario scenario = Scenario.of(3, Kind.POSTERIOR_MEAN, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    List<NoiseModel> spoilt =
        List.of(
            ensemble.member(0),
            TestEnsembles.notANumber(Scenario.SHAPE),
            ensemble.member(2),
            TestEnsembles.failing(Scenario.SHAPE),
            ensemble.member(4));
    Ablation ablation = Ablation.ofMembers(Codeword.of(5, 1, 3));
    return Stream.of(
        arguments("Gaussian", GOOD),
        arguments("posterior mean", PosteriorMeanDenoiser.of(ITEMS, SCHEDULE)),
        arguments("mean", ensemble.with(Coefficients.ones(5))),
        arguments(
            "mean without members that have the coefficient 0",
            Ensemble.of(scenario.code(), spoilt).with(ablation.coefficients())),
        arguments("U-Net", UNetModel.of(Networks.random(TinyNetworks.config(), 7), SCHEDULE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ownModels")
  void check_ownModels_keepEachRule(String name, NoiseModel model) {
    ContractReport report = ModelContract.of(model).overlapping(3).check();
    assertTrue(report.isKept(), report::toString);
    assertEquals(List.of(), report.broken());
    assertEquals(report, report.requireKept());
    for (Rule rule : Rule.values()) {
      boolean applies =
          switch (rule) {
            case TANGENTS, DERIVATIVE -> model instanceof DifferentiableNoiseModel;
            case PRECISION -> model instanceof PreciseNoiseModel;
            default -> true;
          };
      assertEquals(applies, report.isKept(rule), rule.name());
      assertEquals(Optional.empty(), report.violation(rule));
    }
  }

  /** A model that is good but for what a rule is about. */
  private static final class Breaking implements PreciseNoiseModel {
    private final Rule rule;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger under = new AtomicInteger();
    private final Thread owner = Thread.currentThread();

    Breaking(Rule rule) {
      this.rule = rule;
    }

    private static Batch changed(Batch batch, int at, float to) {
      float[] values = batch.toArray();
      if (values.length > 0) {
        values[at] = to;
      }
      return Batch.of(batch.shape(), values);
    }

    @Override
    public Shape shape() {
      return rule == Rule.SHAPE && calls.getAndIncrement() > 0 ? new Shape(1, 3, 6) : SHAPE;
    }

    @Override
    public Optional<NoiseSchedule> schedule() {
      return GOOD.schedule();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      under.incrementAndGet();
      try {
        if (rule == Rule.OVERLAP) {
          Thread.sleep(2);
        }
        return answer(x, timestep);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        under.decrementAndGet();
      }
    }

    private Batch answer(Batch x, int timestep) {
      if (rule == Rule.REFUSAL && !x.shape().equals(SHAPE)) {
        return x;
      }
      Batch good = GOOD.predict(x, timestep);
      boolean breaks =
          switch (rule) {
            case FINITE -> timestep == 999;
            case REPEATABLE -> timestep == 500 && calls.getAndIncrement() > 0;
            case BATCH -> x.rows() == 1 || x.rows() > 8;
            case THREADS -> !Thread.currentThread().equals(owner) && under.get() == 1;
            case OVERLAP -> under.get() > 1;
            default -> false;
          };
      if (breaks) {
        float other = rule == Rule.FINITE ? Float.NaN : Math.nextUp(good.get(0, 4));
        return changed(good, 4, other);
      }
      return rule == Rule.ANSWER
          ? null
          : rule == Rule.NO_ROWS && x.rows() == 0 ? ITEMS.select(0) : good;
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      Linearization good = GOOD.linearize(x, timestep, tangents);
      return switch (rule) {
        case TANGENTS ->
            Linearization.of(
                changed(good.value(), 3, Math.nextUp(good.value().get(0, 3))), good.tangents());
        case DERIVATIVE -> Linearization.of(good.value(), changed(good.tangents(), 5, 0.9f));
        default -> good;
      };
    }

    @Override
    public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
      PreciseLinearization good = GOOD.linearize(x, timestep, tangents);
      double[] value = good.value();
      value[2] += rule == Rule.PRECISION ? 1e-3 : 0;
      return PreciseLinearization.of(value, good.tangents());
    }
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void check_modelThatBreaksARule_findsIt(Rule rule) {
    ContractReport report = ModelContract.of(new Breaking(rule)).overlapping(4).check();
    assertFalse(report.isKept());
    assertFalse(report.isKept(rule));
    assertTrue(report.broken().contains(rule), report::toString);
    assertEquals(rule, report.broken().get(0), report::toString);
    String violation = report.violation(rule).orElseThrow();
    assertTrue(report.toString().contains(rule + ": BROKEN, " + violation), report::toString);
    IllegalStateException error = assertThrows(IllegalStateException.class, report::requireKept);
    assertTrue(error.getMessage().startsWith("a model gives " + rule + ": " + violation));
  }

  private static String violation(Rule rule) {
    return ModelContract.of(new Breaking(rule)).check().violation(rule).orElseThrow();
  }

  @Test
  void violation_saysWhatWasAskedAndFound() {
    assertEquals(
        "first 2×3×3 and Optional[linear(1000, 1.0E-4, 0.02)], then 1×3×6 and"
            + " Optional[linear(1000, 1.0E-4, 0.02)]",
        violation(Rule.SHAPE));
    assertEquals(
        "it was given Batch[5 of 2×3×3] at timestep 0 and returned null", violation(Rule.ANSWER));
    assertEquals(
        "it was given Batch[0 of 2×3×3] at timestep 0 and returned Batch[1 of 2×3×3]",
        violation(Rule.NO_ROWS));
    assertEquals(
        "it predicted NaN at timestep 999 for row 0, value 4 of 18", violation(Rule.FINITE));
    assertTrue(
        violation(Rule.REPEATABLE)
            .matches("at timestep 500 value 4 of state 0 was \\S+, and when it was asked again .*"),
        violation(Rule.REPEATABLE));
    assertTrue(
        violation(Rule.BATCH).matches("at timestep 0 value 4 of state 0 was \\S+, and alone \\S+"),
        violation(Rule.BATCH));
    assertEquals(
        "it denoises samples of shape 2×3×3, was given Batch[1 of 1×1×19] and returned"
            + " Batch[1 of 1×1×19]",
        violation(Rule.REFUSAL));
    assertEquals(
        "at timestep 0 it predicts other bits with 0 tangents a row than without",
        violation(Rule.TANGENTS));
    assertTrue(
        violation(Rule.DERIVATIVE)
            .matches(
                "at timestep 0 tangent 0 of state 0 differs from central differences by \\S+ of the"
                    + " largest value, more than 0.01"),
        violation(Rule.DERIVATIVE));
    assertTrue(
        violation(Rule.PRECISION)
            .matches("at timestep 0 the value of state 0 at 2 is \\S+ in double and \\S+ in float"),
        violation(Rule.PRECISION));
  }

  /** A differentiable model whose tangents go through a function. */
  private record Tangents(BiFunction<Batch, Batch, Batch> by) implements DifferentiableNoiseModel {
    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return GOOD.predict(x, timestep);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      Linearization good = GOOD.linearize(x, timestep, tangents);
      return Linearization.of(good.value(), by.apply(tangents, good.tangents()));
    }
  }

  private static List<Rule> brokenBy(BiFunction<Batch, Batch, Batch> tangents) {
    return ModelContract.of(new Tangents(tangents)).check().broken();
  }

  @Test
  void check_wrongTangents_areFound() {
    assertEquals(List.of(), brokenBy((given, good) -> good));
    // Scaled by a little more than the tolerance, in another order, of another number, NaN.
    assertEquals(List.of(Rule.DERIVATIVE), brokenBy((given, good) -> scaled(good, 1.02f)));
    assertEquals(List.of(Rule.DERIVATIVE), brokenBy((given, good) -> reversed(good)));
    assertEquals(List.of(Rule.DERIVATIVE), brokenBy((given, good) -> given));
    assertEquals(List.of(Rule.TANGENTS), brokenBy((given, good) -> good.select()));
    assertEquals(List.of(Rule.TANGENTS), brokenBy((given, good) -> scaled(good, Float.NaN)));
    // Tangents that are not linear: that of 0 is not 0.
    assertEquals(List.of(Rule.DERIVATIVE), brokenBy((given, good) -> shifted(good)));
  }

  private static Batch scaled(Batch batch, float factor) {
    float[] values = batch.toArray();
    for (int at = 0; at < values.length; at++) {
      values[at] *= factor;
    }
    return Batch.of(batch.shape(), values);
  }

  private static Batch shifted(Batch batch) {
    float[] values = batch.toArray();
    for (int at = 0; at < values.length; at++) {
      values[at] += 1e-3f;
    }
    return Batch.of(batch.shape(), values);
  }

  private static Batch reversed(Batch batch) {
    int[] rows = new int[batch.rows()];
    Arrays.setAll(rows, row -> rows.length - 1 - row);
    return batch.select(rows);
  }

  @Test
  void check_modelThatThrows_isReported() {
    ContractReport report = ModelContract.of(TestEnsembles.failing(SHAPE)).check();
    assertEquals(List.of(Rule.ANSWER), report.broken());
    assertEquals(
        Optional.of("it threw java.lang.IllegalStateException: this member was evaluated"),
        report.violation(Rule.ANSWER));
    assertTrue(
        report.toString().contains(Rule.BATCH + ": not tried, there is no answer to try it on"));
  }

  @Test
  void check_byDefault_doesNotTryOverlap() {
    ContractReport report = ModelContract.of(GOOD).check();
    assertFalse(report.isKept(Rule.OVERLAP));
    assertTrue(report.isKept(), report::toString);
    assertTrue(report.toString().contains(Rule.OVERLAP + ": not tried, not asked for"));
  }

  @Test
  void check_statesAndTimestepsOfOnesOwn_areThoseThatAreTried() {
    AtomicInteger asked = new AtomicInteger();
    NoiseModel model =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            NoiseModel.requireShape(this, x);
            asked.incrementAndGet();
            assertEquals(7, timestep);
            for (int row = 0; row < x.rows(); row++) {
              float value = x.get(row, 0);
              assertTrue(value == ITEMS.get(0, 0) || value == ITEMS.get(1, 0), "" + value);
            }
            return x;
          }
        };
    assertTrue(ModelContract.of(model).on(ITEMS.select(0, 1)).at(7).check().isKept());
    assertTrue(asked.get() > 10);
  }

  @Test
  void options_outOfRange_areNamed() {
    ModelContract trial = ModelContract.of(GOOD);
    assertIllegal(
        "a trial takes at least 2 states, found Batch[1 of 2×3×3]",
        () -> trial.on(ITEMS.select(0)));
    assertIllegal(
        "this model denoises samples of shape 2×3×3, found 1×4×4",
        () -> trial.on(Draws.batch(1, 1, Scenario.SHAPE, 2)));
    assertIllegal("a trial takes at least 1 timestep, found none", trial::at);
    assertIllegal("a tolerance is positive, found NaN", () -> trial.withTolerance(Double.NaN));
    assertIllegal("calls overlap on 2 threads or more, found 1", () -> trial.overlapping(1));
  }

  @Test
  void check_interrupted_isCancelled() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ModelContract.of(GOOD).check());
    assertTrue(Thread.interrupted());
  }

  /** What it was written for: the landscape of such a model looks as good as any. */
  @Test
  void check_modelWhoseAnswerDependsOnTheBatch_isFound() {
    NoiseModel model =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            NoiseModel.requireShape(this, x);
            float[] values = x.toArray();
            double mean = 0;
            for (float value : values) {
              mean += value / values.length;
            }
            for (int at = 0; at < values.length; at++) {
              values[at] -= (float) (0.01 * mean);
            }
            return Batch.of(SHAPE, values);
          }
        };
    assertEquals(List.of(Rule.BATCH), ModelContract.of(model).check().broken());
  }
}
