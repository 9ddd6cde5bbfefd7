package org.abc4j;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
  @Test
  void size_ofImage_isProductOfExtents() {
    assertEquals(3 * 4 * 5, new Shape(3, 4, 5).size());
  }

  @Test
  void toString_ofImage_isChannelsHeightWidth() {
    assertEquals("3×4×5", new Shape(3, 4, 5).toString());
  }

  @ParameterizedTest
  @CsvSource({"0,4,5", "3,0,5", "3,4,0", "-1,4,5", "-2,-2,1"})
  void new_extentBelowOne_isAnErrorNamingAllThree(int channels, int height, int width) {
    assertIllegal(
        "extents of a shape must be at least 1, found " + channels + "×" + height + "×" + width,
        () -> new Shape(channels, height, width));
  }

  @Test
  void new_largestSize_isAccepted() {
    assertEquals(Integer.MAX_VALUE, new Shape(1, Integer.MAX_VALUE, 1).size());
    assertEquals(Integer.MAX_VALUE, new Shape(Integer.MAX_VALUE, 1, 1).size());
  }

  /** The products wrap around to something positive or 0 in int, or even in long. */
  @ParameterizedTest
  @CsvSource({
    "2,1,1073741824",
    "1,65536,65536",
    "65536,65536,1",
    "2147483647,2147483647,2147483647",
    "1048576,4194304,4194304"
  })
  void new_sizeBeyondInt_isAnErrorNamingTheShape(int channels, int height, int width) {
    assertIllegal(
        "a sample holds at most 2^31 - 1 values, found shape "
            + channels
            + "×"
            + height
            + "×"
            + width,
        () -> new Shape(channels, height, width));
  }
}
