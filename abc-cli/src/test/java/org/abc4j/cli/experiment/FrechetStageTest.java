package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.cli.Work;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.evaluation.GaussianMoments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrechetStageTest {
  @TempDir Path folder;

  /** Four samples, and forty images that they are held against (appendix C.1). */
  @Test
  void distances_areToAllReferenceImages() throws IOException {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    ExperimentPlan plan =
        new ExperimentPlan(registry.get("MNIST_256"), registry.scale("smoke"), MemberKind.GAUSSIAN);
    MadeUpWorld world = new MadeUpWorld(plan);
    assertEquals(4, plan.samples(Protocol.FRECHET));
    assertEquals(40, world.reference(Integer.MAX_VALUE).rows());
    double[][] samples;
    try (Work work = new Work(1, true)) {
      new ExperimentRun(plan, Optional.empty(), (of, data, out, w) -> world, work).into(folder);
      Study study = new Study(plan, world, Optional.empty(), List.of(), work);
      samples =
          PooledPixels.of(study.images(world.single(), 0, 4, org.abc4j.Execution.sequential()));
    }
    NumberTable table =
        NumberTable.read("t", Files.readAllBytes(folder.resolve("results/frechet.csv")));
    assertEquals("single", table.text(1, "model"));
    assertEquals(4, table.number(1, "samples"));
    assertEquals(40, table.number(1, "references"));
    double expected =
        FrechetDistance.between(
            GaussianMoments.of(samples),
            GaussianMoments.of(PooledPixels.of(world.reference(Integer.MAX_VALUE))));
    assertEquals(expected, table.number(1, "distance"), 1e-5 * expected);
  }
}
