package org.abc4j.spark.store;

import java.io.IOException;

/** A connection that breaks at one call, before or after it has had its effect. Thread-safe. */
final class Faults {
  /** What becomes of the call at which it breaks. */
  enum How {
    /** Nothing of it reached the store. */
    BEFORE,
    /** It was done, and nobody was told. */
    AFTER
  }

  private long calls;
  private long at = -1;
  private How how = How.BEFORE;
  private boolean struck;

  /** From now on the call of that number fails, once, counted from 1. */
  synchronized void failAt(long call, How how) {
    this.calls = 0;
    this.at = call;
    this.how = how;
    this.struck = false;
  }

  synchronized void never() {
    failAt(-1, How.BEFORE);
  }

  /** Whether the call at which it was to fail was made. */
  synchronized boolean struck() {
    return struck;
  }

  synchronized long calls() {
    return calls;
  }

  /** A call to the store. */
  interface Call<T> {
    T run() throws IOException;
  }

  <T> T call(Call<T> call) throws IOException {
    boolean fails;
    synchronized (this) {
      fails = ++calls == at;
      struck |= fails;
    }
    if (fails && how == How.BEFORE) {
      throw new IOException("the connection broke before call " + at);
    }
    T result = call.run();
    if (fails) {
      throw new IOException("the connection broke after call " + at);
    }
    return result;
  }
}
