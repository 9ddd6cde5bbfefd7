package org.abc4j;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * How a long computation runs: on whose threads, who hears of its progress, and when it stops.
 *
 * <p>It never decides what is computed: results are the same bits for every execution. The calling
 * thread always works too, so an executor that is busy, or the very one that the caller runs on,
 * slows the computation but cannot block it.
 *
 * <p>Immutable and thread-safe, as far as the executor and the listener are.
 */
public final class Execution {
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
   * @param executor where the other threads come from
   * @param threads threads to use in all, the calling one included, at least 1
   * @return a copy that uses them
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
   * With progress told to a listener.
   *
   * @param listener called on the thread that starts the computation
   * @return a copy that tells it
   */
  public Execution reportingTo(ProgressListener listener) {
    return new Execution(
        executor, helpers, Objects.requireNonNull(listener, "listener"), cancelled);
  }

  /**
   * With a question that is asked between pieces of work, and whose answer {@code true} ends the
   * computation with a {@link CancellationException}. Interrupting the calling thread does too.
   *
   * @param cancelled asked between pieces of work, by a training on each of its threads
   * @return a copy that asks
   */
  public Execution until(BooleanSupplier cancelled) {
    return new Execution(
        executor, helpers, listener, Objects.requireNonNull(cancelled, "cancelled"));
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
   * Ends the computation if its user wants that.
   *
   * @throws CancellationException if {@link #until} says so or the thread is interrupted
   */
  public void checkCancelled() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("cancelled: the calling thread was interrupted");
    }
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled by its caller");
    }
  }

  /**
   * Runs {@code task} once for every index below {@code tasks} and returns when all are done.
   *
   * <p>Which thread takes which index, and when, is not fixed; tasks must not depend on it.
   *
   * @param tasks number of indices
   * @param task called with each index from 0 to {@code tasks - 1}
   * @throws RuntimeException what a task threw first on the calling thread or, if none did there,
   *     on another, with what others threw suppressed; an {@link Error} likewise. No further index
   *     is begun after that, and all tasks that were begun have ended
   */
  public void forEach(int tasks, IntConsumer task) {
    // Counted in long, since every thread steps past the last index once.
    AtomicLong next = new AtomicLong();
    Runnable work =
        () -> {
          try {
            long index;
            while ((index = next.getAndIncrement()) < tasks) {
              task.accept((int) index);
            }
          } catch (Throwable failure) {
            next.set(tasks);
            throw failure;
          }
        };
    List<Helper> begun = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    try {
      for (int h = 0; h < Math.min(helpers, tasks - 1); h++) {
        Helper helper = new Helper(work);
        begun.add(helper);
        executor.execute(helper);
      }
      work.run();
    } catch (Throwable failure) {
      next.set(tasks);
      failures.add(failure);
    }
    begun.forEach(helper -> helper.finish().ifPresent(failures::add));
    if (!failures.isEmpty()) {
      rethrow(failures);
    }
  }

  /** Throws the first failure, with the others suppressed. */
  private static void rethrow(List<Throwable> failures) {
    Throwable first = failures.get(0);
    failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
    if (first instanceof Error error) {
      throw error;
    }
    if (first instanceof RuntimeException exception) {
      throw exception;
    }
    throw new UndeclaredThrowableException(first);
  }

  /** Work on another thread that its owner either waits for or, if it has not begun, calls off. */
  private static final class Helper implements Runnable {
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
    private final Runnable work;

    Helper(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (claimed.compareAndSet(false, true)) {
        Optional<Throwable> thrown = Optional.empty();
        try {
          work.run();
        } catch (Throwable failure) {
          thrown = Optional.of(failure);
        }
        ended.complete(thrown);
      }
    }

    /** Returns once the work has ended or can no longer begin, with what it threw. */
    Optional<Throwable> finish() {
      return claimed.compareAndSet(false, true) ? Optional.empty() : ended.join();
    }
  }
}
