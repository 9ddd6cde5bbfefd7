package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static List<String> labels(boolean logarithmic, double low, double high) {
    return Scale.of(logarithmic, low, high, 0, 100).ticks(5).stream()
        .map(Scale.Tick::label)
        .filter(label -> !label.isEmpty())
        .toList();
  }

  @Test
  void ticks_linear_areRoundNumbers() {
    assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(false, 0, 1));
    assertEquals(List.of("−10", "−5", "0", "5", "10"), labels(false, -10, 10));
    assertEquals(List.of("0", "1,000", "2,000", "3,000"), labels(false, 0, 3731));
    assertEquals(List.of("1.34", "1.36", "1.38", "1.40"), labels(false, 1.33, 1.41));
    assertEquals(List.of("0", "5·10⁸", "10⁹"), labels(false, 0, 1.2e9));
    assertEquals(List.of("0", "2·10⁻⁷", "4·10⁻⁷", "6·10⁻⁷"), labels(false, 0, 7e-7));
  }

  @Test
  void ticks_logarithmic_arePowersOfTen() {
    assertEquals(List.of("1,000", "10,000", "100,000"), labels(true, 256, 162770));
    assertEquals(List.of("20", "50", "100", "200"), labels(true, 15, 270));
    assertEquals(List.of("1", "100", "10,000", "10⁶", "10⁸"), labels(true, 1, 1e9));
    assertEquals(List.of("0.001", "0.01", "0.1", "1"), labels(true, 0.001, 1));
    assertEquals(List.of("64", "66", "68", "70"), labels(true, 63, 70.5));
  }

  @Test
  void at_ends_areTheEndsOfTheAxis() {
    for (boolean logarithmic : new boolean[] {false, true}) {
      Scale scale = Scale.of(logarithmic, 2, 50, 10, 90);
      assertEquals(10, scale.at(2), 1e-12);
      assertEquals(90, scale.at(50), 1e-12);
      assertEquals(logarithmic ? 10 : 26, scale.value(0.5), 1e-12);
    }
  }

  @Test
  void at_singleValue_isTheMiddle() {
    for (double value : new double[] {0, 1, -3, 1e299}) {
      assertEquals(50, Scale.of(false, value, value, 0, 100).at(value), 1e-9);
    }
    assertEquals(50, Scale.of(true, 7, 7, 0, 100).at(7), 1e-9);
  }

  @Test
  void ticks_anySpan_areFewAndOnTheAxis() {
    for (double low : new double[] {-1e299, -3, 0, 1e-12, 1, 12345}) {
      for (double span : new double[] {1e-9, 0.3, 1, 77, 1e9, 1e299}) {
        Scale scale = Scale.of(false, low, low + span, 0, 100);
        List<Scale.Tick> ticks = scale.ticks(5);
        assertTrue(ticks.size() <= 10, low + " and " + span);
        for (Scale.Tick tick : ticks) {
          double at = scale.at(tick.value());
          assertTrue(at >= -0.01 && at <= 100.01, low + " and " + span + ": " + tick);
        }
      }
    }
  }

  @Test
  void number_inSentences_isShort() {
    assertEquals("1024", Words.number(1024));
    assertEquals("0.0797", Words.number(0.07968));
    assertEquals("−0.2", Words.number(-0.2));
    assertEquals("8.8·10⁻⁹", Words.number(8.81e-9, 2));
    assertEquals("1.23·10⁸", Words.number(1.2345e8));
    assertEquals("0", Words.number(-0.0));
    assertEquals("undefined", Words.number(Double.NaN));
    assertEquals("0.800", Words.decimals(0.79981, 3));
  }
}
