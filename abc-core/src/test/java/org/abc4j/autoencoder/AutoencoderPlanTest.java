package org.abc4j.autoencoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.AdamConfig;
import org.junit.jupiter.api.Test;

class AutoencoderPlanTest {
  private static final AutoencoderConfig CONFIG = new AutoencoderConfig(new Shape(1, 16, 8), 6, 3);
  private static final AutoencoderTraining TRAINING =
      new AutoencoderTraining(5, 2, 3, 8, AdamConfig.pytorch(1e-2));

  /** What a step really takes lies between the two, whatever the rows of the last block. */
  @Test
  void bytes_anyBatch_areThoseOfAStep() {
    for (int rows : new int[] {1, 3, 4, 5, 8, 22}) {
      AutoencoderTraining training = TRAINING.withBatchSize(rows);
      AutoencoderModel model = AutoencoderModel.of(CONFIG, training);
      model.step(
          new float[rows * CONFIG.images().size()],
          ReconstructionLoss.meanSquared(CONFIG.images()),
          Execution.sequential());
      AutoencoderPlan plan = AutoencoderPlan.measure(CONFIG, training, 1000, (done, all) -> {});
      long least = AutoencoderPlan.leastBytes(CONFIG, training, 1000);
      assertTrue(least <= model.bytes(), rows + ": " + least + " of " + model.bytes());
      assertTrue(plan.bytes() >= model.bytes(), rows + ": " + plan.bytes());
      int blocks = (rows + 3) / 4;
      assertTrue(plan.bytes() <= 2L * blocks * 4 / rows * model.bytes() + (1 << 20));
    }
  }

  @Test
  void measure_epochs_countsTheirSteps() {
    List<Long> heard = new ArrayList<>();
    AutoencoderPlan plan =
        AutoencoderPlan.measure(CONFIG, TRAINING, 22, (done, all) -> heard.add(done));
    assertEquals(15, plan.steps());
    assertEquals(8, plan.batch());
    assertEquals(List.of(1L, 2L, 3L), heard);
    assertTrue(plan.blockSeconds() > 0);
    assertEquals(5, AutoencoderPlan.measure(CONFIG, TRAINING, 3, (done, all) -> {}).steps());
    assertEquals(3, AutoencoderPlan.measure(CONFIG, TRAINING, 3, (done, all) -> {}).batch());
  }

  @Test
  void time_threads_shareTheBlocksOfAStep() {
    AutoencoderPlan plan = new AutoencoderPlan(100, 64, 0.5, 1);
    assertEquals(Duration.ofSeconds(800), plan.time(1));
    assertEquals(Duration.ofSeconds(150), plan.time(6));
    assertEquals(Duration.ofSeconds(50), plan.time(64));
  }
}
