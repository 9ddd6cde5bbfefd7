package org.abc4j.model;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.testing.Draws;
import org.abc4j.testing.ElementwiseModel;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an ensemble hands rows to its members, and where it stops. */
class EnsembleBlocksTest {
  private static final Shape PAIR = new Shape(1, 1, 2);
  private static final Execution ALONE = Execution.sequential();
  private static final Batch X = Draws.images(3, 1, PAIR, 23);

  /** Member i of the small ensembles, which takes some rows at a time and tells of each call. */
  private record Watched(int index, int preferredRows, List<Batch> calls, Runnable begin)
      implements NoiseModel {
    Watched(int index, int preferredRows, Runnable begin) {
      this(index, preferredRows, Collections.synchronizedList(new ArrayList<>()), begin);
    }

    @Override
    public Shape shape() {
      return PAIR;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      calls.add(x);
      begin.run();
      return new ElementwiseModel(PAIR, (v, t) -> TestEnsembles.member(index, v, t))
          .predict(x, timestep);
    }

    List<Integer> rows() {
      return calls.stream().map(Batch::rows).toList();
    }
  }

  private static List<Watched> members(int preferredRows, Runnable begin) {
    return IntStream.range(0, 3).mapToObj(i -> new Watched(i, preferredRows, begin)).toList();
  }

  private static Ensemble of(List<? extends NoiseModel> members) {
    return Ensemble.of(TestEnsembles.code(members.size()), members);
  }

