package org.abc4j.model;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.abc4j.Execution;

/** Threads that begin together, make some calls each, and end before the trial that began them. */
final class TrialThreads {
  private final int calls;
  private final Call call;
  private final CountDownLatch missing;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stop;

  private TrialThreads(int count, int calls, Call call) {
    this.calls = calls;
    this.call = call;
    this.missing = new CountDownLatch(count);
  }

  /** One of a thread's calls. */
  @FunctionalInterface
  interface Call {
    void make(int thread, int call);
  }

  /**
   * Returns or throws when all threads have ended; none makes a further call once one has failed or
   * the calling thread was interrupted.
   *
   * @param count how many threads
   * @param calls how many calls each makes
   * @param call one of them
   * @throws java.util.concurrent.CancellationException if the calling thread was interrupted, which
   *     it stays
   * @throws RuntimeException what a call threw first; an {@link Error} likewise
   */
  static void run(int count, int calls, Call call) {
    TrialThreads trial = new TrialThreads(count, calls, call);
    List<Thread> begun = new ArrayList<>();
    try {
      while (begun.size() < count) {
        begun.add(trial.begin(begun.size()));
      }
    } catch (RuntimeException | Error noThread) {
      trial.fail(noThread);
    }
    for (int thread = begun.size(); thread < count; thread++) {
      trial.missing.countDown();
    }
    begun.forEach(trial::join);
    Execution.sequential().checkCancelled();
    Throwable first = trial.failure.get();
    if (first != null) {
      Throwables.throwIfUnchecked(first);
      throw new UndeclaredThrowableException(first);
    }
  }

  private Thread begin(int thread) {
    Thread runner = new Thread(() -> work(thread), "abc-model-contract");
    runner.setDaemon(true);
    runner.start();
    return runner;
  }

  private void work(int thread) {
    missing.countDown();
    Uninterruptibles.awaitUninterruptibly(missing);
    try {
      for (int made = 0; made < calls && !stop; made++) {
        call.make(thread, made);
      }
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  private void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    stop = true;
  }

  /** Waits for the end of a thread; an interrupt ends no waiting, but the threads hear of it. */
  private void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException heard) {
        interrupted = true;
        stop = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
