package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompilationTest {
  private static final String MIXED = "mixed mode, sharing";

  private static Optional<String> why(String mode, String... options) {
    return new Compilation(mode, List.of(options)).whyVectorsAreSlow();
  }

  private static void assertSays(String part, Optional<String> why) {
    assertTrue(why.orElse("nothing").contains(part), why.toString());
  }

  @Test
  void why_allCompilers_isNothing() {
    assertEquals(Optional.empty(), why(MIXED));
    assertEquals(Optional.empty(), why(MIXED, "-Xmx1g", "-XX:TieredStopAtLevel=4"));
    assertEquals(Optional.empty(), why("", "-Dlevel=-XX:TieredStopAtLevel=1"));
    assertEquals(Optional.empty(), why("compiled mode, sharing"));
  }

  @Test
  void why_lowerLevels_isThatNothingOptimises() {
    for (int level = 1; level < 4; level++) {
      assertSays("without its optimising compiler", why(MIXED, "-XX:TieredStopAtLevel=" + level));
    }
    assertSays("without its optimising compiler", why("mixed mode, emulated-client, sharing"));
  }

  @Test
  void why_levelSaidTwice_isTheLast() {
    String low = "-XX:TieredStopAtLevel=1";
    String high = "-XX:TieredStopAtLevel=4";
    assertEquals(Optional.empty(), why(MIXED, low, high));
    assertSays("without its optimising compiler", why(MIXED, high, low));
  }

  @Test
  void why_interpreter_isThatNothingIsCompiled() {
    assertSays("compiles nothing", why("interpreted mode, sharing"));
    assertSays("compiles nothing", why(MIXED, "-XX:TieredStopAtLevel=0"));
  }
}
