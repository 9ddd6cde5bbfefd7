package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CodeSizeTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void forSources_atTheBorders() {
    assertEquals(new CodeSize(2, 1), CodeSize.forSources(1));
    assertEquals(new CodeSize(2, 1), CodeSize.forSources(2));
    assertEquals(new CodeSize(3, 1), CodeSize.forSources(3));
    assertEquals(new CodeSize(4, 2), CodeSize.forSources(4));
    assertEquals(new CodeSize(16, 8), CodeSize.forSources(12870));
    assertEquals(new CodeSize(17, 8), CodeSize.forSources(12871));
    assertEquals(new CodeSize(66, 33), CodeSize.forSources(7219428434016265740L));
    assertEquals(new CodeSize(67, 33), CodeSize.forSources(7219428434016265741L));
    assertEquals(new CodeSize(67, 33), CodeSize.forSources(Long.MAX_VALUE));
  }

  @Test
  void withoutComplements_atTheBorders() {
    assertEquals(new CodeSize(2, 1), CodeSize.withoutComplements(1));
    assertEquals(new CodeSize(3, 1), CodeSize.withoutComplements(2));
    assertEquals(new CodeSize(4, 1), CodeSize.withoutComplements(4));
    assertEquals(new CodeSize(5, 2), CodeSize.withoutComplements(5));
    // C(16, 7) = 11440 beats C(16, 8) / 2 = 6435.
    assertEquals(new CodeSize(16, 7), CodeSize.withoutComplements(11440));
    assertEquals(new CodeSize(17, 8), CodeSize.withoutComplements(11441));
    assertEquals(new CodeSize(67, 33), CodeSize.withoutComplements(Long.MAX_VALUE));
  }

  @Test
  void capacity_isExactBeyondLong() {
    assertEquals(Words.binomial(67, 33), new CodeSize(67, 33).capacity());
    assertEquals(Words.binomial(1024, 512), new CodeSize(1024, 512).capacity());
    assertEquals(
        Words.binomial(1024, 512).divide(BigInteger.TWO),
        new CodeSize(1024, 512).capacityWithoutComplements());
    assertEquals(new CodeSize(7, 3).capacity(), new CodeSize(7, 3).capacityWithoutComplements());
  }

  @Test
  void new_outOfRange_isNamed() {
    assertRefused(
        "the weight of a code of length 7 lies from 1 to 6, found 7", () -> new CodeSize(7, 7));
    assertRefused("a code has length 2 to 1024, found 1", () -> CodeSize.ofLength(1));
    assertRefused("a code has at least 1 word, asked for 0", () -> CodeSize.forSources(0));
    assertRefused(
        "a code has at least 1 word, asked for -5", () -> CodeSize.withoutComplements(-5));
  }
}
