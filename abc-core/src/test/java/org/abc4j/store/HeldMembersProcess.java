package org.abc4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;

/**
 * A sample and its landscapes in a process of little memory, in which all members that nobody holds
 * are dropped after each step and, if so said, their files are gone until the computation's end.
 */
final class HeldMembersProcess {
  private static final DdimSampler SAMPLER = DdimSampler.steps(2).withClipping(1);

  private HeldMembersProcess() {}

  /** A sample, and a distance of each landscape. */
  static String results(Ensemble ensemble, ProgressListener listener) {
    Execution execution = Execution.sequential().reportingTo(listener);
    Sample sample = SAMPLER.sample(ensemble, ExogenousNoise.philox(1).of(0), execution);
    return Arrays.hashCode(sample.image())
        + " "
        + new AblationAttributor().with(execution).attribute(sample).distance(2)
        + " "
        + new DifferentialAttributor().with(execution).attribute(sample).distance(2);
  }

  /** An allocation fails only when all that is softly reachable has been given up. */
  static void dropWhatNobodyHolds() {
    List<long[]> all = new ArrayList<>();
    try {
      while (true) {
        all.add(new long[1 << 16]);
      }
    } catch (OutOfMemoryError expected) {
      all.clear();
    }
  }

  private static void move(Path from, Path to) {
    try {
      for (int member = 0; Files.exists(EnsembleFolder.memberFile(from, member)); member++) {
        Path file = EnsembleFolder.memberFile(from, member);
        Files.move(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints the results for the folder that is named. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    boolean take = Boolean.parseBoolean(arguments[1]);
    Path aside = Files.createDirectories(folder.resolve("aside"));
    ProgressListener listener =
        (done, total) -> {
          if (done == total) {
            move(aside, folder);
          } else if (done > 0) {
            if (take) {
              move(folder, aside);
            }
            dropWhatNobodyHolds();
          }
        };
    System.out.println(results(EnsembleFolder.open(folder).ensemble(), listener));
  }
}
