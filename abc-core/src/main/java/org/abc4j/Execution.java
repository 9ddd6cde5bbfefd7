package org.abc4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * How a long computation runs: on whose threads, who hears of its progress, and when it stops.
 *
 * <p>It never decides what is computed: results are the same bits for every execution. The calling
 * thread always works too, so an executor that is busy, that rejects work, or that is the very one
 * that the caller runs on, slows the computation but can neither block it nor end it.
 *
 * <p>A computation that is to stop throws {@link CancellationException} at its next question, on
 * whichever thread that is asked; a thread that was interrupted stays so.
 *
 * <p>Immutable and thread-safe, as far as the executor and the listener are.
 */
public final class Execution {
  private static final Logger LOG = System.getLogger(Execution.class.getName());
  private static final Executor NONE = task -> {};

  private final Executor executor;
  private final int helpers;
  private final ProgressListener listener;
  private final BooleanSupplier cancelled;

  private Execution(
      Executor executor, int helpers, ProgressListener listener, BooleanSupplier cancelled) {
    this.executor = executor;
    this.helpers = helpers;
    this.listener = listener;
    this.cancelled = cancelled;
  }

  /**
   * On the calling thread alone, silently, to the end.
   *
   * @return that execution
   */
  public static Execution sequential() {
    return new Execution(NONE, 0, (done, total) -> {}, () -> false);
  }

  /**
   * On the calling thread and, beside it, on threads of the given executor.
   *
   * @param executor where the other threads come from; where it rejects work, fewer are used
   * @param threads threads to use in all, the calling one included, at least 1
   * @return a copy that uses them, and not those of an executor that was set before
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public Execution on(Executor executor, int threads) {
    Objects.requireNonNull(executor, "executor");
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    return new Execution(executor, threads - 1, listener, cancelled);
  }

  /**
   * How many threads are used, at most.
   *
   * @return at least 1, the calling thread
   */
  public int threads() {
    return helpers + 1;
  }

  /**
   * With progress told to a listener, in place of one that was set before.
   *
   * <p>An exception of the listener loses nothing: the first is logged as a warning, the
   * computation goes on, and the listener is told again. Only a {@link CancellationException} ends
   * the computation, as does an {@link Error}.
   *
   * @param listener called on the thread that starts the computation
   * @return a copy that tells it
   */
  public Execution reportingTo(ProgressListener listener) {
    return new Execution(
        executor, helpers, new Harmless(Objects.requireNonNull(listener, "listener")), cancelled);
  }

  /**
   * With a question that is asked between pieces of work, and whose answer {@code true} ends the
   * computation with a {@link CancellationException}. Interrupting the calling thread, or one that
   * works for it, does too.
   *
   * <p>Questions that were set before are asked still, and first: any answer {@code true} ends the
   * computation.
   *
   * @param cancelled asked often, between pieces of work and on every thread that does some, so it
   *     should be quick and thread-safe; what it throws ends the computation
   * @return a copy that asks
   */
  public Execution until(BooleanSupplier cancelled) {
    Objects.requireNonNull(cancelled, "cancelled");
    BooleanSupplier before = this.cancelled;
    return new Execution(
        executor, helpers, listener, () -> before.getAsBoolean() || cancelled.getAsBoolean());
  }

  /**
   * Tells the listener how far the work has come.
   *
   * @param done units finished
   * @param total units in all
   */
  public void progress(long done, long total) {
    listener.progress(done, total);
  }

  /**
   * Ends the computation if its user wants that. To be asked on whichever thread does the work,
   * between pieces of it.
   *
   * <p>On a thread that runs a task of {@link #forEach}, the interruption of the thread that called
   * it counts too, and so does the failure of a task beside it: whatever a task does ends soon once
   * another has failed.
   *
   * @throws CancellationException if {@link #until} says so, or this thread or one that it works
   *     for is interrupted, which it stays, or a task that runs beside this one has failed
   */
  public void checkCancelled() {
    Team.check();
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled by its caller");
    }
  }

  /**
   * Runs {@code task} once for every index below {@code tasks} and returns when all are done.
   *
   * <p>Which thread takes which index, and when, is not fixed; tasks must not depend on it. It asks
   * nobody whether to go on: long tasks do, by {@link #checkCancelled}.
   *
   * @param tasks number of indices
   * @param task called with each index from 0 to {@code tasks - 1}
   * @throws RuntimeException what a task threw first on the calling thread or, if none did there,
   *     on another, with what others threw suppressed; an {@link Error} likewise. No further index
   *     is begun after that, and all tasks that were begun have ended. A failure that comes of a
   *     thread's interruption is thrown as the cause of a {@link CancellationException}. What the
   *     executor throws counts as a task's failure, but for a {@link RejectedExecutionException}:
   *     then there are fewer helpers
   */
  public void forEach(int tasks, IntConsumer task) {
    Team team = new Team(tasks, task);
    List<Team.Helper> begun = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    try {
      askForHelpers(Math.min(helpers, tasks - 1), team, begun);
      team.work();
    } catch (Throwable failure) {
      team.fail();
      failures.add(failure);
    }
    begun.forEach(helper -> helper.finish().ifPresent(failures::add));
    if (!failures.isEmpty()) {
      rethrow(failures);
    }
  }

  private void askForHelpers(int count, Team team, List<Team.Helper> begun) {
    for (int h = 0; h < count; h++) {
      Team.Helper helper = team.new Helper();
      begun.add(helper);
      try {
        executor.execute(helper);
      } catch (RejectedExecutionException full) {
        return;
      }
    }
  }

  /** Throws the first failure, with the others suppressed. */
  private static void rethrow(List<Throwable> failures) {
    // Who stopped because another had failed has nothing to add, unless that one is not of these.
    List<Throwable> own = failures.stream().filter(f -> !(f instanceof Team.Stopped)).toList();
    Throwable first = own.isEmpty() ? failures.get(0) : own.get(0);
    own.stream().filter(other -> other != first).forEach(first::addSuppressed);
    if (first instanceof Error error) {
      throw error;
    }
    if (!(first instanceof CancellationException) && Team.isInterruption(first)) {
      CancellationException cancelled =
          new CancellationException("cancelled: a thread was interrupted at work");
      cancelled.initCause(first);
      throw cancelled;
    }
    if (first instanceof RuntimeException exception) {
      throw exception;
    }
    throw new UndeclaredThrowableException(first);
  }

  /** Tells a listener whose exceptions end nothing. */
  private static final class Harmless implements ProgressListener {
    private final ProgressListener listener;
    private final AtomicBoolean logged = new AtomicBoolean();

    Harmless(ProgressListener listener) {
      this.listener = listener;
    }

    @Override
    public void progress(long done, long total) {
      try {
        listener.progress(done, total);
      } catch (CancellationException asked) {
        throw asked;
      } catch (RuntimeException failure) {
        if (Team.isInterruption(failure)) {
          Thread.currentThread().interrupt();
        }
        if (logged.compareAndSet(false, true)) {
          LOG.log(
              Level.WARNING,
              "a progress listener failed at "
                  + done
                  + " of "
                  + total
                  + "; the computation goes on",
              failure);
        }
      }
    }
  }
}
