package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void requireHeld_upToAvx2_passes(String useAvx) {
    assertDoesNotThrow(() -> Instructions.requireHeld("avx2", useAvx));
  }

  /** Narrow vectors alone would be no sign: they too may be of AVX-512. */
  @ParameterizedTest
  @ValueSource(strings = {"3", "unknown", ""})
  void requireHeld_moreOrUnknown_isRefused(String useAvx) {
    assertEquals(
        "this JVM was to be held to avx2 by -XX:UseAVX=2, and its UseAVX is " + useAvx,
        assertThrows(IllegalStateException.class, () -> Instructions.requireHeld("avx2", useAvx))
            .getMessage());
  }

  @Test
  void requireHeld_here_goesByThisJvm() {
    assertDoesNotThrow(() -> Instructions.requireHeld(""));
    String level = Instructions.useAvx();
    if (level.matches("[0-2]")) {
      assertDoesNotThrow(() -> Instructions.requireHeld("avx2"));
    } else {
      assertThrows(IllegalStateException.class, () -> Instructions.requireHeld("avx2"));
    }
  }

  @Test
  void requireKnown_other_isNamed() {
    assertEquals("avx2", Instructions.requireKnown("avx2"));
    assertEquals("", Instructions.requireKnown(""));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Instructions.requireKnown("sse9"))
            .getMessage()
            .contains("found 'sse9'"));
  }
}
