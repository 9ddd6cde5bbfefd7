package org.abc4j.training;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;

/** What the log says of a training before it begins, where its user may not expect it. */
final class TrainingNotices {
  /** Of an average, the share of the start that is said. */
  private static final double MOSTLY = 0.5;

  private TrainingNotices() {}

  private static Logger log() {
    return System.getLogger(UNetEnsembleTrainer.class.getName());
  }

  static void sayIfOfAnother(EnsembleFolder before) {
    String library = before.manifest().library();
    if (!library.equals(LibraryVersion.text())) {
      log()
          .log(
              Level.WARNING,
              "The members of "
                  + before.path()
                  + " were made by "
                  + Quoted.of(library)
                  + ", those that are missing are trained by "
                  + LibraryVersion.text()
                  + ": the result is that of one training only if both train alike.");
    }
  }

  static void sayIfMostlyStart(TrainingConfig training) {
    double share = training.shareOfStart();
    if (share > MOSTLY) {
      log()
          .log(
              Level.WARNING,
              String.format(
                  Locale.ROOT,
                  "After %d steps the average of the weights, of decay %s, is to %.0f %% the random"
                      + " weights at the start: train longer, take a smaller decay, or let the"
                      + " average warm up.",
                  training.steps(),
                  training.emaDecay(),
                  100 * share));
    }
  }
}
