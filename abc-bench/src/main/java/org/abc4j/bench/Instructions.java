package org.abc4j.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Which instructions of the processor this JVM was to be held to, and whether it is. */
public final class Instructions {
  private static final String AVX2 = "avx2";
  private static final int AVX2_LEVEL = 2;

  private Instructions() {}

  /**
   * Refuses what nobody can be held to.
   *
   * @param isa {@code avx2}, or empty for all that the processor has
   * @return the same
   * @throws IllegalArgumentException if it is neither
   */
  public static String requireKnown(String isa) {
    if (!isa.isEmpty() && !isa.equals(AVX2)) {
      throw new IllegalArgumentException("bench.isa is " + AVX2 + " or empty, found '" + isa + "'");
    }
    return isa;
  }

  /**
   * Requires that this JVM uses no more.
   *
   * @param isa {@code avx2}, or empty for all that the processor has
   * @throws IllegalStateException if its {@code UseAVX} is more, or unknown
   */
  public static void requireHeld(String isa) {
    if (!isa.isEmpty()) {
      requireHeld(isa, useAvx());
    }
  }

  static void requireHeld(String isa, String useAvx) {
    if (!useAvx.matches("[0-9]") || Integer.parseInt(useAvx) > AVX2_LEVEL) {
      throw new IllegalStateException(
          "this JVM was to be held to "
              + isa
              + " by -XX:UseAVX="
              + AVX2_LEVEL
              + ", and its UseAVX is "
              + useAvx);
    }
  }

  /** HotSpot's {@code UseAVX}, or "unknown" on another architecture or virtual machine. */
  static String useAvx() {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return bean == null ? "unknown" : bean.getVMOption("UseAVX").getValue();
    } catch (IllegalArgumentException otherArchitecture) {
      return "unknown";
    }
  }
}
