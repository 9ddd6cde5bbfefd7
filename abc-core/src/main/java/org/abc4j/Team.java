package org.abc4j;

import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The threads that work on one call of {@link Execution#forEach}: the one that called it, and its
 * helpers.
 *
 * <p>A thread knows the team that it works for, so whatever it runs can ask whether that team is to
 * stop: because the calling thread was interrupted, at work or waiting for its helpers, or because
 * a task has failed on another thread.
 */
final class Team {
  private static final String CALLER_INTERRUPTED = "cancelled: the calling thread was interrupted";

  private static final ThreadLocal<Team> OF_THREAD = new ThreadLocal<>();

  private final Thread caller = Thread.currentThread();

  /** The team that the calling thread works for itself, if a task calls this. */
  private final Team above = OF_THREAD.get();

  private final int tasks;
  private final IntConsumer task;

  /** Counted in long, since every thread steps past the last index once. */
  private final AtomicLong next = new AtomicLong();

  private volatile boolean callerInterrupted;
  private volatile boolean failed;

  Team(int tasks, IntConsumer task) {
    this.tasks = tasks;
    this.task = task;
  }

  /** What a thread is told that goes on while a task has failed on another: no failure itself. */
  static final class Stopped extends CancellationException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("cancelled: a task that runs beside this one has failed");
    }
  }

  /**
   * Ends what the current thread does, if that is to stop.
   *
   * @throws CancellationException if it or a thread that it works for was interrupted, which it
   *     stays, or a task beside its own has failed
   */
  static void check() {
    Team own = OF_THREAD.get();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          own == null || own.caller == Thread.currentThread()
              ? CALLER_INTERRUPTED
              : "cancelled: a helping thread was interrupted");
    }
    for (Team team = own; team != null; team = team.above) {
      if (team.callerInterrupted || team.caller.isInterrupted()) {
        throw new CancellationException(CALLER_INTERRUPTED);
      }
      if (team.failed) {
        throw new Stopped();
      }
    }
  }

  /** Whether a failure only says that its thread was interrupted, as a blocking call's does. */
  static boolean isInterruption(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  /** Runs tasks on the current thread until none is left or one fails. */
  void work() {
    Team before = OF_THREAD.get();
    OF_THREAD.set(this);
    try {
      long index;
      while ((index = next.getAndIncrement()) < tasks) {
        task.accept((int) index);
      }
    } catch (Throwable failure) {
      fail();
      if (isInterruption(failure)) {
        Thread.currentThread().interrupt();
      }
      throw failure;
    } finally {
      if (before == null) {
        OF_THREAD.remove();
      } else {
        OF_THREAD.set(before);
      }
    }
  }

  /** Begins no further task. */
  void fail() {
    failed = true;
    next.set(tasks);
  }

  /** Work on another thread that the caller either waits for or, if it has not begun, calls off. */
  final class Helper implements Runnable {
    private final AtomicBoolean claimed = new AtomicBoolean();
    private Throwable thrown;

    /** Set last: who sees it sees what was thrown. */
    private volatile boolean ended;

    @Override
    public void run() {
      if (claimed.compareAndSet(false, true)) {
        try {
          work();
        } catch (Throwable failure) {
          thrown = failure;
        } finally {
          ended = true;
          LockSupport.unpark(caller);
        }
      }
    }

    /**
     * Returns once the work has ended or can no longer begin, with what it threw; to be called by
     * the calling thread. An interrupt ends no waiting, but the team hears of it, and the calling
     * thread keeps it.
     */
    Optional<Throwable> finish() {
      if (claimed.compareAndSet(false, true)) {
        return Optional.empty();
      }
      boolean interrupted = false;
      while (!ended) {
        LockSupport.park(this);
        if (caller.isInterrupted()) {
          // The team hears of it before the thread forgets it, so no helper begins in between.
          callerInterrupted = true;
          interrupted = Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return Optional.ofNullable(thrown);
    }
  }
}
