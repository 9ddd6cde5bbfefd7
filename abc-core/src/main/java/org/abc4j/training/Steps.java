package org.abc4j.training;

import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Execution;

/**
 * The steps that all members have taken together, told to the listener of an execution on the
 * thread that started the training, and each by itself to a training's listener.
 */
final class Steps implements TrainingListener {
  private final int steps;
  private final Execution execution;
  private final TrainingListener listener;
  private final Thread caller = Thread.currentThread();
  private final AtomicLong inAll = new AtomicLong();

  /** Of each member; one is trained on one thread. */
  private final int[] taken;

  /** What the caller was told last. */
  private long told = -1;

  private Steps(int members, int steps, Execution execution, TrainingListener listener) {
    this.taken = new int[members];
    this.steps = steps;
    this.execution = execution;
    this.listener = listener;
  }

  /** Nothing taken yet, by so many members of so many steps each. */
  static Steps of(int members, int steps, Execution execution, TrainingListener listener) {
    return new Steps(members, steps, execution, listener);
  }

  @Override
  public void taken(int member) {
    count(member, steps);
    listener.taken(member);
  }

  private long count(int member, int step) {
    long now = inAll.addAndGet(step - taken[member]);
    taken[member] = step;
    return now;
  }

  /** Tells of what was taken before. */
  void begin() {
    tell(inAll.get());
  }

  @Override
  public void trained(int member, int step, int of, double loss) {
    long now = count(member, step);
    listener.trained(member, step, of, loss);
    if (Thread.currentThread() == caller) {
      tell(now);
    }
  }

  /** Tells of the end, unless that has been told. */
  void end() {
    long total = (long) steps * taken.length;
    if (told < total) {
      tell(total);
    }
  }

  private void tell(long done) {
    told = done;
    execution.progress(done, (long) steps * taken.length);
  }
}
