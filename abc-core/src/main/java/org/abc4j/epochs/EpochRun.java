package org.abc4j.epochs;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Execution;

/**
 * A training under way: step after step, and each epoch judged in its end. Whoever stops it between
 * two steps loses none of those that were taken. Not thread-safe.
 *
 * @param <E> what an epoch comes to
 */
public final class EpochRun<E> {
  private final NetworkFiles kind;
  private final EpochSize size;
  private final Execution execution;
  private final EpochWork<E> work;
  private Progress<E> progress;
  private Progress<E> kept;
  private int[] order = {};

  /** False while the model is no longer what the progress says, and not yet what is next. */
  private boolean isWhole = true;

  /** A training that begins or goes on; the execution is asked before each step. */
  public EpochRun(
      NetworkFiles kind,
      EpochSize size,
      Execution execution,
      EpochWork<E> work,
      Progress<E> progress) {
    this.kind = kind;
    this.size = size;
    this.execution = execution;
    this.work = work;
    this.progress = progress;
    this.kept = progress;
  }

  /** Takes all steps that are left, while losses are finite; returns what each epoch came to. */
  public List<E> toTheEnd() throws IOException {
    losingNothing(() -> work.tell(progress));
    while (progress.step() < size.steps() || !isJudged(progress)) {
      int before = progress.ended().size();
      losingNothing(this::advance);
      boolean ended = progress.ended().size() > before;
      if (isDue(ended)) {
        keep();
      }
      losingNothing(
          () -> {
            if (ended) {
              work.tellEpoch(before + 1, progress.ended().get(before));
            }
            work.tell(progress);
          });
    }
    return progress.ended();
  }

  private boolean isJudged(Progress<E> at) {
    return at.ended().size() == at.step() / size.stepsOfEpoch();
  }

  private boolean isDue(boolean ended) {
    return progress.step() % work.checkpointEvery(progress.ended().size()) == 0
        || ended && (work.judgesApart() || progress.step() == size.steps());
  }

  private void advance() {
    execution.checkCancelled();
    boolean steps = isJudged(progress);
    Progress<E> next = steps ? step() : progress;
    if (!isJudged(next) && !(steps && work.judgesApart())) {
      next = next.judged(work.judge(next, this::change));
    }
    progress = next;
    isWhole = true;
  }

  private Progress<E> step() {
    int epoch = progress.step() / size.stepsOfEpoch();
    int first = progress.step() % size.stepsOfEpoch() * size.batchSize();
    if (order.length == 0 || first == 0) {
      order = work.order(epoch);
    }
    int last = (int) Math.min(size.images(), (long) first + size.batchSize());
    int[] rows = Arrays.copyOfRange(order, first, last);
    double sum = work.step(epoch, rows, this::change);
    Progress<E> next = progress.stepped(sum);
    if (!Double.isFinite(sum)) {
      throw kind.diverges("the loss of step " + next.step() + " is " + sum / rows.length);
    }
    return next;
  }

  private void change() {
    isWhole = false;
  }

  private void keep() throws IOException {
    if (progress != kept) {
      work.keep(progress);
      kept = progress;
    }
  }

  /** A state that is half new is not kept: that of the last checkpoint is. */
  private void losingNothing(Runnable part) throws IOException {
    try {
      part.run();
    } catch (RuntimeException | Error stop) {
      try {
        if (isWhole) {
          keep();
        }
      } catch (IOException | RuntimeException | Error failure) {
        failure.addSuppressed(stop);
        throw failure;
      }
      throw stop;
    }
  }
}
