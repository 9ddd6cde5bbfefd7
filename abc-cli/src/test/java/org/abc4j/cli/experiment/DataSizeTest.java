package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ExperimentWorlds;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSizeTest {
  @TempDir Path folder;

  private DataSize of(ExperimentPlan plan) throws IOException {
    return of(plan, Optional.empty());
  }

  private DataSize of(ExperimentPlan plan, Optional<Path> data) throws IOException {
    try (Work work = new Work(1, true)) {
      ExperimentWorld world = new ExperimentWorlds().open(plan, data, folder, work);
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

  /** Twenty digits, of which the last five are others' but for what black and white leave out. */
  @Test
  void size_ofDuplicates_countsOneOfEach() throws IOException {
    Path mnist = Files.createDirectories(folder.resolve("data/mnist"));
    Shape shape = new Shape(1, 28, 28);
    float[] values = new float[20 * shape.size()];
    int[] labels = new int[20];
    for (int item = 0; item < labels.length; item++) {
      labels[item] = item % 10;
      for (int p = 0; p < shape.size(); p++) {
        boolean white = (item % 15 + 1 >> p / 28 / 7 & 1) == 1;
        values[item * shape.size() + p] = (white ? 200 : 0) + (item < 15 ? 0 : 10);
      }
    }
    for (String part : List.of("train", "t10k")) {
      IdxWriter.plain()
          .images(
              mnist.resolve(part + "-images-idx3-ubyte"),
              ImageSet.of(Batch.of(shape, values), 0, 255));
      IdxWriter.plain().labels(mnist.resolve(part + "-labels-idx1-ubyte"), labels);
    }
    ExperimentPlan plan = SmallPlans.of("MNIST_binary", MemberKind.GAUSSIAN, false);
    assertEquals(
        new DataSize(15, SmallPlans.SOURCES), of(plan, Optional.of(folder.resolve("data"))));
  }

  @Test
  void size_ofMirroredImages_countsEachOnce() throws IOException {
    DataSize size = of(SmallPlans.of("MetFaces", MemberKind.GAUSSIAN, true));
    assertEquals(new DataSize(2 * SmallPlans.SOURCES, SmallPlans.SOURCES), size);
  }
}
