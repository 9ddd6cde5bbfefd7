package org.abc4j.bench;

import java.util.function.LongSupplier;

/**
 * The most fused multiply-adds of floats that one core of this machine does in a second, as
 * measured: a loop of independent ones on vector registers, which touches no memory. Not
 * thread-safe.
 */
public final class FmaPeak {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String LOOP = "org.abc4j.bench.vector.FmaChains";
  private static final int WARMUPS = 10;
  private static final double NANOS_A_SECOND = 1e9;

  private final Loop loop;
  private final LongSupplier nanos;
  private double greatest;

  private FmaPeak(Loop loop, LongSupplier nanos) {
    this.loop = loop;
    this.nanos = nanos;
    for (int i = 0; i < WARMUPS; i++) {
      measure();
    }
  }

  /** What is timed. */
  public interface Loop {
    /**
     * Runs for some milliseconds.
     *
     * @return how many multiply-adds that took
     */
    double run();

    /**
     * Width of the registers.
     *
     * @return bits of a vector
     */
    int vectorBits();
  }

  /**
   * Warms up and measures.
   *
   * @param nanos the time from any beginning, in nanoseconds
   * @return the peak so far
   * @throws IllegalStateException if this JVM was started without the Vector API
   */
  public static FmaPeak timedBy(LongSupplier nanos) {
    requireVectorApi("the machine's peak is measured on");
    try {
      return of((Loop) Class.forName(LOOP).getDeclaredConstructor().newInstance(), nanos);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("the Vector API of this JVM is not one that abc knows", e);
    }
  }

  static FmaPeak of(Loop loop, LongSupplier nanos) {
    return new FmaPeak(loop, nanos);
  }

  static void requireVectorApi(String whatNeedsIt) {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      throw new IllegalStateException(
          whatNeedsIt + " the Vector API: start Java with --add-modules " + MODULE);
    }
  }

  /**
   * Measures again.
   *
   * @return the greatest of all measurements so far, in multiply-adds a second
   */
  public double multiplyAddsPerSecond() {
    measure();
    return greatest;
  }

  /**
   * Width of the registers that the loop ran on.
   *
   * @return bits of a vector
   */
  public int vectorBits() {
    return loop.vectorBits();
  }

  private void measure() {
    long begin = nanos.getAsLong();
    double multiplyAdds = loop.run();
    double seconds = (nanos.getAsLong() - begin) / NANOS_A_SECOND;
    greatest = Math.max(greatest, multiplyAdds / seconds);
  }
}
