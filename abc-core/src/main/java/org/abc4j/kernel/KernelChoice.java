package org.abc4j.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Picks the kernels, once: the faster on this Java virtual machine, or those that the system
 * property {@code abc.kernels} names ({@code vector} or {@code scalar}). Results do not depend on
 * it.
 */
final class KernelChoice {
  static final Kernels CHOSEN = choose();

  private static final String PROPERTY = "abc.kernels";

  private KernelChoice() {}

  private static Kernels choose() {
    Logger log = System.getLogger(Kernels.class.getName());
    String asked = System.getProperty(PROPERTY, "");
    switch (asked) {
      case "scalar":
        return ScalarKernels.INSTANCE;
      case "vector":
        return onVectors(log);
      case "":
        break;
      default:
        log.log(
            Level.WARNING,
            "The system property {0} is vector or scalar, found {1}: it is taken as not set.",
            PROPERTY,
            asked);
    }
    if (!Fma.INSTRUCTION) {
      // It has said so: vectors would go by BigDecimal, lane by lane.
      return ScalarKernels.INSTANCE;
    }
    Optional<String> slow = Compilation.here().whyVectorsAreSlow();
    if (slow.isPresent()) {
      log.log(
          Level.WARNING,
          "{0}, so networks run on scalar kernels, to the same bits: on the Vector API each vector"
              + " would be an object.",
          slow.get());
      return ScalarKernels.INSTANCE;
    }
    return onVectors(log);
  }

  private static Kernels onVectors(Logger log) {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      log.log(
          Level.INFO,
          "The Vector API is not there, so networks run on scalar kernels, many times slower and to"
              + " the same bits. Start Java with --add-modules jdk.incubator.vector to have it.");
      return ScalarKernels.INSTANCE;
    }
    try {
      return (Kernels)
          Class.forName("org.abc4j.kernel.VectorKernels").getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      log.log(
          Level.WARNING,
          "The Vector API of this Java runtime is not one that abc knows, so networks run on scalar"
              + " kernels: "
              + e);
      return ScalarKernels.INSTANCE;
    }
  }
}
