package org.abc4j.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
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
    Optional<Module> vectors = ModuleLayer.boot().findModule("jdk.incubator.vector");
    if (vectors.isEmpty()) {
      log.log(
          Level.INFO,
          "The Vector API is not there, so networks run on scalar kernels, many times slower and to"
              + " the same bits. Start Java with --add-modules jdk.incubator.vector to have it.");
      return ScalarKernels.INSTANCE;
    }
    // The descriptor cannot require it: a compiler warns of what incubates, and could not be quiet.
    KernelChoice.class.getModule().addReads(vectors.get());
    try {
      return (Kernels)
          Class.forName("org.abc4j.kernel.VectorKernels").getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      return leftOut(log);
    } catch (InvocationTargetException e) {
      return notLoaded(log, e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      return notLoaded(log, e);
    }
  }

  private static Kernels notLoaded(Logger log, Throwable why) {
    log.log(
        Level.WARNING,
        "The kernels on the Vector API cannot be loaded on this Java runtime, so networks run on"
            + " scalar kernels, many times slower and to the same bits: "
            + why);
    return ScalarKernels.INSTANCE;
  }

  /** What the build of an application did, not its Java. */
  private static Kernels leftOut(Logger log) {
    log.log(
        Level.WARNING,
        "The kernels on the Vector API are not in this application, so networks run on scalar"
            + " kernels, many times slower and to the same bits. Its build dropped classes that it"
            + " took for unused: keep org.abc4j.kernel.Vector* and what these need.");
    return ScalarKernels.INSTANCE;
  }
}
