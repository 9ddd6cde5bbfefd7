package org.abc4j.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Picks the kernels, once. */
final class KernelChoice {
  static final Kernels CHOSEN = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    Logger log = System.getLogger(Kernels.class.getName());
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
