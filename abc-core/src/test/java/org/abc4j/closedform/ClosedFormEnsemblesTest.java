package org.abc4j.closedform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class ClosedFormEnsemblesTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final Shape SHAPE = new Shape(1, 2, 2);

  /** Source 0 has items 0 and 3 and members 0 and 1; source 1 items 1 and 4 and members 1 and 2. */
  private static final CodeAssignment CODE =
      Codebook.of(List.of(Codeword.parse("110"), Codeword.parse("011"), Codeword.parse("101")))
          .assignInOrder(DataSources.ofItems(0, 1, 2, 0, 1));

  private static final int[][] SPLITS = {{0, 2, 3}, {0, 1, 3, 4}, {1, 2, 4}};
  private static final Batch ITEMS = Draws.images(3, 1, SHAPE, 5);
  private static final Batch X = Draws.batch(3, 2, SHAPE, 2);

  @Test
  void gaussian_eachMember_isFittedToItsSplit() {
    Ensemble ensemble = ClosedFormEnsembles.gaussian(ITEMS, CODE, 0.2, SCHEDULE);
    assertEquals(3, ensemble.size());
    assertSame(CODE, ensemble.code());
    for (int i = 0; i < 3; i++) {
      assertEquals(
          GaussianDenoiser.fit(ITEMS.select(SPLITS[i]), 0.2, SCHEDULE).predict(X, 77),
          ensemble.member(i).predict(X, 77),
          "member " + i);
    }
  }

  @Test
  void gaussian_onThreads_isTheSameAndStops() {
    Batch expected =
        ClosedFormEnsembles.gaussian(ITEMS, CODE, 0.2, SCHEDULE)
            .with(Coefficients.ones(3))
            .predict(X, 77);
    Threads.with(
        3,
        execution ->
            assertEquals(
                expected,
                ClosedFormEnsembles.gaussian(ITEMS, CODE, 0.2, SCHEDULE, execution)
                    .with(Coefficients.ones(3))
                    .predict(X, 77)));
    for (int last = 1; last <= 4; last++) {
      int stop = last;
      AtomicInteger asked = new AtomicInteger();
      Execution execution = Execution.sequential().until(() -> asked.incrementAndGet() == stop);
      assertThrows(
          CancellationException.class,
          () -> ClosedFormEnsembles.gaussian(ITEMS, CODE, 0.2, SCHEDULE, execution));
    }
  }

  @Test
  void gaussian_withinAFit_asksItsExecution() {
    AtomicInteger asked = new AtomicInteger();
    Execution counting = Execution.sequential().until(() -> asked.incrementAndGet() < 0);
    ClosedFormEnsembles.gaussian(ITEMS, CODE, 0.2, SCHEDULE, counting);
    // Before each member and at the end; within, for 3 or 4 items each, 4 for an item at least.
    int questions = asked.get();
    assertTrue(questions >= 4 + 4 * (3 + 4 + 3), "asked " + questions);
    for (int last = 1; last <= questions; last++) {
      int stop = last;
      asked.set(0);
      assertThrows(
          CancellationException.class,
          () ->
              ClosedFormEnsembles.gaussian(
                  ITEMS,
                  CODE,
                  0.2,
                  SCHEDULE,
                  Execution.sequential().until(() -> asked.incrementAndGet() == stop)));
      assertEquals(last, asked.get());
    }
  }

  @Test
  void posteriorMean_eachMember_hasItsSplit() {
    Ensemble ensemble = ClosedFormEnsembles.posteriorMean(ITEMS, CODE, SCHEDULE);
    for (int i = 0; i < 3; i++) {
      assertEquals(
          PosteriorMeanDenoiser.of(ITEMS.select(SPLITS[i]), SCHEDULE).predict(X, 77),
          ensemble.member(i).predict(X, 77),
          "member " + i);
    }
  }

  @Test
  void gaussian_itemsOfOtherNumber_isAnErrorNamingBoth() {
    Batch four = Draws.images(3, 1, SHAPE, 4);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ClosedFormEnsembles.gaussian(four, CODE, 0.2, SCHEDULE));
    assertEquals("the sources have 5 items, found 4", error.getMessage());
  }

  @Test
  void posteriorMean_memberWithoutItems_isAnErrorNamingIt() {
    CodeAssignment unused =
        Codebook.of(List.of(Codeword.parse("1100"), Codeword.parse("0101")))
            .assignInOrder(DataSources.oneItemEach(2));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ClosedFormEnsembles.posteriorMean(Draws.images(3, 1, SHAPE, 2), unused, SCHEDULE));
    assertEquals(
        "each member sees at least 1 item, but no source has member 2 in its word",
        error.getMessage());
  }

  @Test
  void gaussian_negativeRidge_isAnErrorNamingIt() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ClosedFormEnsembles.gaussian(ITEMS, CODE, -0.5, SCHEDULE));
    assertEquals("a ridge is finite and at least 0, found -0.5", error.getMessage());
  }
}
