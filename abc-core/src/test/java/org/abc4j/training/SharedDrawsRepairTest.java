package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repairs and resumptions of members that share their draws (decision 38). */
class SharedDrawsRepairTest {
  private static final int STEPS = 5;
  private static final int GONE = 1;
  private static final CodeAssignment CODE = TinyNetworks.code();

  @TempDir private Path disk;

  private static UNetEnsembleTrainer trainer() {
    TrainingConfig config =
        TrainingConfig.paper(11, STEPS)
            .withBatchSize(4)
            .withLearningRate(1e-3)
            .withAverage(0.9)
            .withFlips()
            .withSharedDraws();
    return UNetEnsembleTrainer.of(TinyNetworks.config().withDropout(0.1), config)
        .withCheckpointEvery(2);
  }

  /** Images of which the source that goes has one that another source has too. */
  private static Batch images(int other) {
    float[] values = TinyNetworks.images().toArray();
    int m = TinyNetworks.SHAPE.size();
    int of = Math.toIntExact(CODE.sources().itemsOf(GONE)[0]);
    int from = Math.toIntExact(CODE.sources().itemsOf(other)[1]);
    System.arraycopy(values, from * m, values, of * m, m);
    return Batch.of(TinyNetworks.SHAPE, values);
  }

  private static Batch left(Batch images) {
    return images.select(CODE.sources().itemsWithout(GONE).mapToInt(Math::toIntExact).toArray());
  }

  /** With 1 all images are different, and with the others two are the same. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void repair_isATrainingWithoutTheSource(int other) throws IOException {
    Batch images = other == GONE ? TinyNetworks.images() : images(other);
    EnsembleFolder whole = trainer().train(images, CODE, disk.resolve("whole"));
    EnsembleFolder without = removed(whole);
    EnsembleFolder repaired =
        UNetEnsembleTrainer.of(without).repair(without, left(images), disk.resolve("repaired"));
    EnsembleFolder anew = trainer().train(left(images), CODE.without(GONE), disk.resolve("anew"));
    assertEquals(anew.manifest().memberSha256(), repaired.manifest().memberSha256());
    assertEquals(anew.manifest().splitSha256(), repaired.manifest().splitSha256());
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      String before = whole.manifest().memberSha256().get(member);
      String after = repaired.manifest().memberSha256().get(member);
      assertEquals(CODE.word(GONE).contains(member), !before.equals(after), "member " + member);
    }
  }

  private EnsembleFolder removed(EnsembleFolder whole) throws IOException {
    return EnsembleRemoval.of(whole, Instant.parse("2026-11-26T12:00:00Z"), "a letter", GONE)
        .to(disk.resolve("without"));
  }

  /** Which of two equal images it was, nobody sees. */
  @Test
  void draws_oneOfTwoEqualItemsIsLeftOut_changeInThoseRowsAloneThatShowedTheLast() {
    Batch distinct = TinyNetworks.images().select(0, 1, 2, 3, 4);
    Batch twice = TinyNetworks.images().select(0, 3, 1, 2, 3, 4);
    SharedItemDraws all = SharedItemDraws.of(9, twice);
    SharedItemDraws without = SharedItemDraws.of(9, distinct);
    int last = 0;
    for (int row = 0; row < 300; row++) {
      int item = all.item(7, row);
      last += item == 4 ? 1 : 0;
      if (item != 4) {
        assertArrayEquals(twice.row(item), distinct.row(without.item(7, row)), "row " + row);
      }
    }
    assertTrue(last > 0);
  }

  @Test
  void train_stoppedAfterAnyStep_goesOnToTheSameBytes() throws IOException {
    Batch images = images(3);
    trainer().train(images, CODE, disk.resolve("whole"));
    Map<String, String> expected = TinyNetworks.digests(disk.resolve("whole"));
    Path stopped = disk.resolve("stopped");
    int stops = untilDone(three -> three.train(images, CODE, stopped));
    assertTrue(stops >= TinyNetworks.MEMBERS * STEPS / 3, "stops: " + stops);
    assertEquals(expected, TinyNetworks.digests(stopped));
  }

  @Test
  void repair_stoppedAfterAnyStep_goesOnToTheSameBytes() throws IOException {
    Batch images = images(3);
    EnsembleFolder without = removed(trainer().train(images, CODE, disk.resolve("whole")));
    trainer().repair(without, left(images), disk.resolve("repaired"));
    Map<String, String> expected = TinyNetworks.digests(disk.resolve("repaired"));
    Path stopped = disk.resolve("stopped");
    int stops = untilDone(three -> three.repair(without, left(images), stopped));
    assertTrue(stops >= without.removed().weight() * STEPS / 3, "stops: " + stops);
    assertEquals(expected, TinyNetworks.digests(stopped));
  }

  private interface Training {
    void run(UNetEnsembleTrainer trainer) throws IOException;
  }

  /** Stops after every third step; returns how often it was begun. */
  private static int untilDone(Training training) throws IOException {
    for (int begun = 1; ; begun++) {
      AtomicInteger taken = new AtomicInteger();
      try {
        training.run(
            trainer()
                .with(Execution.sequential().until(() -> taken.get() >= 3))
                .reportingTo((member, step, steps, loss) -> taken.incrementAndGet()));
        return begun;
      } catch (CancellationException stop) {
        assertTrue(taken.get() >= 3);
      }
    }
  }
}
