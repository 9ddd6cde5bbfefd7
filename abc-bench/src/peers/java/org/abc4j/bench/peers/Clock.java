package org.abc4j.bench.peers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What time is taken by, in nanoseconds from any beginning. */
enum Clock {
  /** The time that passes. */
  WALL(System::nanoTime),
  /** The processor time of the calling thread: for one thread on a machine that others use too. */
  CPU(threads()::getCurrentThreadCpuTime);

  private final LongSupplier nanos;

  Clock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private static ThreadMXBean threads() {
    return ManagementFactory.getThreadMXBean();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  long nanos() {
    return nanos.getAsLong();
  }
}
