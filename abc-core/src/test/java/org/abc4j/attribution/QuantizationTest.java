package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizationTest {

  @ParameterizedTest
  @CsvSource({"0.5,1", "0.49999997,0", "-1,0", "1,1", "Infinity,1", "-Infinity,0"})
  void threshold_isTheLeastWhiteValue(float value, int level) {
    assertEquals(level, Quantization.threshold(0.5).level(value));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,0", "1,255", "-1.5,0", "7,255", "-Infinity,0", "Infinity,255",
    "0.003921569,128", "-0.003921569,127", "-0.9961,0", "-0.9960,1", "0.9960,254", "0.9961,255"
  })
  void levels_bytes_areTheNearest(float value, int level) {
    assertEquals(level, Quantization.levels(-1, 1, 256).level(value));
  }

  /** Halfway between two levels the even one, as IEEE 754 rounds. */
  @ParameterizedTest
  @CsvSource({"0.5,0", "1.5,2", "2.5,2", "3.5,4", "4.5,4", "5.5,6", "6.5,6", "7.5,8"})
  void levels_ties_goToTheEvenLevel(float halfway, int level) {
    assertEquals(level, Quantization.levels(0, 8, 9).level(halfway));
    assertEquals(level, Quantization.levels(-1, 1, 9).level(halfway / 4 - 1));
  }

  @Test
  void levels_eachLevelsOwnValue_isThatLevel() {
    Quantization bytes = Quantization.levels(0, 255, 256);
    Quantization sevenths = Quantization.levels(-3, 4, 8);
    for (int level = 0; level < 256; level++) {
      assertEquals(level, bytes.level(level));
      assertEquals(level % 8, sevenths.level(level % 8 - 3));
    }
  }

  @Test
  void same_anyLevelDiffers_isFalse() {
    Quantization rule = Quantization.threshold(0);
    assertTrue(rule.same(new float[] {1, -1, 0}, new float[] {2, -7, 3}));
    for (int at = 0; at < 3; at++) {
      float[] other = {2, -7, 3};
      other[at] = -other[at];
      assertFalse(rule.same(new float[] {1, -1, 0}, other), "element " + at);
    }
    assertTrue(rule.same(new float[0], new float[0]));
  }

  @Test
  void level_ofNaN_isAnError() {
    for (Quantization rule :
        new Quantization[] {Quantization.threshold(0), Quantization.levels(-1, 1, 2)}) {
      assertEquals(
          "a value to quantise is a number, found NaN",
          assertThrows(IllegalArgumentException.class, () -> rule.level(Float.NaN)).getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> rule.same(new float[] {1, 2}, new float[] {1, Float.NaN}));
    }
  }

  @Test
  void threshold_ofNaN_isAnErrorNamingIt() {
    assertEquals(
        "a threshold is a number, found NaN",
        assertThrows(IllegalArgumentException.class, () -> Quantization.threshold(Double.NaN))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,256",
    "1,-1,256",
    "NaN,1,256",
    "-1,NaN,256",
    "-Infinity,1,256",
    "-1,Infinity,256",
    "-1.7e308,1.7e308,256",
    "-1,1,1",
    "-1,1,-5"
  })
  void levels_argumentsOutOfRange_areAnErrorNamingThem(double low, double high, int count) {
    assertEquals(
        "levels need finite low < high and at least 2 of them, found low "
            + low
            + ", high "
            + high
            + " and "
            + count
            + " levels",
        assertThrows(IllegalArgumentException.class, () -> Quantization.levels(low, high, count))
            .getMessage());
  }
}
