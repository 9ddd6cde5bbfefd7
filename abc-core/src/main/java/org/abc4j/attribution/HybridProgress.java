package org.abc4j.attribution;

import org.abc4j.Execution;

/**
 * Progress of a hybrid landscape, in steps of one counterfactual. How many trials it takes shows
 * only on the way, so what was allotted and is not needed is skipped.
 */
final class HybridProgress {
  private final Execution execution;
  private final long total;
  private long done;

  HybridProgress(Execution execution, long total) {
    this.execution = execution;
    this.total = total;
    execution.progress(0, total);
  }

  /**
   * The execution of the next part.
   *
   * @param units what the part is allotted
   * @param before units of the part that were done before it began, and are among what it reports
   * @param scale what a unit that it reports counts
   */
  Execution next(long units, long before, long scale) {
    long begin = done;
    done += units;
    return execution.reportingTo(
        (part, all) -> execution.progress(begin + (part - before) * scale, total));
  }

  /** Goes on to where only so many units are left. */
  void skipTo(long left) {
    done = total - left;
  }
}
