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
  /** JavaCPP's: which library to load where there are several. */
  static final String EXTENSION_PROPERTY = "org.bytedeco.javacpp.platform.extension";

  private static final String FOLDER = "org/nd4j/linalg/cpu/nativecpu/bindings/";
  private static final System.Logger LOG = System.getLogger(CpuLibrary.class.getName());

  /** Best first. */
  private static final List<String> EXTENSIONS =
      List.of("-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", "");

  /** For a processor that does not tell what it has: AVX2 is in nearly all, AVX-512 in few. */
  private static final List<String> CAREFUL =
      List.of("-onednn-avx2", "-onednn", "-avx2", "", "-onednn-avx512", "-avx512");

  /**
   * The best library at hand that a processor can run.
   *
   * @param processor the processor
   * @param wantedOrNull the only extension to be considered, if somebody has said so
   * @param present whether the class path has a resource
   * @throws UnusableBackendException if there is none, saying what was found and what to do
   */
  static CpuLibrary choose(Processor processor, String wantedOrNull, Predicate<String> present) {
    List<String> found = new ArrayList<>();
    List<String> order = processor.features().isEmpty() ? CAREFUL : EXTENSIONS;
    for (String extension : wantedOrNull == null ? order : List.of(wantedOrNull)) {
      CpuLibrary library = new CpuLibrary(processor.platform(), extension);
      if (present.test(library.resource())) {
        if (library.runsOn(processor)) {
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

  /** Has JavaCPP load this one, where it would take any. */
  void prefer() {
    if (!extension.isEmpty() && System.getProperty(EXTENSION_PROPERTY) == null) {
      System.setProperty(EXTENSION_PROPERTY, extension);
    }
  }

  private boolean runsOn(Processor processor) {
    return !(extension.endsWith("-avx512") && !processor.mayHave("avx512f"))
        && !(extension.endsWith("-avx2") && !processor.mayHave("avx2"));
  }

  /** Says so if networks will be slow. */
  void warnIfSlow() {
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
