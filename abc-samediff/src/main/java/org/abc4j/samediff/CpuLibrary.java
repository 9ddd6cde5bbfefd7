package org.abc4j.samediff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * ND4J's native library for CPUs, of which there are several a platform.
 *
 * @param platform operating system and architecture
 * @param extension what it was built with: {@code -onednn-avx2}; empty for nothing
 */
record CpuLibrary(String platform, String extension) {
  private static final String FOLDER = "org/nd4j/linalg/cpu/nativecpu/bindings/";
  private static final System.Logger LOG = System.getLogger(CpuLibrary.class.getName());

  /** Best first. */
  private static final List<String> EXTENSIONS =
      List.of("-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", "");

  /**
   * The best library at hand that a processor can run.
   *
   * @param processor the processor
   * @param present whether the class path has a resource
   * @throws UnusableBackendException if there is none, saying what was found and what to do
   */
  static CpuLibrary choose(Processor processor, Predicate<String> present) {
    List<String> found = new ArrayList<>();
    for (String extension : EXTENSIONS) {
      CpuLibrary library = new CpuLibrary(processor.platform(), extension);
      if (present.test(library.resource())) {
        if (library.runsOn(processor)) {
          library.warnIfSlow();
          return library;
        }
        found.add(library.toString());
      }
    }
    String wanted = "nd4j-native with classifier " + processor.platform();
    throw new UnusableBackendException(
        found.isEmpty()
            ? "the class path has no native library of ND4J for "
                + processor.platform()
                + "; add "
                + wanted
                + "-onednn-avx2 (or another that there is for this platform)"
            : "this processor cannot run "
                + String.join(" or ", found)
                + ", as it lacks those instructions; add "
                + wanted
                + (processor.mayHave("avx2") ? "-onednn-avx2" : "-onednn")
                + " instead");
  }

  private boolean runsOn(Processor processor) {
    return !(extension.endsWith("-avx512") && !processor.mayHave("avx512f"))
        && !(extension.endsWith("-avx2") && !processor.mayHave("avx2"));
  }

  private void warnIfSlow() {
    if (!extension.startsWith("-onednn") && platform.endsWith("x86_64")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} has no oneDNN, convolutions take ten times as long: add nd4j-native with classifier"
              + " {1}-onednn-avx2",
          this,
          platform);
    }
  }

  private String resource() {
    return FOLDER + platform + extension + "/" + System.mapLibraryName("jnind4jcpu");
  }

  @Override
  public String toString() {
    return "nd4j-native " + platform + extension;
  }
}
