package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.apache.spark.SparkEnv;

/**
 * An ensemble whose members take 20 milliseconds a question, and leave a byte of each in a file.
 *
 * @param of the ensemble
 * @param log the file
 * @param slowest the executor on which they take ten times as long, none if empty
 */
record SlowRecipe(EnsembleRecipe of, String log, String slowest) implements EnsembleRecipe {
  private static final long MILLIS = 20;

  SlowRecipe(EnsembleRecipe of, String log) {
    this(of, log, "");
  }

  @Override
  public String digest() {
    return of.digest() + " slow " + log;
  }

  @Override
  public CodeAssignment code() throws IOException {
    return of.code();
  }

  @Override
  public int members() throws IOException {
    return of.members();
  }

  @Override
  public long bytes() throws IOException {
    return of.bytes();
  }

  long asked() {
    try {
      return Files.exists(Path.of(log)) ? Files.size(Path.of(log)) : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Once no question has been asked for a while. */
  long askedOnceQuiet() throws InterruptedException {
    long before = -1;
    while (asked() != before) {
      before = asked();
      Thread.sleep(25 * MILLIS);
    }
    return before;
  }

  @Override
  public Ensemble make(Execution execution) throws IOException {
    Ensemble ensemble = of.make(execution);
    return new Ensemble() {
      @Override
      public CodeAssignment code() {
        return ensemble.code();
      }

      @Override
      public Shape shape() {
        return ensemble.shape();
      }

      @Override
      public Optional<NoiseSchedule> schedule() {
        return ensemble.schedule();
      }

      @Override
      public NoiseModel member(int index) {
        return slow(ensemble.member(index));
      }
    };
  }

  private NoiseModel slow(NoiseModel model) {
    return new NoiseModel() {
      @Override
      public Shape shape() {
        return model.shape();
      }

      @Override
      public Batch predict(Batch x, int timestep) {
        try {
          Files.write(
              Path.of(log), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          boolean slow = SparkEnv.get().executorId().equals(slowest);
          Thread.sleep(slow ? 10 * MILLIS : MILLIS);
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
        return model.predict(x, timestep);
      }
    };
  }
}
