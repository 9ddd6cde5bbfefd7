package org.abc4j.epochs;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EpochSizeTest {
  @Test
  void steps_theLastOfAnEpoch_hasWhatIsLeft() {
    EpochSize size = new EpochSize(22, 8, 5);
    assertEquals(3, size.stepsOfEpoch());
    assertEquals(15, size.steps());
    assertEquals(2, EpochSize.stepsOfEpoch(16, 8));
  }

  @Test
  void stepsOfEpoch_batchesOfAnySize_areAtLeastOne() {
    assertEquals(1, EpochSize.stepsOfEpoch(22, Integer.MAX_VALUE));
    assertEquals(Integer.MAX_VALUE, EpochSize.stepsOfEpoch(Integer.MAX_VALUE, 1));
  }

  @Test
  void of_moreStepsThanAnIntHolds_isRefused() {
    assertEquals(Integer.MAX_VALUE, new EpochSize(Integer.MAX_VALUE, 1, 1).steps());
    assertIllegal(
        "a training takes below 2^31 steps, found 3000000000",
        () -> new EpochSize(30_000, 1, 100_000));
  }
}
