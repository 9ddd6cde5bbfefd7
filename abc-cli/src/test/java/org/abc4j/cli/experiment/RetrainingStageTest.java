package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainingStageTest {
  private static final ExperimentPlan PLAN =
      new ExperimentPlan(
          ExperimentRegistry.paper().get("FASHION_384"),
          ExperimentRegistry.paper().scale("smoke"),
          MemberKind.GAUSSIAN);

  @TempDir Path folder;

  /** Counts the images that it is asked for. */
  private record Counted(NoiseModel model, AtomicLong images) implements NoiseModel {
    @Override
    public Shape shape() {
      return model.shape();
    }

    @Override
    public Optional<NoiseSchedule> schedule() {
      return model.schedule();
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      images.addAndGet(x.rows());
      return model.predict(x, timestep);
    }
  }

  /** Whatever is held against them: eight models without a source, halves, and what looks alike. */
  @Test
  void singleModelsSamples_areGeneratedOnce() throws IOException {
    AtomicLong images = new AtomicLong();
    MadeUpWorld real = new MadeUpWorld(PLAN);
    ExperimentWorld counting =
        (ExperimentWorld)
            Proxy.newProxyInstance(
                ExperimentWorld.class.getClassLoader(),
                new Class<?>[] {ExperimentWorld.class},
                (proxy, method, arguments) ->
                    method.getName().equals("single")
                        ? new Counted(real.single(), images)
                        : method.invoke(real, arguments));
    try (Work work = new Work(1, true)) {
      new ExperimentRun(PLAN, Optional.empty(), (plan, data, out, w) -> counting, work)
          .into(folder);
      assertEquals((long) PLAN.samples(Protocol.RETRAINING) * PLAN.sampler().steps(), images.get());
      Study study = new Study(PLAN, real, Optional.empty(), List.of(), work);
      int samples = PLAN.samples(Protocol.RETRAINING);
      FolderOutput output = new FolderOutput(folder);
      String name =
          output.names("parts").stream().filter(n -> n.contains("/single-")).findFirst().get();
      assertArrayEquals(
          study.images(real.single(), 0, samples, Execution.sequential()).toArray(),
          new FloatPart(PLAN.imageShape().size())
              .read(name, output.get(name).orElseThrow(), 0, samples));
    }
  }
}
