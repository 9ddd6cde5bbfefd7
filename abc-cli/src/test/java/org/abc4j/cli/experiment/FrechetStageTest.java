package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
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

  /** Sixteen features: more samples than that, and as many references. */
  @Test
  void covariance_ofFewReferences_hasNotFullRank() throws IOException {
    assertEquals("yes", rankDeficient(16));
    assertEquals("no", rankDeficient(17));
  }

  private String rankDeficient(int references) throws IOException {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    ExperimentPlan plan =
        new ExperimentPlan(
            registry.get("MNIST_256"), samples(registry.scale("smoke"), 20), MemberKind.GAUSSIAN);
    MadeUpWorld real = new MadeUpWorld(plan);
    ExperimentWorld few =
        (ExperimentWorld)
            Proxy.newProxyInstance(
                ExperimentWorld.class.getClassLoader(),
                new Class<?>[] {ExperimentWorld.class},
                (proxy, method, arguments) ->
                    method.getName().equals("reference")
                        ? real.reference(references)
                        : method.invoke(real, arguments));
    try (Work work = new Work(1, true)) {
      Study study = new Study(plan, few, Optional.empty(), List.of(), work);
      MemoryOutput output = new MemoryOutput();
      new FrechetStage().run(study, new Parts(output, work, Protocol.FRECHET, "0".repeat(64)));
      NumberTable table = NumberTable.read("t", output.files().get("results/frechet.csv"));
      assertEquals(20, table.number(0, "samples"));
      assertEquals(references, table.number(0, "references"));
      return table.text(0, "rankDeficient");
    }
  }

  private static Scale samples(Scale of, int number) {
    return new Scale(
        of.name(),
        of.side(),
        of.closedFormSide(),
        of.network(),
        of.dropout(),
        of.steps(),
        of.batch(),
        of.rate(),
        of.average(),
        of.warmUp(),
        of.mostSources(),
        of.sourcesPerDoubling(),
        of.mostItemsPerSource(),
        of.retrainedSources(),
        of.placebos(),
        of.seed(),
        of.sampler(),
        of.closedFormSampler(),
        Map.of(Protocol.FRECHET, number),
        of.evaluation(),
        of.standIn());
  }
}
