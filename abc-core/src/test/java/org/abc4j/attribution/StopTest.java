package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;
import org.abc4j.testing.WatchedModel;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is computed stops where it is told to: counted in calls of members and distances, of
 * which a thread begins none once it could have known.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopTest {
  private static final Scenario SCENARIO = Scenario.of(5, Kind.GAUSSIAN, Walk.DDIM);
  private static final Sample FACTUAL = SCENARIO.sample();
  private static final int TRIALS = 20;

  /** What is computed of a sample, and may be stopped. */
  enum Computation {
    SAMPLES {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        List<SampleNoise> noises =
            IntStream.range(0, 5).mapToObj(ExogenousNoise.philox(2)::of).toList();
        List<Sample> made = sample.sampler().samples(sample.ensemble(), noises, execution);
        return Batch.of(sample.shape(), made.get(4).image()).toDoubleArray();
      }
    },
    EXACT {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return new AblationAttributor()
            .withDistance(distance)
            .with(execution)
            .attribute(sample)
            .distances();
      }
    },
    EXACT_IN_CHUNKS {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return new AblationAttributor()
            .with(execution)
            .withChunk(3)
            .landscapes(sample, List.of(distance, distance))
            .get(1)
            .distances();
      }
    },
    JACOBIAN {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return EnsembleJacobian.of(sample, execution).column(1);
      }
    },
    DIFFERENTIAL {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return new DifferentialAttributor()
            .withDistance(distance)
            .with(execution)
            .attribute(sample)
            .distances();
      }
    },
    DIFFERENTIAL_BY_GRAM {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return new DifferentialAttributor().with(execution).attribute(sample).distances();
      }
    },
    HYBRID {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        return new HybridAttributor()
            .withDistance(distance)
            .with(execution)
            .withChunk(3)
            .withTrials(2, 1)
            .withHandover(3)
            .attribute(sample)
            .landscape()
            .distances();
      }
    },
    VISUAL {
      @Override
      double[] of(Sample sample, Distance distance, Execution execution) {
        VisualAttribution found =
            VisualAttributor.of(SCENARIO.items(), SCENARIO.code().sources())
                .withDistance(distance)
                .with(execution)
                .attribute(sample);
        return new double[] {found.distance(0), found.distance(Scenario.SOURCES - 1)};
      }
    };

    abstract double[] of(Sample sample, Distance distance, Execution execution);
  }

  /** A sample of members that go through some rows at a time and tell of each call. */
  private static Sample watched(int preferredRows, Runnable begin) {
    AtomicBoolean sampled = new AtomicBoolean();
    Runnable afterwards =
        () -> {
          if (sampled.get()) {
            begin.run();
          }
        };
    Sample sample =
        FACTUAL
            .sampler()
            .sample(
                Ensemble.of(
                    SCENARIO.code(),
                    WatchedModel.membersOf(SCENARIO.ensemble(), preferredRows, afterwards)),
                FACTUAL.noise());
    sampled.set(true);
    return sample;
  }

  private static Distance watchedDistance(Runnable begin) {
    return (a, b, shape) -> {
      begin.run();
      return Distance.euclidean().between(a, b, shape);
    };
  }

  private static double[] run(Computation what, Runnable begin, Execution execution) {
    return what.of(watched(2, begin), watchedDistance(begin), execution);
  }

  /** Calls of a whole computation. */
  private static int calls(Computation what) {
    AtomicInteger calls = new AtomicInteger();
    double[] expected = what.of(FACTUAL, Distance.euclidean(), Execution.sequential());
    assertArrayEquals(expected, run(what, calls::incrementAndGet, Execution.sequential()), 1e-6);
    return calls.get();
  }

  @ParameterizedTest
  @EnumSource
  void cancelledDuringACall_beginsNoOther(Computation what) {
    int all = calls(what);
    for (int trial = 0; trial <= TRIALS; trial++) {
      // The last one of all too: no result is returned after a cancellation.
      int last = trial == TRIALS ? all : 1 + Draws.below(all, trial, 1, 0);
      AtomicInteger begun = new AtomicInteger();
      BooleanSupplier question = () -> begun.get() >= last;
      assertThrows(
          CancellationException.class,
          () -> run(what, begun::incrementAndGet, Execution.sequential().until(question)),
          () -> "cancelled during call " + last + " of " + all);
      assertEquals(last, begun.get());
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelledDuringACallOnThreads_beginsAtMostOneMoreOnEachOther(Computation what) {
    int all = calls(what);
    Threads.with(
        3,
        execution -> {
          for (int trial = 0; trial < TRIALS; trial++) {
            int last = 1 + Draws.below(all, trial, 2, 0);
            AtomicInteger begun = new AtomicInteger();
            BooleanSupplier question = () -> begun.get() >= last;
            assertThrows(
                CancellationException.class,
                () -> run(what, begun::incrementAndGet, execution.until(question)));
            assertTrue(begun.get() <= last + 2, begun.get() + " calls, cancelled in " + last);
          }
        });
  }

  /** Each question's answer counts, wherever it is asked. */
  @ParameterizedTest
  @EnumSource
  void cancelledAtAnyQuestion_returnsNothing(Computation what) {
    AtomicInteger asked = new AtomicInteger();
    run(what, () -> {}, Execution.sequential().until(() -> asked.incrementAndGet() < 0));
    int questions = asked.get();
    for (int trial = 0; trial <= TRIALS; trial++) {
      int last = trial == TRIALS ? questions : 1 + Draws.below(questions, trial, 3, 0);
      asked.set(0);
      assertThrows(
          CancellationException.class,
          () ->
              run(
                  what,
                  () -> {},
                  Execution.sequential().until(() -> asked.incrementAndGet() >= last)));
      assertEquals(last, asked.get(), "no question after the answer");
    }
  }

  /** Deadlines by the clock, of calls that take a while. */
  @ParameterizedTest
  @EnumSource
  void deadline_atAnyMoment_isObeyedWithinACallOfEachThread(Computation what) {
    long start = System.nanoTime();
    run(what, StopTest::takeAWhile, Execution.sequential());
    long whole = System.nanoTime() - start;
    Threads.with(
        2,
        execution -> {
          for (int trial = 0; trial < TRIALS; trial++) {
            long deadline =
                System.nanoTime() + Draws.below((int) Math.min(whole, 1 << 30), trial, 4, 0) / 3;
            LongSupplier late = () -> System.nanoTime() - deadline;
            AtomicInteger begunLate = new AtomicInteger();
            Runnable begin =
                () -> {
                  if (late.getAsLong() >= 0) {
                    begunLate.incrementAndGet();
                  }
                  takeAWhile();
                };
            AtomicBoolean told = new AtomicBoolean();
            BooleanSupplier question =
                () -> {
                  boolean over = late.getAsLong() >= 0;
                  if (over) {
                    told.set(true);
                  }
                  return over;
                };
            try {
              run(what, begin, execution.until(question));
              assertFalse(told.get(), "a result was returned after a cancellation");
            } catch (CancellationException stopped) {
              assertTrue(late.getAsLong() >= 0, "stopped before its deadline");
            }
            // One a thread that had asked just before.
            assertTrue(begunLate.get() <= 2, begunLate.get() + " calls begun after the deadline");
          }
        });
  }

  private static void takeAWhile() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException cause) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedAtAnyMoment_isACancellationThatKeepsTheFlag(Computation what) {
    int all = calls(what);
    for (int threads = 1; threads <= 3; threads++) {
      int seed = threads;
      Threads.with(
          threads,
          execution -> {
            Thread caller = Thread.currentThread();
            for (int trial = 0; trial < TRIALS; trial++) {
              int moment = 1 + Draws.below(all, trial, 5, seed);
              AtomicInteger begun = new AtomicInteger();
              // From whichever thread makes that call, at work or while the caller waits for it.
              Runnable begin =
                  () -> {
                    if (begun.incrementAndGet() == moment) {
                      caller.interrupt();
                    }
                  };
              assertThrows(
                  CancellationException.class,
                  () -> run(what, begin, execution),
                  () -> "interrupted during call " + moment + " of " + all);
              assertTrue(Thread.interrupted(), "the caller stays interrupted");
            }
          });
    }
  }
}
