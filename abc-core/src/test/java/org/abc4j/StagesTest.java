package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final List<Double> shares = new ArrayList<>();
  private final Stages stages = new Stages((done, total) -> shares.add(done / (double) total), 4);

  @Test
  void next_weights_areSharesOfTheWhole() {
    ProgressListener first = stages.next(1);
    first.progress(0, 2);
    first.progress(1, 2);
    first.progress(2, 2);
    ProgressListener second = stages.next(3);
    second.progress(0, 7);
    second.progress(7, 7);
    assertEquals(List.of(0.0, 0.125, 0.25, 0.25, 1.0), shares);
  }

  @Test
  void next_nothingToDo_isDone() {
    stages.next(2).progress(0, 0);
    assertEquals(List.of(0.5), shares);
  }

  @Test
  void next_hugeCounts_doNotOverflow() {
    stages.next(4).progress(Long.MAX_VALUE / 2, Long.MAX_VALUE);
    assertEquals(0.5, shares.get(0), 1e-3);
  }
}
