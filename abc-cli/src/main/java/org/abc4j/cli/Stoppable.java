package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.AnotherTrainingException;
import org.abc4j.training.TrainingListener;

/** A training with its bars, and what is said when it is stopped. */
final class Stoppable {
  private Stoppable() {}

  /** Trains. */
  interface Training {
    EnsembleFolder run(Execution execution, TrainingListener listener) throws IOException;
  }

  /** Trains into a folder, or goes on there. */
  static EnsembleFolder training(Path out, Work work, Training training) throws IOException {
    return training(out, work, membersIn(out), training);
  }

  /** Trains into a folder, taking over so many members that are there, here or elsewhere. */
  static EnsembleFolder training(Path out, Work work, int there, Training training)
      throws IOException {
    return into(
        out,
        () -> {
          try (TrainingBars bars = new TrainingBars(work, there)) {
            return training.run(work.silent().reportingTo(bars), bars);
          } catch (AnotherTrainingException another) {
            throw OtherTraining.refused(out, another);
          }
        });
  }

  /** Trains one network, with a bar that a message may be put beside. */
  interface NetworkTraining<F> {
    F run(Execution execution, Progress bar) throws IOException;
  }

  /** Trains one network into a folder, or goes on there. */
  static <F> F network(Path out, Work work, NetworkTraining<F> training) throws IOException {
    return into(
        out,
        () -> {
          try (Progress bar = work.progress("Training", 1)) {
            return training.run(work.silent().reportingTo(bar.next(1)), bar);
          }
        });
  }

  private interface Writing<F> {
    F run() throws IOException;
  }

  private static <F> F into(Path out, Writing<F> writing) throws IOException {
    try {
      return writing.run();
    } catch (IllegalArgumentException another) {
      // The arguments were found to be good: it is the folder that is another training's.
      throw new Refusal(another.getMessage());
    } catch (AccessDeniedException denied) {
      throw OutputFolder.notWritten(denied);
    } catch (CancellationException stopped) {
      throw kept(out, stopped);
    }
  }

  /** Says what is left of a training that was stopped. */
  private static CancellationException kept(Path out, CancellationException stopped) {
    CancellationException said =
        new CancellationException(
            "stopped; what was trained is kept in "
                + out
                + ", and the same command goes on from there, to the same bytes");
    said.initCause(stopped);
    return said;
  }

  /** Measures what a training will take, with a bar. */
  static <P> P measured(Work work, Function<ProgressListener, P> measuring) {
    try (Progress bar = work.progress("Timing", 1)) {
      return measuring.apply(fromTheBeginning(bar.next(1)));
    }
  }

  /** Tells of work that keeps nothing, and ends it when the thread is interrupted. */
  static ProgressListener fromTheBeginning(ProgressListener shown) {
    return (done, total) -> {
      if (Thread.interrupted()) {
        throw new CancellationException("stopped; the same command begins again");
      }
      shown.progress(done, total);
    };
  }

  /** Files of members that a folder has. */
  static int membersIn(Path folder) throws IOException {
    int members = 0;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "member-*.safetensors")) {
        for (Path file : files) {
          members += Files.isRegularFile(file) ? 1 : 0;
        }
      }
    }
    return members;
  }
}
