package org.abc4j.data.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory that pictures share while they are read. Whoever finds too little of it free waits.
 * Thread-safe.
 */
final class DecodingMemory {
  /** Half of the heap, for all readers. */
  static final DecodingMemory COMMON = new DecodingMemory(Runtime.getRuntime().maxMemory() / 2);

  private static final int UNIT_BITS = 10;
  private static final long SECONDS_BETWEEN_CHECKS = 1;

  private final long most;
  private final Semaphore free;

  /**
   * @param most bytes
   */
  DecodingMemory(long most) {
    this.most = most;
    this.free = new Semaphore(units(most), true);
  }

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes >> UNIT_BITS);
  }

  /** Bytes that one picture may take. */
  long most() {
    return most;
  }

  /**
   * A share, once it is free.
   *
   * @param bytes at most {@link #most}
   * @param check throws when the wait is to end
   */
  Share take(long bytes, Runnable check) {
    int units = units(bytes);
    boolean interrupted = false;
    try {
      while (true) {
        check.run();
        try {
          if (free.tryAcquire(units, SECONDS_BETWEEN_CHECKS, TimeUnit.SECONDS)) {
            return new Share(units);
          }
        } catch (InterruptedException e) {
          // Whoever is asked sees it; if that ends nothing, it is put aside.
          Thread.currentThread().interrupt();
          check.run();
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Memory of one picture, until it is closed. */
  final class Share implements AutoCloseable {
    private int units;

    private Share(int units) {
      this.units = units;
    }

    /**
     * Makes it larger if that much is free at once. Never waits: two that hold a part and wait for
     * the rest would wait for ever.
     *
     * @return whether it is as large
     */
    boolean grow(long bytes) {
      int more = units(bytes) - units;
      if (more > 0 && !free.tryAcquire(more)) {
        return false;
      }
      units += Math.max(0, more);
      return true;
    }

    @Override
    public void close() {
      free.release(units);
    }
  }
}
