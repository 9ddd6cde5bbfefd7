package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JvmStartsTest {
  @Test
  void format_starts_isMedianAndSlowestOverMedian() {
    double[][] millis = {{4, 2, 3}, {10, 20, 12}};
    double[][] lowest = {{3, 1, 2}, {8, 9, 10}};
    double[][] kilobytes = {{1, 900, 2}, {5, 5, 5}};
    List<String> lines = JvmStarts.format(millis, lowest, kilobytes).lines().toList();
    assertEquals("1", lines.get(1).substring(0, 1));
    assertEquals(
        List.of("1", "3.00", "2.00", "4.00", "1.33", "2.00", "3.00", "1.50", "2", "900"),
        List.of(lines.get(1).split(" +")));
    assertEquals(
        List.of("16", "12.00", "10.00", "20.00", "1.67", "9.00", "10.00", "1.11", "5", "5"),
        List.of(lines.get(2).split(" +")));
  }

  @Test
  void parse_line_isItsNumbers() {
    assertArrayEquals(
        new double[] {1.5, 1.2, 20, 30, 25, 4}, JvmStarts.parse("1.5 1.2 20 30 25 4 \n"));
  }

  @Test
  void parse_anotherLine_isRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> JvmStarts.parse("1 2 3")).getMessage();
    assertTrue(message.contains("'1 2 3'"), message);
  }

  @Test
  void print_noStart_isAnErrorNamingTheNumber() {
    assertEquals(
        "there is at least 1 start, found 0",
        assertThrows(IllegalArgumentException.class, () -> JvmStarts.print(0, System.out))
            .getMessage());
  }
}