  private static List<Coefficients> varied(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(r -> Coefficients.of(r % 3, (r + 1) % 3, 1 + r % 2))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 23, 24, Integer.MAX_VALUE})
  void predict_anyBlock_givesMembersNoMoreAndTheSameBits(int block) {
    List<Coefficients> coefficients = varied(X.rows());
    Batch expected = TestEnsembles.of(PAIR, 3).predict(X, 4, coefficients, ALONE);
    for (int threads = 1; threads <= 3; threads++) {
      List<Watched> members = members(block, () -> {});
      Threads.with(
          threads,
          execution -> assertEquals(expected, of(members).predict(X, 4, coefficients, execution)));
      for (int i = 0; i < 3; i++) {
        int member = i;
        int kept = (int) coefficients.stream().filter(c -> c.get(member) != 0).count();
        List<Integer> rows = members.get(i).rows();
        assertEquals(kept, rows.stream().mapToInt(r -> r).sum());
        assertTrue(rows.stream().allMatch(r -> r <= block), rows.toString());
        assertEquals(calls(kept, block, threads), rows.size(), "as few calls as that takes");
      }
    }
  }

  /** On one thread a member's rows are one piece; on two up to three, on three up to four. */
  private static long calls(int kept, int block, int threads) {
    int pieces = threads == 1 ? 1 : Math.min(threads + 1, (kept + 3) / 4);
    return IntStream.range(0, pieces)
        .map(k -> kept * (k + 1) / pieces - kept * k / pieces)
        .mapToLong(rows -> (rows + (long) block - 1) / block)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3, Integer.MIN_VALUE})
  void predict_blockBelowOne_isOneRow(int block) {
    List<Watched> members = members(block, () -> {});
    of(members).with(Coefficients.ones(3)).predict(X.select(0, 1, 2), 0);
    assertEquals(List.of(1, 1, 1), members.get(2).rows());
  }

  @Test
  void preferredRows_notSaid_are32() {
    List<ElementwiseModel> members = TestEnsembles.members(PAIR, 3);
    of(members).with(Coefficients.ones(3)).predict(Draws.images(3, 1, PAIR, 70), 0);
    assertEquals(List.of(32, 32, 6), members.get(0).calls());
  }

  @Test
  void predict_rowsThatAreAlike_givesEachMemberOne() {
    Batch alike = X.select(5, 5, 5, 5);
    // Member 1 has no coefficient in the first row, member 2 none at all.
    List<Coefficients> coefficients =
        List.of(
            Coefficients.of(1, 0, 0),
            Coefficients.of(0, 3, 0),
            Coefficients.of(2, -1, 0),
            Coefficients.of(0.5, 4, 0));
    List<Watched> members = members(8, () -> {});
    Batch found = of(members).predict(alike, 7, coefficients, ALONE);
    assertEquals(List.of(X.select(5)), members.get(0).calls());
    assertEquals(List.of(X.select(5)), members.get(1).calls());
    assertEquals(List.of(), members.get(2).calls());
    for (int row = 0; row < 4; row++) {
      assertEquals(
          TestEnsembles.of(PAIR, 3).with(coefficients.get(row)).predict(X.select(5), 7),
          found.select(row));
    }
  }

  /** Rows 0, 2 and 3 are one, 1 and 4 another; member 1 is left out of the first of each. */
  @Test
  void predict_someRowsAlike_givesEachMemberTheFirstThatNeedsIt() {
    Batch mixed = X.select(5, 6, 5, 5, 6, 7);
    List<Coefficients> coefficients =
        List.of(
            Coefficients.of(1, 0, 2),
            Coefficients.of(1, 0, 2),
            Coefficients.of(1, 3, 2),
            Coefficients.of(1, 4, 2),
            Coefficients.of(0, 5, 2),
            Coefficients.of(0, 0, 1));
    List<Watched> members = members(2, () -> {});
    Batch found = of(members).predict(mixed, 7, coefficients, ALONE);
    assertEquals(List.of(X.select(5, 6)), members.get(0).calls());
    assertEquals(List.of(X.select(5, 6)), members.get(1).calls());
    assertEquals(List.of(X.select(5, 6), X.select(7)), members.get(2).calls());
    for (int row = 0; row < mixed.rows(); row++) {
      assertEquals(
          TestEnsembles.of(PAIR, 3).with(coefficients.get(row)).predict(mixed.select(row), 7),
          found.select(row),
          "row " + row);
    }
  }

  /** The rows that a member is asked for are named as the caller knows them. */
  @Test
  void predict_rowThatOthersAreLike_isNamedByTheFirstThatNeedsIt() {
    ElementwiseModel bad = new ElementwiseModel(PAIR, (v, t) -> v == 2 ? Double.NaN : v);
    Ensemble ensemble = of(List.of(bad, bad, bad));
    Batch x = Batch.of(PAIR, 1, 1, 1, 1, 1, 2, 1, 2);
    Coefficients none = Coefficients.of(0, 0, 3);
    Coefficients all = Coefficients.ones(3);
    assertFails(
        ArithmeticException.class,
        "member 0 predicted NaN at timestep 7 for row 3, value 1 of 2",
        () -> ensemble.predict(x, 7, List.of(all, all, none, all), ALONE));
  }

  @Test
  void predict_zerosOfTwoSigns_areNotAlike() {
    List<Watched> members = members(8, () -> {});
    of(members).with(Coefficients.ones(3)).predict(Batch.of(PAIR, 0f, 1, -0f, 1, 0f, 1), 0);
    assertEquals(List.of(Batch.of(PAIR, 0f, 1, -0f, 1)), members.get(0).calls());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 9, 23})
  void predict_cancelledDuringACall_beginsNoOther(int call) {
    AtomicInteger begun = new AtomicInteger();
    List<Watched> members = members(3, begun::incrementAndGet);
    assertThrows(
        CancellationException.class,
        () ->
            of(members)
                .with(Coefficients.ones(3), ALONE.until(() -> begun.get() >= call))
                .predict(X, 0));
    assertEquals(call, begun.get());
  }

  @Test
  void predict_cancelledOnThreads_endsEveryMemberAfterItsBlock() {
    for (int trial = 0; trial < 20; trial++) {
      int call = 1 + Draws.below(20, trial, 7, 0);
      AtomicInteger begun = new AtomicInteger();
      List<Watched> members = members(1, begun::incrementAndGet);
      Threads.with(
          3,
          execution ->
              assertThrows(
                  CancellationException.class,
                  () ->
                      of(members)
                          .with(Coefficients.ones(3), execution.until(() -> begun.get() >= call))
                          .predict(X, 0)));
      assertTrue(begun.get() <= call + 2, begun.get() + " calls, cancelled in number " + call);
    }
  }

  /** An ensemble that reads its members from files. */
  private record Loading(Runnable load, List<? extends NoiseModel> all) implements Ensemble {
    @Override
    public CodeAssignment code() {
      return TestEnsembles.code(all.size());
    }

    @Override
    public Shape shape() {
      return PAIR;
    }

    @Override
    public NoiseModel member(int index) {
      load.run();
      return all.get(index);
    }
  }

  @Test
  void predict_cancelled_loadsNoMember() {
    AtomicBoolean loaded = new AtomicBoolean();
    Ensemble ensemble = new Loading(() -> loaded.set(true), TestEnsembles.members(PAIR, 3));
    assertFails(
        CancellationException.class,
        "cancelled by its caller",
        () -> ensemble.with(Coefficients.ones(3), ALONE.until(() -> true)).predict(X, 0));
    assertTrue(!loaded.get());
  }

  @Test
  void predict_interruptedWhileAMemberIsLoaded_isACancellationThatKeepsTheFlag() {
    Ensemble ensemble =
        new Loading(
            () -> {
              Thread.currentThread().interrupt();
              throw new UncheckedIOException(new ClosedByInterruptException());
            },
            TestEnsembles.members(PAIR, 3));
    NoiseModel model = ensemble.with(Coefficients.ones(3));
    assertThrows(CancellationException.class, () -> model.predict(X, 0));
    assertTrue(Thread.interrupted());
  }

  @Test
  void with_viewOfAnEnsemble_takesAnyNumberOfRows() {
    assertEquals(
        Integer.MAX_VALUE, TestEnsembles.of(PAIR, 3).with(Coefficients.ones(3)).preferredRows());
  }
}
