package org.abc4j.examples;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.abc4j.training.TrainingPlan;

/** What a training will take, and what its ensemble will, in lines for people. */
final class TrainingEstimate {
  private TrainingEstimate() {}

  /**
   * The lines.
   *
   * @param plan times of one thread
   * @param batchSize images a step
   * @param threads threads that members, and later the passes of a landscape, are spread over
   */
  static List<String> lines(TrainingPlan plan, int batchSize, int threads) {
    int members = plan.counts().members();
    int atOnce = Math.min(threads, members);
    // The last round may leave threads without a member.
    long rounds = (members + atOnce - 1) / atOnce;
    Duration training = plan.training().dividedBy(members).multipliedBy(rounds);
    return List.of(
        String.format(
            Locale.ROOT,
            "Network:        %,d parameters, %,d multiply-adds an image",
            plan.network().parameters(),
            plan.network().multiplyAdds()),
        String.format(
            Locale.ROOT,
            "Training:       about %s on %s: %d members, %,d steps of %d images each",
            text(training),
            threads(threads),
            members,
            plan.trainingSteps(),
            batchSize),
        String.format(
            Locale.ROOT,
            "Memory:         %s for each of %d members at once",
            bytes(plan.trainingBytes()),
            atOnce),
        "Disk:           " + bytes(plan.diskBytes()),
        String.format(
            Locale.ROOT,
            "Afterwards:     all counterfactuals of %d samples of %d steps take about %s exactly, %s"
                + " to first order",
            plan.counts().samples(),
            plan.counts().steps(),
            text(plan.exactLandscapes().dividedBy(threads)),
            text(plan.jacobians().dividedBy(threads))),
        String.format(
            Locale.ROOT,
            "Without codes:  %d trainings instead of %d, about %s",
            plan.counts().retraining().trainings(),
            members,
            text(plan.retraining().dividedBy(threads))));
  }

  private static String threads(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /** A time to two units. */
  static String text(Duration time) {
    long seconds = Math.max(1, Math.round(time.toMillis() / 1e3));
    long minutes = Math.round(seconds / 60.0);
    if (seconds < 100) {
      return seconds + " s";
    }
    if (minutes < 100) {
      return minutes + " min";
    }
    long hours = Math.round(minutes / 60.0);
    return hours < 72 ? minutes / 60 + " h " + minutes % 60 + " min" : hours / 24 + " days";
  }

  /** A size in megabytes. */
  static String bytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
