package org.abc4j.samediff;

import org.nd4j.linalg.factory.Nd4j;

/** ND4J, started once: past the gate, and without its banner. */
final class Nd4jStart {
  private static final String LOG_INITIALIZATION = "org.nd4j.log.initialization";

  private Nd4jStart() {}

  /**
   * To be called before anything of ND4J is.
   *
   * @throws UnusableBackendException if the backend cannot run here
   */
  static void ensure() {
    // A failed gate is asked again: an initialiser would answer later calls with NoClassDefFound.
    if (!Started.is) {
      BackendGate.check();
      Started.start();
    }
  }

  private static final class Started {
    private static volatile boolean is;

    static synchronized void start() {
      if (!is) {
        if (System.getProperty(LOG_INITIALIZATION) == null) {
          System.setProperty(LOG_INITIALIZATION, "false");
        }
        if (!BackendGate.isCuda()) {
          CpuLibrary library = BackendGate.cpuLibrary();
          library.warnIfSlow();
          library.prefer();
        }
        Quiet.get(Nd4j::getExecutioner);
        is = true;
      }
    }
  }
}
