package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FmaPeakTest {
  private final AtomicLong nanos = new AtomicLong();
  private long duration = 4;

  /** Does 1000 multiply-adds in the time that is set. */
  private final class Loop implements FmaPeak.Loop {
    @Override
    public double run() {
      nanos.addAndGet(duration);
      return 1000;
    }

    @Override
    public int vectorBits() {
      return 96;
    }
  }

  @Test
  void multiplyAddsPerSecond_slowerLater_keepsTheGreatest() {
    FmaPeak peak = FmaPeak.of(new Loop(), nanos::get);
    assertEquals(2.5e11, peak.multiplyAddsPerSecond(), 1e-12 * 2.5e11);
    duration = 8;
    assertEquals(2.5e11, peak.multiplyAddsPerSecond(), 1e-12 * 2.5e11);
    duration = 2;
    assertEquals(5e11, peak.multiplyAddsPerSecond(), 1e-12 * 5e11);
    assertEquals(96, peak.vectorBits());
  }

  @Test
  void timedBy_thisMachine_isPlausible() {
    FmaPeak peak = FmaPeak.timedBy(System::nanoTime);
    double found = peak.multiplyAddsPerSecond();
    // Between a lane at 10 MHz and 64 lanes at 10 GHz.
    assertTrue(found > 1e7 && found < 6.4e11, "found " + found);
    assertEquals(0, peak.vectorBits() % 64);
    assertTrue(peak.vectorBits() >= 64, "found " + peak.vectorBits());
  }
}
