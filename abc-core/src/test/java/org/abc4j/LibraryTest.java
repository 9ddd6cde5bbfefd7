package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LibraryTest {
  private static final String GUAVA = "com.google.guava:guava";

  private static Library library(Library.Mark mark, Supplier<String> version) {
    return new Library("org.example:parser", "2.15", mark, version);
  }

  private static Object missing() throws NoSuchMethodException {
    return String.class.getMethod("notYet");
  }

  @Test
  void require_theLibrariesOfThisBuild_isSilent() {
    assertDoesNotThrow(Libraries::require);
  }

  @Test
  void fault_markIsThere_isNone() {
    assertEquals(Optional.empty(), library(() -> String.class, () -> "2.21.5").fault());
  }

  @Test
  void fault_markIsMissing_namesLibraryAndVersions() {
    String said = library(LibraryTest::missing, () -> "2.13.5").fault().orElseThrow();
    assertTrue(said.startsWith("abc needs org.example:parser 2.15 or later, found 2.13.5. "), said);
    assertTrue(said.contains("dependency management"), said);
    assertEquals(
        said,
        library(
                () -> {
                  throw new NoClassDefFoundError("org/example/Constraints");
                },
                () -> "2.13.5")
            .fault()
            .orElseThrow());
  }

  private static Object absent() {
    throw new NoClassDefFoundError("org/example/Parser");
  }

  private static String noVersion() {
    throw new NoClassDefFoundError("org/example/Version");
  }

  @Test
  void fault_notThereAtAll_isMissedWhereItIsNeeded() {
    assertEquals(Optional.empty(), library(LibraryTest::absent, () -> null).fault());
    assertEquals(Optional.empty(), library(LibraryTest::absent, LibraryTest::noVersion).fault());
  }

  /** Jars that were repackaged often have no word on their version. */
  @Test
  void fault_tooOldWithoutAVersion_isNamedAllTheSame() {
    for (Library old :
        List.of(
            library(LibraryTest::missing, () -> null),
            library(LibraryTest::missing, LibraryTest::noVersion),
            Library.inJar("org.example:parser", "2.15", LibraryTest::missing))) {
      String said = old.fault().orElseThrow();
      assertTrue(
          said.startsWith("abc needs org.example:parser 2.15 or later, found an unknown version. "),
          said);
    }
  }

  @Test
  void inJar_ofALibraryThatIsThere_readsItsVersion() {
    String said = Library.inJar(GUAVA, "99", LibraryTest::missing).fault().orElseThrow();
    assertTrue(said.matches("abc needs " + GUAVA + " 99 or later, found [1-9].*"), said);
    assertEquals(
        Optional.empty(),
        Library.inJar(
                GUAVA, "20.0", () -> Throwables.class.getMethod("getRootCause", Throwable.class))
            .fault());
    assertEquals(
        Optional.empty(), Library.inJar("org.example:none", "1", LibraryTest::absent).fault());
  }
}
