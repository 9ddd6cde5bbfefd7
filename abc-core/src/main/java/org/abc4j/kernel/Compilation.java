package org.abc4j.kernel;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * How a Java virtual machine compiles, as far as it tells. Only its optimising compiler keeps
 * vectors of the Vector API in registers.
 */
final class Compilation {
  private static final String LEVEL = "-XX:TieredStopAtLevel=";

  /** The level of compilation that is the optimising compiler's. */
  private static final int OPTIMISING = 4;

  private final String mode;
  private final List<String> options;

  /**
   * Of a virtual machine.
   *
   * @param mode its {@code java.vm.info}
   * @param options what it was started with
   */
  Compilation(String mode, List<String> options) {
    this.mode = mode;
    this.options = List.copyOf(options);
  }

  /** Of this virtual machine. */
  static Compilation here() {
    boolean managed = ModuleLayer.boot().findModule("java.management").isPresent();
    return new Compilation(
        System.getProperty("java.vm.info", ""),
        managed ? ManagementFactory.getRuntimeMXBean().getInputArguments() : List.of());
  }

  /** What the matter is, as the beginning of a sentence; empty if there is nothing. */
  Optional<String> whyVectorsAreSlow() {
    int level = level();
    if (mode.contains("interpreted mode") || level == 0) {
      return Optional.of(
          "This Java compiles nothing (as by -Xint) and takes thousands of times as long");
    }
    if (mode.contains("emulated-client") || level < OPTIMISING) {
      return Optional.of(
          "This Java compiles without its optimising compiler (as by -XX:TieredStopAtLevel=1, which"
              + " development runners set) and takes some 25 times as long");
    }
    return Optional.empty();
  }

  /** The last one said is what counts; what is no level leaves Java's own, the highest. */
  private int level() {
    return options.stream()
        .filter(option -> option.matches(LEVEL + "[0-4]"))
        .mapToInt(option -> option.charAt(LEVEL.length()) - '0')
        .reduce((first, last) -> last)
        .orElse(OPTIMISING);
  }
}
