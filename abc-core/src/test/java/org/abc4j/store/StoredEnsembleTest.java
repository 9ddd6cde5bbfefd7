package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members in files while memory is short and threads are interrupted. */
class StoredEnsembleTest {
  private static final int TRIES = 24;
  private static final long SEED = 29;
  private static final long LATEST_NANOS = 30_000_000;

  /** Members of 2.5 megabytes. */
  private static final UNetConfig WIDE =
      UNetConfig.attendingOnce(TinyNetworks.SHAPE, List.of(48, 48), 1, 8);

  private static final int MEMBERS = 8;

  @TempDir private static Path folder;
  @TempDir private static Path wide;
  private static String expected;

  @BeforeAll
  static void make_folders() throws IOException {
    TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code());
    CodeAssignment code = Codebook.allWords(MEMBERS, 4).assign(DataSources.oneItemEach(5), 1);
    expected =
        HeldMembersProcess.results(
            TinyNetworks.folder(wide, WIDE, code).ensemble(), (done, total) -> {});
  }

  private static Ensemble open() throws IOException {
    return EnsembleFolder.open(folder).ensemble();
  }

  // Memory.

  @Test
  void held_view_isTheSameEnsemble() throws IOException {
    Ensemble ensemble = open();
    Ensemble held = ensemble.held();
    assertSame(held, held.held());
    assertSame(ensemble.code(), held.code());
    assertEquals(ensemble.shape(), held.shape());
    assertEquals(ensemble.schedule(), held.schedule());
    assertEquals(ensemble.toString(), held.toString());
    for (int member = 0; member < ensemble.size(); member++) {
      assertSame(held.member(member), ensemble.member(member));
      assertSame(held.member(member), held.member(member));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> held.member(4));
    assertThrows(IndexOutOfBoundsException.class, () -> held.member(-1));
  }

  private static String run(String heap, boolean take) throws Exception {
    Process process =
        Jvm.start(HeldMembersProcess.class, List.of(heap), wide.toString(), Boolean.toString(take));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** Dropped between two steps, and their files taken, members would be missed. */
  @Test
  void compute_membersThatFit_areReadOnce() throws Exception {
    String said = run("-Xmx512m", true);
    assertTrue(said.contains(expected), said);
  }

  @Test
  void compute_membersThatDoNotFit_areReadAgainAndTheLogSaysSoOnce() throws Exception {
    String said = run("-Xmx32m", false);
    assertTrue(said.contains(expected), said);
    String line =
        "Members of " + wide + " have been dropped, as memory was short, and are read again";
    assertEquals(2, said.split(line, -1).length, said);
  }

  /** In whichever order they are asked: together they hold what one holds. */
  @Test
  void held_severalViews_holdTheSameMembers() throws Exception {
    Process process = Jvm.start(TwoViewsProcess.class, List.of("-Xmx32m"), wide.toString());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.matches("(?s).*held (0 1 2|0 1 2 3|0 1 2 3 4|0 1 2 3 4 5)\\R.*"), said);
    assertFalse(said.contains("have been dropped"), said);
  }

  // Interrupts.

  @Test
  void member_threadInterrupted_isReadAndTheThreadStaysInterrupted() throws IOException {
    Ensemble ensemble = open();
    for (int member = 0; member < ensemble.size(); member++) {
      Thread.currentThread().interrupt();
      assertEquals(TinyNetworks.SHAPE, ensemble.member(member).shape());
      assertTrue(Thread.interrupted(), "the thread is left interrupted");
    }
  }

  @Test
  void open_threadInterrupted_opensAndTheThreadStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    assertEquals(TinyNetworks.config(), EnsembleFolder.open(folder).config());
    assertTrue(Thread.interrupted(), "the thread is left interrupted");
  }

  /** An ensemble that can forget what it has read. */
  private static final class Forgetful implements Ensemble {
    private final EnsembleFolder opened;
    private volatile Ensemble ensemble;

    Forgetful() throws IOException {
      opened = EnsembleFolder.open(folder);
      forget();
    }

    void forget() {
      ensemble = opened.ensemble();
    }

    @Override
    public CodeAssignment code() {
      return ensemble.code();
    }

    @Override
    public Shape shape() {
      return ensemble.shape();
    }

    @Override
    public NoiseModel member(int index) {
      return ensemble.member(index);
    }
  }

  /** A while after its beginning, if it takes so long. */
  private static Thread interrupter(Thread caller, long nanos) {
    return new Thread(
        () -> {
          long end = System.nanoTime() + nanos;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          caller.interrupt();
        });
  }

  private static Sample sample(Ensemble ensemble, Execution execution) {
    return DdimSampler.steps(2).sample(ensemble, ExogenousNoise.philox(3).of(0), execution);
  }

  @Test
  void compute_callerInterruptedAtAnyMoment_isCancelledOrEnds() throws Exception {
    Forgetful ensemble = new Forgetful();
    Sample sample = sample(ensemble, Execution.sequential());
    List<Consumer<Execution>> computations =
        List.of(
            execution -> sample(ensemble, execution),
            execution -> new AblationAttributor().with(execution).attribute(sample),
            execution -> new DifferentialAttributor().with(execution).attribute(sample));
    Thread caller = Thread.currentThread();
    int[] cancelled = {0};
    for (int k = 0; k < TRIES; k++) {
      Consumer<Execution> computation = computations.get(k % computations.size());
      ensemble.forget();
      long nanos = k % 4 == 0 ? 0 : LATEST_NANOS * Draws.below(1000, SEED, 0, k) / 1000;
      Thread interrupter = interrupter(caller, nanos);
      Threads.with(
          1 + k % 2,
          execution -> {
            interrupter.start();
            try {
              computation.accept(execution);
            } catch (CancellationException stopped) {
              cancelled[0]++;
              assertTrue(caller.isInterrupted(), "the thread is left interrupted");
            }
          });
      while (interrupter.isAlive()) {
        Thread.onSpinWait();
      }
      assertTrue(Thread.interrupted(), "the thread is left interrupted");
    }
    assertTrue(cancelled[0] > TRIES / 4, "cancelled " + cancelled[0] + " of " + TRIES);
  }

  /** As by a pool that is shut down: the caller goes on, or hears of it as everybody does. */
  @Test
  void compute_helpersInterrupted_isCancelledOrEnds() throws Exception {
    Forgetful ensemble = new Forgetful();
    Sample sample = sample(ensemble, Execution.sequential());
    Landscape expected = new AblationAttributor().attribute(sample);
    for (int k = 0; k < TRIES; k++) {
      ensemble.forget();
      ExecutorService pool = Executors.newFixedThreadPool(2);
      long nanos = LATEST_NANOS * Draws.below(1000, SEED, 1, k) / 1000;
      Thread stopper =
          new Thread(
              () -> {
                long end = System.nanoTime() + nanos;
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
                pool.shutdownNow();
              });
      Execution execution = Execution.sequential().on(pool, 3);
      try {
        stopper.start();
        Landscape found = new AblationAttributor().with(execution).attribute(sample);
        for (int s = 0; s < TinyNetworks.SOURCES; s++) {
          assertEquals(expected.distance(s), found.distance(s));
        }
      } catch (CancellationException | RejectedExecutionException stopped) {
        assertFalse(Thread.currentThread().isInterrupted());
      } finally {
        stopper.join();
        pool.shutdownNow();
      }
    }
  }
}
