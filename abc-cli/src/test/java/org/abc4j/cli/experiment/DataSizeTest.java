package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ExperimentWorlds;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSizeTest {
  private static final int DIGITS = 20;
  private static final int TWICE = 3;

  @TempDir Path folder;

  private static DataSize of(ExperimentPlan plan, Optional<Path> data, Path out)
      throws IOException {
    try (Work work = new Work(1, true)) {
      ExperimentWorld world = new ExperimentWorlds().open(plan, data, out, work);
      return DataSize.of(new Study(plan, world, Optional.empty(), List.of(), work));
    }
  }

  /** MNIST of digits in two tones, of which the last are earlier ones with more contrast. */
  private static void digits(Path mnist) throws IOException {
    Files.createDirectories(mnist);
    Shape shape = new Shape(1, 28, 28);
    for (String part : new String[] {"train", "t10k"}) {
      float[] values = new float[DIGITS * shape.size()];
      for (int j = 0; j < values.length; j++) {
        int item = j / shape.size();
        boolean again = item >= DIGITS - TWICE;
        int pixel = j % shape.size();
        long block = pixel / 28 / 4 * 7 + pixel % 28 / 4;
        boolean light =
            CounterRandom.of(1, Purpose.EXAMPLE)
                    .below(2, again ? item - DIGITS + TWICE : item, 0, block)
                == 1;
        values[j] = light ? (again ? 225 : 215) : (again ? 30 : 40);
      }
      IdxWriter.plain()
          .images(
              mnist.resolve(part + "-images-idx3-ubyte"),
              ImageSet.of(Batch.of(shape, values), 0, 255));
      IdxWriter.plain()
          .labels(
              mnist.resolve(part + "-labels-idx1-ubyte"),
              IntStream.range(0, DIGITS).map(item -> item % 10).toArray());
    }
  }

  /** Some of black and white images are alike, and one of each is left. */
  @Test
  void size_withoutDuplicates_isThatOfWhatIsLeft() throws IOException {
    Path data = folder.resolve("data");
    digits(data.resolve("mnist"));
    ExperimentPlan plan = SmallPlans.of("MNIST_binary", MemberKind.GAUSSIAN, false);
    Path out = folder.resolve("out");
    DataSize size = of(plan, Optional.of(data), out);
    assertEquals(new DataSize(DIGITS - TWICE, SmallPlans.SOURCES), size);
    try (Work work = new Work(1, true)) {
      Path page =
          new ExperimentRun(plan, Optional.of(data), new ExperimentWorlds(), work).into(out);
      assertTrue(Files.readString(page).contains("17 images of 6 sources"), size.text());
    }
    assertEquals(Optional.of(size), DataSize.read(new FolderOutput(out)));
  }

  @Test
  void size_ofMirroredImages_countsEachOnce() throws IOException {
    DataSize size =
        of(SmallPlans.of("MetFaces", MemberKind.GAUSSIAN, true), Optional.empty(), folder);
    assertEquals(new DataSize(2 * SmallPlans.SOURCES, SmallPlans.SOURCES), size);
  }
}
