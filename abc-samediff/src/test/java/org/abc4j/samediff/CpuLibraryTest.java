package org.abc4j.samediff;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuLibraryTest {
  private static final String PLATFORM = "linux-x86_64";
  private static final Processor OLD = new Processor(PLATFORM, Set.of("sse2", "avx"));
  private static final Processor AVX2 = new Processor(PLATFORM, Set.of("sse2", "avx2"));
  private static final Processor AVX512 =
      new Processor(PLATFORM, Set.of("sse2", "avx2", "avx512f"));

  /** A class path with libraries of some extensions. */
  private static Predicate<String> having(String... extensions) {
    return path ->
        Arrays.stream(extensions)
            .map(
                extension ->
                    "org/nd4j/linalg/cpu/nativecpu/bindings/"
                        + PLATFORM
                        + extension
                        + "/"
                        + System.mapLibraryName("jnind4jcpu"))
            .anyMatch(path::equals);
  }

  @Test
  void choose_best_thatTheProcessorRuns() {
    Predicate<String> both = having("-onednn-avx2", "-onednn-avx512", "");
    assertEquals("-onednn-avx512", CpuLibrary.choose(AVX512, null, both).extension());
    assertEquals("-onednn-avx2", CpuLibrary.choose(AVX2, null, both).extension());
    assertEquals("", CpuLibrary.choose(OLD, null, both).extension());
    assertEquals(
        "nd4j-native linux-x86_64-onednn-avx2",
        CpuLibrary.choose(AVX512, null, having("-onednn-avx2")).toString());
  }

  @Test
  void choose_processorThatDoesNotTell_isTrusted() {
    Processor unknown = new Processor(PLATFORM, Set.of());
    assertEquals(
        "-onednn-avx2", CpuLibrary.choose(unknown, null, having("-onednn-avx2")).extension());
    assertEquals(
        "-onednn-avx2",
        CpuLibrary.choose(unknown, null, having("-onednn-avx512", "-onednn-avx2")).extension());
  }

  @Test
  void choose_noneThatRuns_isRefused() {
    assertFails(
        UnusableBackendException.class,
        "this processor cannot run nd4j-native linux-x86_64-onednn-avx512, as it lacks those"
            + " instructions; add nd4j-native with classifier linux-x86_64-onednn-avx2 instead",
        () -> CpuLibrary.choose(AVX2, null, having("-onednn-avx512")));
    assertFails(
        UnusableBackendException.class,
        "this processor cannot run nd4j-native linux-x86_64-onednn-avx512 or nd4j-native"
            + " linux-x86_64-onednn-avx2, as it lacks those instructions; add nd4j-native with"
            + " classifier linux-x86_64-onednn instead",
        () -> CpuLibrary.choose(OLD, null, having("-onednn-avx2", "-onednn-avx512")));
  }

  @Test
  void choose_extensionThatSomebodySaid_isTheOnlyOne() {
    Predicate<String> both = having("-onednn-avx2", "-onednn-avx512");
    assertEquals("-onednn-avx2", CpuLibrary.choose(AVX512, "-onednn-avx2", both).extension());
    assertThrows(
        UnusableBackendException.class, () -> CpuLibrary.choose(AVX2, "-onednn-avx512", both));
  }

  @Test
  void choose_none_isRefused() {
    assertFails(
        UnusableBackendException.class,
        "the class path has no native library of ND4J for linux-x86_64; add nd4j-native with"
            + " classifier linux-x86_64-onednn-avx2 (or another that there is for this platform)",
        () -> CpuLibrary.choose(AVX512, null, having()));
  }

  @Test
  void processor_platform_isNamedAsInTheJars() {
    assertEquals("linux-x86_64", Processor.platform("Linux", "amd64"));
    assertEquals("macosx-arm64", Processor.platform("Mac OS X", "aarch64"));
    assertEquals("windows-x86_64", Processor.platform("Windows 11", "x86_64"));
  }

  @Test
  void processor_features_areThoseOfTheFile(@TempDir Path folder) throws Exception {
    Path info = folder.resolve("cpuinfo");
    Files.writeString(info, "processor\t: 0\nflags\t\t: fpu avx2 bmi1 fpu\n\nflags : other\n");
    assertEquals(Set.of("fpu", "avx2", "bmi1"), Processor.features(info));
    Thread.currentThread().interrupt();
    assertEquals(Set.of("fpu", "avx2", "bmi1"), Processor.features(info), "interrupted");
    assertTrue(Thread.interrupted());
    assertEquals(Set.of(), Processor.features(folder.resolve("none")));
    Files.writeString(info, "flags :\n");
    assertEquals(Set.of(), Processor.features(info));
    Files.writeString(info, "model name : x\n");
    assertEquals(Set.of(), Processor.features(info));
    assertTrue(new Processor("x", Set.of()).mayHave("avx2"));
    assertFalse(OLD.mayHave("avx2"));
  }
}
