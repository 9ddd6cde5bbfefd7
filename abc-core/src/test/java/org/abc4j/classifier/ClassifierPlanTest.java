package org.abc4j.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.junit.jupiter.api.Test;

class ClassifierPlanTest {

  /** What a step really takes lies between the two, whatever the rows of the last block. */
  @Test
  void bytes_anyBatch_areThoseOfAStep() {
    for (int rows : new int[] {1, 17, 40}) {
      ClassifierTraining training = Small.training().withEpochs(1, 0).withBatchSize(rows);
      ClassifierModel model = ClassifierModel.of(Small.quarters(), training);
      model.step(new float[rows * Small.SHAPE.size()], new int[rows], Execution.sequential());
      long least = ClassifierPlan.leastBytes(Small.quarters(), training, 1000);
      assertTrue(least <= model.bytes(), rows + ": " + least + " of " + model.bytes());
      ClassifierTraining both = training.withEpochs(1, 1);
      assertTrue(ClassifierPlan.leastBytes(Small.quarters(), both, 1000) > least);
    }
  }

  @Test
  void measure_epochs_countsStepsAndPasses() {
    List<Long> heard = new ArrayList<>();
    ClassifierPlan plan =
        ClassifierPlan.measure(
            Small.quarters(), Small.training(), 20, 18, (done, all) -> heard.add(done));
    assertEquals(12, plan.steps());
    assertEquals(8, plan.batch());
    assertEquals(2 * 20 * 3 + 2 * 20 * 12 + 2 * 18 + 2 * 18 * 8, plan.passes());
    assertEquals(Small.quarters().multiplyAdds(), plan.multiplyAdds());
    assertEquals(100, heard.get(heard.size() - 1));
    assertTrue(plan.attackSeconds() > 0 && plan.trainingSeconds() > 0);
    assertTrue(plan.seconds() > 6 * 20 * plan.trainingSeconds());
    ClassifierModel model = ClassifierModel.of(Small.quarters(), Small.training());
    model.step(new float[16 * Small.SHAPE.size()], new int[16], Execution.sequential());
    assertTrue(plan.bytes() >= model.bytes(), plan.bytes() + " of " + model.bytes());
  }

  @Test
  void time_threads_shareTheBlocksOfAStep() {
    ClassifierPlan plan = new ClassifierPlan(100, 64, 1, 1, 1, 1, 800, 1);
    assertEquals(Duration.ofSeconds(800), plan.time(1));
    assertEquals(Duration.ofSeconds(400), plan.time(3));
    assertEquals(Duration.ofSeconds(200), plan.time(64));
  }
}
