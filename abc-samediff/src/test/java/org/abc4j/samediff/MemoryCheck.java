package org.abc4j.samediff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Shape;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.unet.layer.Network;

/**
 * The process's memory over training steps, as a program. Arguments are the number of steps, 2,000
 * if not said, and of steps a line, 100. The heap should have a fixed size, as in {@link ChildJvm}.
 */
final class MemoryCheck {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Shape SHAPE = new Shape(1, 16, 16);

  private MemoryCheck() {}

  /** Whether the system tells the process's memory. */
  static boolean canMeasure() {
    return Files.isReadable(STATUS);
  }

  /** The process's memory, in KiB. */
  private static long resident() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS in " + STATUS);
  }

  public static void main(String[] arguments) throws IOException {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
    int every = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    TrainingConfig training = TrainingConfig.paper(1, steps).withBatchSize(8).withAverage(0.99);
    Network network = TinyNetworks.network(Networks.tiny(SHAPE), 1, 0);
    TrainingDraws draws = TrainingDraws.of(training, 0, TinyNetworks.waves(SHAPE, 8));
    try (SameDiffTrainableModel model = SameDiffTrainableModel.of(network, training)) {
      for (int step = 1; step <= steps; step++) {
        model.train(draws.batch(step));
        if (step % every == 0) {
          System.out.println(
              step
                  + " steps: "
                  + resident()
                  + " KiB resident, arrays in use again and again "
                  + model.pooledBytes() / 1024
                  + " KiB");
        }
      }
    }
  }
}
