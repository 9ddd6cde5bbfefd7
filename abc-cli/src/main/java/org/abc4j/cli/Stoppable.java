package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;

/** A training with its bar, and what is said when it is stopped. */
final class Stoppable {
  private Stoppable() {}

  /** Trains. */
  interface Training {
    EnsembleFolder run(Execution execution, Loss loss) throws IOException;
  }

  static EnsembleFolder training(Path out, Work work, Training training) throws IOException {
    try (Progress bar = work.progress("Training", 1)) {
      return training.run(work.silent().reportingTo(bar.next(1)), new Loss(bar));
    } catch (IllegalArgumentException another) {
      // The arguments were found to be good: it is the folder that is another training's.
      throw new Refusal(another.getMessage());
    } catch (AccessDeniedException denied) {
      throw OutputFolder.notWritten(denied);
    } catch (CancellationException stopped) {
      CancellationException said =
          new CancellationException(
              "stopped; what was trained is kept in "
                  + out
                  + ", and the same command goes on from there, to the same bytes");
      said.initCause(stopped);
      throw said;
    }
  }
}
