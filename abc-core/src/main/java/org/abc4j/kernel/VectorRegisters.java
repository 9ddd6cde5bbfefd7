package org.abc4j.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.util.Locale;

/**
 * How many vector registers a core has: 16 on x86-64 up to AVX2, 32 with AVX-512 and on ARM. A tile
 * of a product must fit, or its sums go to memory and back at each step.
 *
 * <p>Found once, by the architecture and by which instructions HotSpot uses ({@code UseAVX}, as the
 * processor and the command line have it); who does not tell is taken at 32 only where vectors of
 * 512 bits show it. The system property {@code abc.vector.registers} (16 or 32), which tests use,
 * says otherwise. Results do not depend on it.
 */
final class VectorRegisters {
  /** Vector registers of a core. */
  static final int COUNT = count();

  static final int FEW = 16;
  static final int MANY = 32;

  private static final String DIAGNOSTIC = "com.sun.management.HotSpotDiagnosticMXBean";
  private static final int AVX_512 = 3;
  private static final int WIDE_BITS = 512;

  private VectorRegisters() {}

  private static int count() {
    Integer asked = Integer.getInteger("abc.vector.registers");
    if (asked != null) {
      return asked >= MANY ? MANY : FEW;
    }
    return of(System.getProperty("os.arch", ""), useAvx(), VectorWidth.SPECIES.vectorBitSize());
  }

  /**
   * Of a processor.
   *
   * @param architecture its name, as {@code os.arch} has it
   * @param useAvx HotSpot's {@code UseAVX}, or what is no number if it does not tell
   * @param bits width of the vectors that are used
   */
  static int of(String architecture, String useAvx, int bits) {
    String name = architecture.toLowerCase(Locale.ROOT);
    if (name.equals("aarch64") || name.equals("arm64") || bits >= WIDE_BITS) {
      return MANY;
    }
    return useAvx.matches("[0-9]") && Integer.parseInt(useAvx) >= AVX_512 ? MANY : FEW;
  }

  private static String useAvx() {
    if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
      return "";
    }
    try {
      // By its name, so that nothing here is tied to one virtual machine.
      Class<? extends PlatformManagedObject> type =
          Class.forName(DIAGNOSTIC).asSubclass(PlatformManagedObject.class);
      Object option =
          type.getMethod("getVMOption", String.class)
              .invoke(ManagementFactory.getPlatformMXBean(type), "UseAVX");
      return String.valueOf(option.getClass().getMethod("getValue").invoke(option));
    } catch (ReflectiveOperationException | IllegalArgumentException | NullPointerException e) {
      // Of another architecture, or another virtual machine.
      return "";
    }
  }
}
