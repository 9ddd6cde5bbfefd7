package org.abc4j.model;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
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
    assertTrue(
        error.getMessage().startsWith("this model breaks the rule '" + rule + "': " + violation));
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
    assertTrue(
        violation(Rule.TANGENTS)
            .matches("at timestep 0 value 3 of state 0 was \\S+, and with 0 tangents a row \\S+"),
        violation(Rule.TANGENTS));
    assertTrue(
        violation(Rule.DERIVATIVE)
            .matches(
                "at timestep 0 tangent 0 of state 0 differs from central differences by \\S+ of the"
                    + " largest value, more than 0.01"),
        violation(Rule.DERIVATIVE));
    assertTrue(
        violation(Rule.PRECISION)
            .matches(
                "at timestep 0 value 2 of state 0 is \\S+ in double and \\S+ in float, with 0"
                    + " tangents"),
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
    assertIllegal(
        "states of a trial are finite, found NaN in row 1, value 4 of 18",
        () -> trial.on(Breaking.changed(ITEMS, 18 + 4, Float.NaN)));
    assertIllegal(
        "states of a trial are finite, found -Infinity in row 4, value 17 of 18",
        () -> trial.on(Breaking.changed(ITEMS, 5 * 18 - 1, Float.NEGATIVE_INFINITY)));
    assertIllegal("a trial takes at least 1 timestep, found none", trial::at);
    assertIllegal("a timestep is at least 0, found -1", () -> trial.at(0, -1));
    assertIllegal(
        "timesteps of this model are from 0 to 999, found 1000", () -> trial.at(999, 1000));
    assertIllegal("a tolerance is positive, found NaN", () -> trial.withTolerance(Double.NaN));
    assertIllegal("calls overlap on 2 threads or more, found 1", () -> trial.overlapping(1));
  }

  @Test
  void check_interrupted_isCancelled() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ModelContract.of(GOOD).check());
    assertTrue(Thread.interrupted());
  }

  /** A row that is not used may be what it likes, and a model may know no schedule. */
  @Test
  void options_atTheirBounds_areTaken() {
    Batch unused = Breaking.changed(ITEMS, 5 * 18, Float.NaN);
    assertTrue(ModelContract.of(GOOD).on(unused).at(0, 999).check().isKept());
    NoiseModel noSchedule = TestEnsembles.members(SHAPE, 1).get(0);
    assertEquals(Optional.empty(), noSchedule.schedule());
    assertTrue(ModelContract.of(noSchedule).at(1000).check().isKept());
  }

  /** A good model whose answers to the calls that a Jacobian makes can be changed. */
  private static class Asked implements PreciseNoiseModel {
    final AtomicInteger rows = new AtomicInteger();

    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      NoiseModel.requireShape(this, x);
      rows.addAndGet(x.rows());
      return GOOD.predict(x, timestep);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      rows.addAndGet(x.rows() + tangents.rows());
      return GOOD.linearize(x, timestep, tangents);
    }

    @Override
    public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
      rows.addAndGet((x.length + tangents.length) / SHAPE.size());
      return GOOD.linearize(x, timestep, tangents);
    }
  }

  private static void assertBreaks(Rule rule, String violation, NoiseModel model) {
    ContractReport report = ModelContract.of(model).check();
    assertEquals(List.of(rule), report.broken(), report::toString);
    String found = report.violation(rule).orElseThrow();
    assertTrue(found.matches(violation), found);
  }

  @Test
  void check_otherBitsWithAnExecution_areFound() {
    assertBreaks(
        Rule.TANGENTS,
        "at timestep 0 value 3 of state 0 was \\S+, and with 0 tangents a row and an execution \\S+",
        new Asked() {
          @Override
          public Linearization linearize(Batch x, int t, Batch tangents, Execution execution) {
            Linearization good = linearize(x, t, tangents);
            float other = Math.nextUp(good.value().get(0, 3));
            return Linearization.of(Breaking.changed(good.value(), 3, other), good.tangents());
          }
        });
    assertBreaks(
        Rule.TANGENTS,
        "at timestep 0 value 5 of tangent 1 of state 2 was \\S+, and with 3 tangents a row and an"
            + " execution \\S+",
        new Asked() {
          @Override
          public Linearization linearize(Batch x, int t, Batch tangents, Execution execution) {
            Linearization good = linearize(x, t, tangents);
            int row = 2 * 3 + 1;
            return tangents.rows() <= row
                ? good
                : Linearization.of(
                    good.value(),
                    Breaking.changed(
                        good.tangents(),
                        row * SHAPE.size() + 5,
                        Math.nextUp(good.tangents().get(row, 5))));
          }
        });
    assertBreaks(
        Rule.TANGENTS,
        "it was given Batch\\[5 of 2×3×3\\] with tangents Batch\\[0 of 2×3×3\\] at timestep 0 and"
            + " returned null",
        new Asked() {
          @Override
          public Linearization linearize(Batch x, int t, Batch tangents, Execution execution) {
            return null;
          }
        });
  }

  /** A Jacobian asks about one state at a time. */
  @Test
  void check_otherBitsOfOneStateWithTangents_areFound() {
    assertBreaks(
        Rule.TANGENTS,
        "at timestep 0 value 2 of state 0 was \\S+, and alone with 1 tangents a row \\S+",
        new Asked() {
          @Override
          public Linearization linearize(Batch x, int t, Batch tangents) {
            Linearization good = super.linearize(x, t, tangents);
            float other = Math.nextUp(good.value().get(0, 2));
            return x.rows() == 1 && tangents.rows() > 0
                ? Linearization.of(Breaking.changed(good.value(), 2, other), good.tangents())
                : good;
          }
        });
  }

  /** The first step of a Jacobian asks so. */
  @Test
  void check_otherValueInDoubleWithoutTangents_isFound() {
    for (int count : new int[] {0, 1, 3}) {
      assertBreaks(
          Rule.PRECISION,
          "at timestep 0 value 7 of state 0 is \\S+ in double and \\S+ in float, with "
              + count
              + " tangents",
          new Asked() {
            @Override
            public PreciseLinearization linearize(double[] x, int t, double[] tangents) {
              PreciseLinearization good = super.linearize(x, t, tangents);
              double[] value = good.value();
              value[7] += tangents.length == count * SHAPE.size() ? 1e-3 : 0;
              return PreciseLinearization.of(value, good.tangents());
            }
          });
    }
    assertBreaks(
        Rule.PRECISION,
        "it threw java.lang.IllegalArgumentException: no tangents",
        new Asked() {
          @Override
          public PreciseLinearization linearize(double[] x, int t, double[] tangents) {
            if (tangents.length == 0) {
              throw new IllegalArgumentException("no tangents");
            }
            return super.linearize(x, t, tangents);
          }
        });
  }

  @Test
  void check_otherTangentsInDouble_areNamed() {
    assertBreaks(
        Rule.PRECISION,
        "at timestep 0 value 7 of tangent 1 of state 0 is \\S+ in double and \\S+ in float, with 3"
            + " tangents",
        new Asked() {
          @Override
          public PreciseLinearization linearize(double[] x, int t, double[] tangents) {
            PreciseLinearization good = super.linearize(x, t, tangents);
            double[] changed = good.tangents();
            if (changed.length > SHAPE.size()) {
              changed[SHAPE.size() + 7] += 1e-3;
            }
            return PreciseLinearization.of(good.value(), changed);
          }
        });
  }

  /** What its Javadoc says of its costs. */
  @Test
  void check_rowsThatItAsksAbout_areAsManyAsItSays() {
    Asked precise = new Asked();
    ModelContract.of(precise).at(1, 2, 3).check().requireKept();
    assertEquals(400, precise.rows.get() / 3.0, 10);
    AtomicInteger rows = new AtomicInteger();
    NoiseModel plain =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            NoiseModel.requireShape(this, x);
            rows.addAndGet(x.rows());
            return x;
          }
        };
    ModelContract.of(plain).at(1, 2, 3).check().requireKept();
    assertEquals(50, rows.get() / 3.0, 5);
  }

  /** What the class's Javadoc shows. */
  @Test
  void check_exampleOfTheJavadoc_runs() {
    NoiseModel model = GOOD;
    Batch noisyImages = ITEMS;
    ContractReport report = ModelContract.of(model).on(noisyImages).at(10, 500).check();
    report.violation(Rule.BATCH).ifPresent(found -> fail(found));
    report.requireKept();
  }

  /** A model that does something on each thread but that of its test, then answers. */
  private record OnThreads(Thread owner, IntPredicate wrong, Set<Thread> seen, AtomicInteger calls)
      implements NoiseModel {
    static OnThreads of(IntPredicate wrong) {
      return new OnThreads(
          Thread.currentThread(), wrong, ConcurrentHashMap.newKeySet(), new AtomicInteger());
    }

    @Override
    public Shape shape() {
      return SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      boolean other = false;
      if (!Thread.currentThread().equals(owner)) {
        seen.add(Thread.currentThread());
        other = wrong.test(calls.incrementAndGet());
      }
      return other ? scaled(x, 1.5f) : x;
    }

    void tryOverlap(int threads) {
      ContractTrials trials = new ContractTrials(this, ITEMS, new int[] {0});
      trials.answer();
      trials.onThreads(threads);
    }

    void assertAllEnded(int threads) {
      for (Thread thread : seen) {
        assertFalse(thread.isAlive(), thread.getName());
      }
      // Eight calls each, but for what was called off.
      assertEquals(threads, seen.size());
      assertTrue(calls.get() < 8 * threads, "" + calls.get());
    }
  }

  private static void pause(int millis) {
    Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(millis));
  }

  /** Threads that went on would disturb the trials that follow. */
  @Test
  void overlap_brokenOnOneThread_endsTheOthersFirst() {
    CountDownLatch all = new CountDownLatch(3);
    OnThreads model =
        OnThreads.of(
            call -> {
              all.countDown();
              Uninterruptibles.awaitUninterruptibly(all);
              // Each breaks the rule once, one after the other.
              pause(call <= 3 ? 50 * call : 50);
              return call <= 3;
            });
    ContractTrials.Broken broken =
        assertThrows(ContractTrials.Broken.class, () -> model.tryOverlap(3));
    assertTrue(broken.getMessage().contains("on another thread"), broken.getMessage());
    model.assertAllEnded(3);
  }

  @Test
  void overlap_interrupted_endsAllThreadsFirst() {
    Thread caller = Thread.currentThread();
    CountDownLatch all = new CountDownLatch(3);
    OnThreads model =
        OnThreads.of(
            call -> {
              all.countDown();
              Uninterruptibles.awaitUninterruptibly(all);
              if (call == 3) {
                caller.interrupt();
              }
              pause(100);
              return false;
            });
    assertFails(
        CancellationException.class,
        "cancelled: the calling thread was interrupted",
        () -> model.tryOverlap(3));
    assertTrue(Thread.interrupted());
    model.assertAllEnded(3);
  }

  @Test
  void overlap_error_isThrownWhenAllThreadsHaveEnded() {
    OnThreads model =
        OnThreads.of(
            call -> {
              pause(20);
              if (call == 2) {
                throw new StackOverflowError("of call 2");
              }
              return false;
            });
    assertFails(StackOverflowError.class, "of call 2", () -> model.tryOverlap(2));
    model.assertAllEnded(2);
  }

  /** On a thread that helps, the interrupt is its caller's. */
  @Test
  void check_callerOfItsTaskInterrupted_isCancelled() {
    Thread caller = Thread.currentThread();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    NoiseModel model =
        new Asked() {
          @Override
          public Batch predict(Batch x, int timestep) {
            asked.countDown();
            Uninterruptibles.awaitUninterruptibly(interrupted);
            return super.predict(x, timestep);
          }
        };
    AtomicReference<ContractReport> report = new AtomicReference<>();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Execution two = Execution.sequential().on(pool, 2);
      CancellationException cancelled =
          assertThrows(
              CancellationException.class,
              () ->
                  two.forEach(
                      2,
                      task -> {
                        if (Thread.currentThread().equals(caller)) {
                          Uninterruptibles.awaitUninterruptibly(asked);
                          caller.interrupt();
                          interrupted.countDown();
                        } else {
                          report.set(ModelContract.of(model).check());
                        }
                      }));
      assertEquals("cancelled: the calling thread was interrupted", cancelled.getMessage());
      assertTrue(Thread.interrupted());
      assertNull(report.get());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void check_interruptThatDisturbsTheModel_breaksNoRule() {
    NoiseModel model =
        new Asked() {
          @Override
          public PreciseLinearization linearize(double[] x, int timestep, double[] tangents) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at work");
          }
        };
    assertThrows(CancellationException.class, () -> ModelContract.of(model).check());
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
