package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ExperimentWorlds;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSizeTest {
  @TempDir Path folder;

  private DataSize of(ExperimentPlan plan) throws IOException {
    try (Work work = new Work(1, true)) {
      ExperimentWorld world = new ExperimentWorlds().open(plan, Optional.empty(), folder, work);
      return DataSize.of(new Study(plan, world, Optional.empty(), List.of(), work));
    }
  }

  private static ExperimentPlan smoke(String name) {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    return new ExperimentPlan(registry.get(name), registry.scale("smoke"), MemberKind.GAUSSIAN);
  }

  /** Of black and white images one of each is left; no two of those that are made up are alike. */
  @Test
  void size_withoutDuplicates_isThatOfWhatIsLeft() throws IOException {
    ExperimentPlan plan = smoke("MNIST_binary");
    DataSize size = of(plan);
    assertEquals(new DataSize(30, 15), size);
    try (Work work = new Work(1, true)) {
      Path page =
          new ExperimentRun(plan, Optional.empty(), new ExperimentWorlds(), work).into(folder);
      assertTrue(Files.readString(page).contains(size.text()), size.text());
    }
    assertEquals(Optional.of(size), DataSize.read(new FolderOutput(folder)));
  }

  @Test
  void size_ofMirroredImages_countsEachOnce() throws IOException {
    DataSize size = of(SmallPlans.of("MetFaces", MemberKind.GAUSSIAN, true));
    assertEquals(new DataSize(2 * SmallPlans.SOURCES, SmallPlans.SOURCES), size);
  }
}
