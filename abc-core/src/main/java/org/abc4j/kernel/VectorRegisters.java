package org.abc4j.kernel;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Supplier;

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
  static final int FEW = 16;
  static final int MANY = 32;

  private static final String PROPERTY = "abc.vector.registers";
  private static final String DIAGNOSTIC = "com.sun.management.HotSpotDiagnosticMXBean";
  private static final Set<String> X86 = Set.of("amd64", "x86_64", "x86", "i386");
  private static final int AVX_512 = 3;
  private static final int WIDE_BITS = 512;

  /** Vector registers of a core; last, as it is found by what stands above. */
  static final int COUNT = count();

  private VectorRegisters() {}

  private static int count() {
    String asked = System.getProperty(PROPERTY, "");
    if (asked.equals(String.valueOf(FEW)) || asked.equals(String.valueOf(MANY))) {
      return Integer.parseInt(asked);
    }
    if (!asked.isEmpty()) {
      System.getLogger(Kernels.class.getName())
          .log(
              Level.WARNING,
              "The system property {0} is {1} or {2}, found {3}: it is taken as not set.",
              PROPERTY,
              FEW,
              MANY,
              asked);
    }
    return of(
        System.getProperty("os.arch", ""),
        VectorRegisters::useAvx,
        VectorWidth.SPECIES.vectorBitSize());
  }

  /**
   * Of a processor.
   *
   * @param architecture its name, as {@code os.arch} has it
   * @param useAvx HotSpot's {@code UseAVX}, or what is no number if it does not tell; asked only
   *     where nothing else decides
   * @param bits width of the vectors that are used
   */
  static int of(String architecture, Supplier<String> useAvx, int bits) {
    String name = architecture.toLowerCase(Locale.ROOT);
    if (name.equals("aarch64") || name.equals("arm64") || bits >= WIDE_BITS) {
      return MANY;
    }
    if (!X86.contains(name)) {
      return FEW;
    }
    String level = useAvx.get();
    return level.matches("[0-9]") && Integer.parseInt(level) >= AVX_512 ? MANY : FEW;
  }

  /** HotSpot's {@code UseAVX}; empty on another architecture or another virtual machine. */
  static String useAvx() {
    return ModuleLayer.boot().findModule("jdk.management").isPresent() ? option(DIAGNOSTIC) : "";
  }

  /** Of the management interface of this name, {@code UseAVX}; empty if anything is not there. */
  static String option(String managementInterface) {
    try {
      // By its name, so that nothing here is tied to one virtual machine.
      Class<? extends PlatformManagedObject> type =
          Class.forName(managementInterface).asSubclass(PlatformManagedObject.class);
      Object option =
          type.getMethod("getVMOption", String.class)
              .invoke(ManagementFactory.getPlatformMXBean(type), "UseAVX");
      return String.valueOf(option.getClass().getMethod("getValue").invoke(option));
    } catch (ReflectiveOperationException
        | RuntimeException
        | LinkageError
        | ServiceConfigurationError e) {
      // Only which tiles are the faster depends on it: nothing that goes wrong here may end more.
      return "";
    }
  }
}
